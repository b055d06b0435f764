import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApplicationDir } from "../harness/application-dir.ts";
import { lab } from "../harness/lab.ts";
import { installReadingHook, readByHook } from "../harness/reading-hook.ts";
import { expectNothingRestored, restoreDir } from "../harness/restore.ts";
import { expectOneSet, startRestore, takeUp, writesOf } from "../harness/restore-lives.ts";
import { SCRATCH_SERVER, scratchApplication } from "../harness/scratch-application.ts";
import { makeGroup } from "../harness/scratch-group.ts";
import { verb } from "../harness/verb.ts";

// kill -9 at every write of the journal, with real volumes on a real back end, mounted and read by the recovery kit. The
// application has no database: what is under test is what is made, not what is in it.

const here = await lab();
let hook: AsyncDisposable;

beforeAll(async () => {
  hook = await installReadingHook();
});

afterAll(() => hook?.[Symbol.asyncDispose]());

test.each([
  { groupType: "consistent", volumeType: "atomic", how: "group" },
  { groupType: "plain", volumeType: "generic", how: "volumes" },
] as const)(
  "killed at any write of the journal, on $volumeType as $how: one set of volumes in the end, and a report that is true",
  async ({ groupType, volumeType, how }) => {
    await using group = await makeGroup(here, {
      groupType,
      volumeType,
      roles: ["data", "more"],
      attachTo: SCRATCH_SERVER,
    });
    await using dir = await restoreDir(here, "shop", scratchApplication(group, readByHook));
    const { result: taken } = await verb(dir, "snapshot", group.name);
    const options = ["--strategy", how];
    const writes = await writesOf(dir, taken.point, options);
    expect(writes).toBeGreaterThan(20);
    let ended = 0;
    for (let write = 1; write <= writes; write += 1) {
      const death = { when: write % 2 === 0 ? "before" : "after", write } as const;
      ended += await oneLife(dir, taken.point, options, death);
    }
    // Those of the start, before the request is written, leave nothing to take up.
    expect(ended).toBeGreaterThan(writes - 6);
  },
  3_600_000,
);

/** 1 when there was something to bring to its end. */
async function oneLife(
  dir: ApplicationDir,
  point: string,
  options: readonly string[],
  death: { readonly when: "before" | "after"; readonly write: number },
): Promise<number> {
  const words = `killed ${death.when} write ${death.write}`;
  const known = (await verb(dir, "runs", "--limit", "200")).result.length;
  const bot = await startRestore(dir, point, { options, death }).ended;
  expect(bot.signal, words).toBe("SIGKILL");
  const report = await takeUp(dir);
  if ((await verb(dir, "runs", "--limit", "200")).result.length === known) return 0;
  expect(report, words).toMatchObject({ reached: "data verified", state: "kept", point });
  await expectOneSet(here, dir, report);
  expect(await verb(dir, "discard", report.runId), words).toMatchObject({ code: 0, result: { left: [] } });
  await expectNothingRestored(here, dir);
  return 1;
}
