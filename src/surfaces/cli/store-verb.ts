import { resolve } from "node:path";
import { DomainError } from "#domain/errors.ts";
import type { StoreBackup } from "#domain/store-backup.ts";
import type { Answer, Asked } from "./answer.ts";
import type { StorePutBack } from "./backstage.ts";
import { rows } from "./text/rows.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/** `store backup [FILE]` and `store restore FILE`. */
export function storeVerb(asked: Asked, what: string): Promise<Answer> {
  const { second } = asked.arguments;
  // The bot may stand in another directory.
  const file = second === undefined ? undefined : resolve(second);
  if (what === "backup") return backUp(asked, file);
  if (what !== "restore")
    throw new DomainError("invalid-input", `store does not know "${what}"`, {
      next: "freezeframe store backup [FILE], or freezeframe store restore FILE",
    });
  if (file === undefined)
    throw new DomainError("invalid-input", "store restore needs a FILE", {
      next: "freezeframe store restore FILE",
    });
  return putBack(asked, file);
}

const backUp = (asked: Asked, file: string | undefined): Promise<Answer> =>
  withSession(asked, async ({ operations }) => {
    const actor = await asked.backstage.actor();
    const made = await operations.backUpStore({ file, actor }, asked.signal);
    return ok(backedUpText(made), made);
  });

const backedUpText = ({ file, bytes, auditRows, auditHead }: StoreBackup): string =>
  [
    `the store is backed up: ${file}`,
    ...rows([
      ["size", `${Math.ceil(bytes / 1024)} KiB, opened and found whole`],
      ["audit", `${auditRows} rows, the newest with hash ${auditHead}`],
    ]),
    "  keep the hash elsewhere: it shows later that nothing was cut off",
  ].join("\n");

async function putBack({ backstage }: Asked, file: string): Promise<Answer> {
  const bot = await backstage.bot();
  if (bot !== undefined) {
    await bot.close();
    throw new DomainError("busy", "the bot is running, and it has the store", {
      next: "stop it, restore the store, start it again",
    });
  }
  const made = await backstage.putBackStore(file);
  return ok(putBackText(made), made);
}

const putBackText = ({ file, store, auditRows, aside, ended }: StorePutBack): string =>
  [
    `the store is restored: ${store}`,
    ...rows([
      ["from", `${file}, ${auditRows} audit rows`],
      ["before", aside === undefined ? "there was none" : `kept as ${aside}`],
      ["over", ...ended.map((id) => `run ${id} had not ended: nothing of it goes on, or is taken away`)],
      ["next", "freezeframe adopt shows recovery points that were taken since"],
    ]),
  ].join("\n");
