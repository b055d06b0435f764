import { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import { restoreReport } from "#domain/restore/restore-report.ts";
import type { TestRecord } from "#domain/restore-test/record.ts";
import type { TestReport } from "#domain/restore-test/report.ts";
import type { Json, RunContext } from "#engine/port.ts";
import { type Came, carryOut } from "./carry-out-restore.ts";
import { concludeTest } from "./conclude-test.ts";
import { type Chosen, pickForTest, type Wanted, wantedOf } from "./pick-for-test.ts";
import { planTest, standsAgainst } from "./plan-test.ts";
import type { RestoreRun } from "./restore-run.ts";
import { listMade, tearDown } from "./tear-down.ts";
import type { TestPorts } from "./test-ports.ts";
import { placeAt } from "./test-slots.ts";

export const TestInput = z.object({
  application: z.string(),
  /** Slack id of whoever asked, or `schedule`. */
  requestedBy: z.string(),
  /** A point's id or `latest`; without one the manifest's `restoreTest.pick` chooses. */
  point: z.string().optional(),
});
export type TestInput = z.infer<typeof TestInput>;

/**
 * Restores a point to scratch, has its data read, measures, takes everything away again, looks once more that nothing is left,
 * and says what that shows of the point. Needs no approval: nothing that exists is touched, and the target is isolated. Waits
 * first until there is a turn. A cancel ends it `inconclusive`, with everything taken away.
 */
export async function testRestore(ctx: RunContext, given: Json, ports: TestPorts): Promise<TestReport> {
  const input = TestInput.parse(given);
  ctx.progress({ phase: "waiting" });
  const place = placeOf(input.application, ports);
  await ctx.step("turn", ({ signal }) => ports.testSlots.turn(ctx.runId, place, signal).then(() => null));
  ports.testSlots.keep(ctx.runId, place);
  try {
    return await testInTurn(ctx, input, ports);
  } finally {
    ports.testSlots.free(ctx.runId);
  }
}

/** Where it is read. In memory alone: what the manifest says when the run begins, or is taken up. */
function placeOf(name: string, { applications }: TestPorts): string {
  const found = applications().find(({ application }) => application === name);
  const target = found?.restoreTest?.target;
  return target?.kind === "server" ? placeAt(target.name, found?.cloud ?? "") : `server of ${name}`;
}

async function testInTurn(ctx: RunContext, input: TestInput, ports: TestPorts): Promise<TestReport> {
  const { application, requestedBy } = input;
  const startedAt = await ctx.now();
  const record: TestRecord = { id: ctx.runId, application, requestedBy, startedAt, state: "running" };
  const wanted = await ctx.step("begin", async () => {
    const what = wantedOf(application, ports);
    await ports.tests.begin(record);
    return what;
  });
  const begun: Begun = { ctx, input, ports, record, wanted };
  const prepared = await prepare(begun);
  if (!("run" in prepared)) return conclude(begun, prepared, undefined, "");
  const came: Came = { startedAt, phases: {}, checks: [], volumes: [] };
  const stopped = await carryOut(ctx, prepared.run, came);
  return conclude(begun, prepared, { came, stopped }, "");
}

interface Begun {
  readonly ctx: RunContext;
  readonly input: TestInput;
  readonly ports: TestPorts;
  readonly record: TestRecord;
  readonly wanted: Wanted;
}

/** A restore that is about to be made, or where it stopped before. */
type Prepared =
  | { readonly chosen: Chosen; readonly run: RestoreRun }
  | {
      readonly chosen?: Chosen;
      readonly before: "pick" | "plan";
      readonly reasons: readonly string[];
      readonly stopped?: DomainError;
    };

/** Nothing is made before the restore is on record. */
async function prepare(begun: Begun): Promise<Prepared> {
  const { ctx, input, ports, record } = begun;
  const { application } = input;
  let chosen: Chosen | undefined;
  try {
    ctx.progress({ phase: "picking" });
    const picked = await ctx.step("pick", () => pickForTest({ ...input, runId: ctx.runId }, ports));
    chosen = picked;
    if ("none" in picked) return { chosen: picked, before: "pick", reasons: [picked.none] };
    ctx.progress({ phase: "planning", what: picked.point.id });
    const plan = await ctx.step("plan", ({ signal }) =>
      planTest({ application, point: picked.point.id }, ports, signal),
    );
    const against = standsAgainst(plan);
    if (against.length > 0) return { chosen: picked, before: "plan", reasons: against };
    const expiresAt = record.startedAt + plan.ttlMs;
    const run: RestoreRun = { runId: ctx.runId, plan, expiresAt, ports, givesWay: true };
    // The last thing here: once it is on record, the restore is settled, whatever comes.
    await ctx.step("begin restore", () => keepRestore(begun, run, { state: "running" }));
    return { chosen: picked, run };
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
    const before = chosen === undefined ? ("pick" as const) : ("plan" as const);
    const stopped = cause.kind === "interrupted" ? { stopped: cause } : {};
    return { ...(chosen && { chosen }), before, reasons: [cause.message], ...stopped };
  }
}

const keepRestore = (
  { record: { application, requestedBy, startedAt }, ports }: Begun,
  { runId, plan }: RestoreRun,
  rest: Pick<Parameters<TestPorts["restores"]["save"]>[0], "state" | "report">,
): Promise<null> =>
  ports.restores.save({ id: runId, application, plan, requestedBy, startedAt, ...rest }).then(() => null);

/** What the run ends with; everything is settled then. */
class Stopped extends DomainError {}

interface Restored {
  readonly came: Came;
  readonly stopped: DomainError | undefined;
}

/** A cancel is told once, to whichever step it meets. One that met the settling has everything settled anew. */
async function conclude(
  begun: Begun,
  prepared: Prepared,
  restored: Restored | undefined,
  again: "" | ", cancelled",
): Promise<TestReport> {
  try {
    return await settle(begun, prepared, restored, again);
  } catch (cause) {
    if (cause instanceof Stopped || !(cause instanceof DomainError) || cause.kind !== "interrupted")
      throw cause;
    if (again !== "") throw cause;
    const next = restored === undefined ? undefined : { ...restored, stopped: restored.stopped ?? cause };
    const told = "run" in prepared ? prepared : { ...prepared, stopped: prepared.stopped ?? cause };
    return conclude(begun, told, next, ", cancelled");
  }
}

async function settle(
  begun: Begun,
  prepared: Prepared,
  restored: Restored | undefined,
  again: string,
): Promise<TestReport> {
  const { ctx, ports, record, wanted } = begun;
  const { chosen } = prepared;
  if (!("run" in prepared) || restored === undefined) {
    const tried = "before" in prepared ? prepared : { before: "plan" as const, reasons: [] };
    const report = await ctx.step(`conclude${again}`, ({ signal }) =>
      concludeTest({ record, wanted, chosen, tried }, ports, signal),
    );
    return ended(report, "before" in prepared ? prepared.stopped : undefined);
  }
  const { run } = prepared;
  const { came, stopped } = restored;
  const cleanUp = await clean(ctx, run, again);
  const { runId, plan, expiresAt } = run;
  const { left } = cleanUp;
  const ending = {
    ...came,
    runId,
    application: undefined,
    plan,
    approvedBy: [],
    kept: false,
    left,
    expiresAt,
  };
  const restore = restoreReport(ending);
  const state = left.length === 0 ? ("gone" as const) : ("left" as const);
  await ctx.step(`record${again}`, () => keepRestore(begun, run, { state, report: restore }));
  const tried = { restore, stopped: stopped?.message };
  const nothingLeft = left.length === 0;
  const tested = { record, wanted, chosen, tried, restore, cleanUp: { ms: cleanUp.ms, nothingLeft } };
  const report = await ctx.step(`conclude${again}`, ({ signal }) => concludeTest(tested, ports, signal));
  return ended(report, stopped);
}

/** Takes everything away, and looks once more at what the cloud shows then. */
async function clean(ctx: RunContext, run: RestoreRun, again: string) {
  ctx.progress({ phase: "tearing down" });
  const begin = await ctx.now();
  await ctx.step(`tear down${again}`, ({ signal }) => tearDown(run, signal));
  const left = await ctx.step(`look again${again}`, ({ signal }) => listMade(run, signal));
  return { left, ms: (await ctx.now()) - begin };
}

/** A cancelled run is not `done`, whatever its report says. */
function ended(report: TestReport, stopped: DomainError | undefined): TestReport {
  if (stopped?.kind !== "interrupted") return report;
  const left = report.nothingLeft ? "nothing of the test is left" : "some of the test could not be removed";
  throw new Stopped("interrupted", `${stopped.message}; ${left}`, {
    ...(report.nothingLeft ? {} : { next: `freezeframe discard ${report.runId} tries again` }),
    cause: stopped,
  });
}
