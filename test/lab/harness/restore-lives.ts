import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { ApplicationDir, Document } from "./application-dir.ts";
import { freezeframe, startFreezeframe } from "./freezeframe.ts";
import type { Lab } from "./lab.ts";
import { restoredThings } from "./restored-things.ts";
import type { Running } from "./run.ts";
import { verb, verbAnswer } from "./verb.ts";

const preload = new URL("./die-at-write.mjs", import.meta.url).pathname;

/** Where a process kills itself. */
export interface Death {
  readonly when: "before" | "after";
  readonly write: number;
}

/** A verb in a process of its own, with `--json`. It dies at one of its writes, if it is told to. */
export const startMortal = (dir: ApplicationDir, args: readonly string[], death?: Death): Running =>
  startFreezeframe([...args, "--json"], {
    dir,
    preload,
    limitMs: 300_000,
    env: {
      LAB_WRITES: join(dir.path, "writes"),
      ...(death === undefined ? {} : { LAB_DIE_AT: `${death.when}:${death.write}` }),
    },
  });

/** How many durable writes the last mortal that came to its end has made. */
export const writesMade = async (dir: ApplicationDir): Promise<number> =>
  Number(await readFile(join(dir.path, "writes"), "utf8"));

/** A restore in a process of its own. It dies at one of its writes, if it is told to. */
export const startRestore = (
  dir: ApplicationDir,
  point: string,
  { options = [], death }: { readonly options?: readonly string[]; readonly death?: Death } = {},
): Running => startMortal(dir, ["restore", dir.application, point, ...options], death);

/** How many durable writes a whole restore makes. */
export async function writesOf(
  dir: ApplicationDir,
  point: string,
  options: readonly string[],
): Promise<number> {
  const { code, result } = verbAnswer(await startRestore(dir, point, { options }).ended);
  expect(code).toBe(0);
  const writes = await writesMade(dir);
  await verb(dir, "discard", result.runId);
  return writes;
}

/**
 * What a process that was killed began is brought to its end by the next one. Returns the report; undefined when the request
 * itself had not been written.
 */
export async function takeUp(dir: ApplicationDir): Promise<Document | undefined> {
  const { code, stdout } = await freezeframe(["start", "--until-idle"], { dir, limitMs: 170_000 });
  expect(code, stdout).toBe(0);
  const { result: runs } = await verb(dir, "runs");
  const last = runs.filter(({ workflow }: Document) =>
    /^(request-restore|restore-application)@/.test(workflow),
  );
  const open = last.filter(({ state }: Document) => state === "queued" || state === "running");
  expect(open).toEqual([]);
  return last.find(({ workflow }: Document) => workflow.startsWith("request-restore@"))?.result;
}

/** One set of volumes, named and in use, is what Cinder has of this instance, with its group if it was made as one. */
export async function expectOneSet(lab: Lab, dir: ApplicationDir, report: Document): Promise<void> {
  const things = await restoredThings(lab, dir.instance);
  const of = (role: string) => `ffr/${dir.instance}/${dir.application}/${report.runId}/${role}`;
  const volumes = report.volumes.map(({ volumeId: id, role }: Document) => ({
    kind: "volume",
    id,
    name: of(role),
    status: "in-use",
  }));
  expect(things.filter(({ kind }) => kind === "volume").toSorted(byName)).toEqual(volumes.toSorted(byName));
  const groups = things.filter(({ kind }) => kind === "group");
  const asOne = report.left.some(({ kind }: Document) => kind === "group");
  expect(groups).toMatchObject(asOne ? [{ name: of("group"), status: "available" }] : []);
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
