import type { Application } from "#domain/application.ts";
import type { RunLine } from "#domain/application-status.ts";
import { driftStanding } from "#domain/drift/standing.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import { inconclusiveTests } from "#domain/rpo/inconclusive-tests.ts";
import { leftRestores } from "#domain/rpo/left-restores.ts";
import { pointAge } from "#domain/rpo/point-age.ts";
import type { Standing, Standings } from "#domain/rpo/standing.ts";
import { testedAge } from "#domain/rpo/tested-age.ts";
import { type ScheduleRecord, scheduleId } from "#domain/schedule/record.ts";
import type { Context } from "./context.ts";
import { unfinishedRuns } from "./run-lines.ts";
import type { WatchSources } from "./watch-objectives.ts";
import type { WatchedSince } from "./watched-since.ts";

/** What is read once for all applications. */
export interface Looked {
  readonly runs: ReadonlyMap<string, readonly RunLine[]>;
  /** Read when the first application needs it: most looks need none. */
  readonly schedules: () => Promise<ReadonlyMap<string, ScheduleRecord>>;
  readonly since: WatchedSince;
  readonly restores: readonly RestoreRecord[];
}

export async function lookOnce({ engine, ports }: Context, since: WatchedSince): Promise<Looked> {
  let schedules: Promise<ReadonlyMap<string, ScheduleRecord>> | undefined;
  const read = async () =>
    new Map((await ports.records.schedules()).map(({ record }) => [scheduleId(record), record]));
  return {
    runs: await unfinishedRuns(engine, () => undefined),
    schedules: () => {
      schedules ??= read();
      return schedules;
    },
    since,
    restores: await ports.restores.open(),
  };
}

interface About extends WatchSources {
  readonly application: Application;
  readonly looked: Looked;
}

/** How the objectives of one application stand now. */
export async function standingsOf(context: Context, about: About): Promise<Standings> {
  const { application, looked, shownOf } = about;
  const { newest } = await shownOf(application.application);
  return {
    rpo: await rpoOf(context, about),
    tested: await testedOf(context, about),
    inconclusive: inconclusiveTests(application.application, newest),
    drift: driftStanding(application.application, await context.ports.drift.report(application.application)),
    left: leftRestores(application.application, looked.restores),
  };
}

async function rpoOf(context: Context, { application, looked, slots }: About): Promise<Standing> {
  const { records, clock } = context.ports;
  const { application: name, objectives, approve } = application;
  if (objectives.rpo === undefined) return { state: "kept", by: "objectives.rpo is gone" };
  const now = clock.now();
  const since = looked.since(name, "rpo");
  const point = await records.newestPoint(name, objectives.grade);
  const late = now - (point?.createdAt ?? since) > objectives.rpo;
  return pointAge({
    application: name,
    now,
    rpoMs: objectives.rpo,
    wanted: objectives.grade,
    usable: point && { id: point.id, grade: point.label.grade, at: point.createdAt },
    since,
    underWay: isUnderWay(looked, name, "snapshot-application@"),
    nextSlot: slots.next(application, "snapshot", now),
    needsApproval: approve.includes("snapshot"),
    paused: await records.pause(name),
    failedRun: late ? await failedRun(context, looked, name, point) : undefined,
  });
}

/** The last scheduled run, when it has ended and the newest usable point is not of it or of a later one. */
async function failedRun(
  { engine }: Context,
  { schedules }: Looked,
  application: string,
  usable: RecoveryPoint | undefined,
): Promise<string | undefined> {
  const runId = (await schedules()).get(scheduleId({ kind: "snapshot", application }))?.last?.runId;
  const run = runId === undefined ? undefined : await engine.get(runId);
  if (run?.endedAt === undefined) return undefined;
  return usable !== undefined && usable.createdAt >= run.createdAt ? undefined : run.id;
}

async function testedOf(
  { ports: { clock } }: Context,
  { application, looked, slots, shownOf }: About,
): Promise<Standing> {
  if (application.schedule?.restoreTest === undefined)
    return { state: "kept", by: "schedule.restoreTest is gone" };
  const { lastTest, lastGoodTest } = await shownOf(application.application);
  const since = looked.since(application.application, "tested");
  return testedAge({
    application: application.application,
    now: clock.now(),
    described: application.restoreTest !== undefined,
    passed: lastGoodTest && { runId: lastGoodTest.runId, at: lastGoodTest.startedAt },
    slots: slots.after(application, "test-restore", Math.max(lastGoodTest?.startedAt ?? 0, since), 2),
    underWay: isUnderWay(looked, application.application, "test-restore@"),
    last: lastTest?.verdict === "passed" ? undefined : lastTest,
  });
}

const isUnderWay = ({ runs }: Looked, application: string, workflow: string): boolean =>
  runs.get(application)?.some((run) => run.workflow.startsWith(workflow)) === true;
