import { expect, test } from "vitest";
import type { ApplicationDir, Document } from "../harness/application-dir.ts";
import { freezeframe } from "../harness/freezeframe.ts";
import { lab } from "../harness/lab.ts";
import { installReadingHook, readByHook } from "../harness/reading-hook.ts";
import { restoreDir } from "../harness/restore.ts";
import { type Death, startMortal, writesMade } from "../harness/restore-lives.ts";
import { expectNothingOfIt, inventory, pointNow, takePoint } from "../harness/restore-test.ts";
import { SCRATCH_SERVER, scratchApplication } from "../harness/scratch-application.ts";
import { makeGroup } from "../harness/scratch-group.ts";
import { verb, verbAnswer } from "../harness/verb.ts";

// kill -9 at every write of the journal of a restore test, with a real volume on a real back end, mounted and read by the
// recovery kit, and taken up by the next process. On one back end and with one volume: each death costs a restore test. The
// application has no database: what is under test is what becomes of the run and of what it has made.

const here = await lab();

test("killed at any write of the journal: each test ends with a verdict that is true, and nothing of it is left", {
  timeout: 3_600_000,
}, async () => {
  await using _hook = await installReadingHook();
  await using group = await makeGroup(here, {
    groupType: "consistent",
    volumeType: "atomic",
    roles: ["data"],
    attachTo: SCRATCH_SERVER,
  });
  await using dir = await restoreDir(here, "shop", scratchApplication(group, readByHook));
  const point = await takePoint(dir);
  const before = await inventory(here);
  const whole = verbAnswer(await startMortal(dir, ["test", dir.application, point.id]).ended);
  await expectNothingOfIt(here, dir, before, whole.result);
  const writes = await writesMade(dir);
  expect(writes).toBeGreaterThan(20);
  let takenUp = 0;
  for (let write = 1; write <= writes; write += 1) {
    takenUp += await oneLife(dir, point, { when: write % 2 === 0 ? "before" : "after", write });
    await expectNothingOfIt(here, dir, before, { nothingLeft: true });
  }
  const tests = await testsOf(dir);
  expect(tests.filter(({ state }) => state !== "done")).toEqual([]);
  const verdict = { verdict: "passed", reasons: [], point: { id: point.id }, nothingLeft: true, flagged: [] };
  for (const { result } of tests) expect(result).toMatchObject(verdict);
  // Those of the start, before the request is written, leave nothing to take up; the last write may end a run.
  expect(takenUp).toBeGreaterThan(writes - 5);
  expect(tests.length).toBeGreaterThanOrEqual(takenUp + 1);
  expect((await pointNow(dir, point.id)).label).toMatchObject({
    grade: point.label.grade,
    text: `${point.label.text}, tested`,
  });
  expect((await verb(dir, "restores")).result).toEqual([]);
  expect(await verb(dir, "audit", "verify")).toMatchObject({ code: 0, result: { intact: true } });
});

/** A test that dies, and the next process that takes it up: how many tests that was. */
async function oneLife(dir: ApplicationDir, point: Document, death: Death): Promise<number> {
  const words = `killed ${death.when} write ${death.write}`;
  const { signal } = await startMortal(dir, ["test", dir.application, point.id], death).ended;
  expect(signal, words).toBe("SIGKILL");
  const { code, result } = verbAnswer(
    await freezeframe(["start", "--until-idle", "--json"], { dir, limitMs: 170_000 }),
  );
  expect({ code, waiting: result.waiting }, words).toEqual({ code: 0, waiting: [] });
  return result.recovered.length;
}

async function testsOf(dir: ApplicationDir): Promise<readonly Document[]> {
  const { result: runs } = await verb(dir, "runs", "--limit", "200");
  return runs.filter(({ workflow }: Document) => workflow === "test-restore@1");
}
