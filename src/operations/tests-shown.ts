import type { Shown, TestLine } from "#domain/application-status.ts";
import type { TestReport } from "#domain/restore-test/report.ts";
import type { EndedTest } from "#domain/rpo/inconclusive-tests.ts";
import type { Engine } from "#engine/port.ts";
import type { RestoreRecords } from "#workflows/restore-ports.ts";
import type { TestRecords } from "#workflows/test-ports.ts";
import { applicationOf } from "./run-lines.ts";

/** What tests and restores have shown, and the newest tests that ended, newest first. */
export interface TestsShown extends Shown {
  readonly newest: readonly EndedTest[];
}

/** So many are read of an application … */
const READ = 10;
/** … and so many, when none of those passed. */
const READ_FAR = 100;
const REMEMBERED = 3;

/**
 * What restore tests have shown of an application, remembered until a run changes it: reports are large, and every question
 * after how applications stand asks for them.
 */
export function createTestsShown(
  engine: Pick<Engine, "onChange">,
  { tests, restores }: { tests: Pick<TestRecords, "newest">; restores: Pick<RestoreRecords, "measured"> },
): (application: string) => Promise<TestsShown> {
  const known = new Map<string, Promise<TestsShown>>();
  engine.onChange((run) => {
    const application = applicationOf(run);
    if (application !== undefined && /^(test-restore|restore-application)@/.test(run.workflow))
      known.delete(application);
  });
  return (application) => {
    const found = known.get(application) ?? read(application, tests, restores);
    known.set(application, found);
    // What could not be read is read again.
    found.catch(() => known.delete(application));
    return found;
  };
}

async function read(
  application: string,
  tests: Pick<TestRecords, "newest">,
  restores: Pick<RestoreRecords, "measured">,
): Promise<TestsShown> {
  const near = await ended(tests, application, READ);
  const passedNear = near.some(({ verdict }) => verdict === "passed");
  const all = passedNear || near.length < READ ? near : await ended(tests, application, READ_FAR);
  const passed = all.filter(({ verdict }) => verdict === "passed");
  const [last] = all;
  const [good] = passed;
  const [rto] = await restores.measured(application);
  return {
    lastTest: last && lineOf(last),
    lastGoodTest: good && lineOf(good),
    tested: newestTested(passed),
    lastRtoMs: rto ?? good?.rtoMs,
    newest: all.slice(0, REMEMBERED).map(({ runId, verdict, reasons }) => ({ runId, verdict, reasons })),
  };
}

const ended = async (tests: Pick<TestRecords, "newest">, application: string, limit: number) =>
  (await tests.newest(application, limit)).flatMap(({ report }) => (report === undefined ? [] : [report]));

const lineOf = ({ runId, verdict, startedAt, endedAt, headline, point, rtoMs }: TestReport): TestLine => ({
  ...{ runId, verdict, startedAt, endedAt, rtoMs },
  text: headline,
  point: point?.id,
});

function newestTested(passed: readonly TestReport[]): Shown["tested"] {
  return passed
    .flatMap(({ point, endedAt }) =>
      point === undefined ? [] : [{ id: point.id, createdAt: point.takenAt, testedAt: endedAt }],
    )
    .reduce<Shown["tested"]>(
      (newest, one) => (newest && newest.createdAt >= one.createdAt ? newest : one),
      undefined,
    );
}
