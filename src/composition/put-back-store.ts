import type { Installation } from "#config/load.ts";
import { voided } from "#domain/approval-transitions.ts";
import { endUnfinished } from "#engine/embedded/end-unfinished.ts";
import { forgetScans } from "#store/orphan-records.ts";
import { putBack } from "#store/put-back.ts";
import { createRecords } from "#store/records.ts";
import { createRestoreRecords } from "#store/restore-records.ts";
import { openStore } from "#store/store.ts";
import { systemClock, toIso } from "#support/clock.ts";
import type { Database } from "#support/database.ts";
import type { StorePutBack } from "#surfaces/cli/backstage.ts";
import { userName } from "./actor.ts";
import { knownSchemas } from "./known-schemas.ts";

/**
 * Puts a backup in the store's place. Runs that had not ended in it are over, and what was asked for in it is void: the world
 * has gone on since, and nothing of them is done a second time, undone or deleted. What was seen of orphans is seen anew.
 */
export async function putBackStore({ config }: Installation, file: string): Promise<StorePutBack> {
  const at = systemClock.now();
  const reason = `the store was restored from a backup (${toIso(at)})`;
  let ended: string[] = [];
  const prepare = async (database: Database): Promise<void> => {
    ended = await endUnfinished(database, reason, at);
    await voidRequests(database, { reason, at });
    const keeping = { store: openStore(database), clock: systemClock };
    await keepRestores(createRestoreRecords(keeping));
    await forgetScans(keeping);
  };
  const { path } = config.store;
  const made = await putBack(file, path, { clock: systemClock, known: knownSchemas, prepare });
  return { file, store: path, ended, ...made };
}

/** How they ended nobody knows any more. What they have made may be in use by now, so it has its whole time. */
async function keepRestores({ open, save }: ReturnType<typeof createRestoreRecords>): Promise<void> {
  for (const record of await open()) if (record.state === "running") await save({ ...record, state: "kept" });
}

async function voidRequests(
  database: Database,
  { reason, at }: { readonly reason: string; readonly at: number },
): Promise<void> {
  const records = createRecords({
    store: openStore(database),
    clock: systemClock,
    freeBytes: database.freeBytes,
  });
  const actor = `${userName()} on the command line`;
  for (const { id, state } of await records.openApprovals()) {
    if (state !== "requested") continue;
    const kept = await records.approval(id);
    if (kept === undefined) continue;
    const next = voided(kept.approval, { at, why: reason });
    const row = { actor, act: "approval.voided", subject: id, detail: { why: reason } };
    await records.saveApproval(next, kept.version, row);
  }
  await records.audit({ actor, act: "store.restored", subject: "store" });
}
