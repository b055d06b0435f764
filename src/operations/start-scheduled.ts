import type { Application } from "#domain/application.ts";
import { DomainError } from "#domain/errors.ts";
import { blackoutAt, blackoutWindows } from "#domain/schedule/blackout.ts";
import { SCHEDULE, type ScheduleKind, type SlotFate, slotRunId } from "#domain/schedule/record.ts";
import type { Zone } from "#domain/schedule/zone.ts";
import { testLockKey } from "#workflows/lock-keys.ts";
import { TEST_RESTORE } from "#workflows/names.ts";
import { refusePaused } from "#workflows/paused.ts";
import type { Context } from "./context.ts";
import { refuseTooSoon, startSnapshot } from "./start-snapshot.ts";

/** What has come of a slot, and whether it may still come to something when it is tried again. */
export interface Started {
  readonly fate: SlotFate;
  readonly again: boolean;
  /** The same reason holds for the slots that follow. */
  readonly lasting?: boolean;
}

/** One slot to begin. */
export interface Slot {
  readonly slot: number;
  /** Behind another run of its own kind it becomes that run (`join`), or is left to be tried again (`skip`). */
  readonly onBusy: "join" | "skip";
  /** What became of the slot before. */
  readonly last: SlotFate | undefined;
}

type Starter = (context: Context, application: Application, slot: Slot) => Promise<Started>;

/** What is run by schedule. */
export const starters: Partial<Record<ScheduleKind, Starter>> = {
  snapshot: startSnapshotOf,
  "test-restore": startTestOf,
};

/** Begins the run of one slot, unless something stands against it. The run's id is the slot's: twice is one run. */
export async function startScheduled(
  context: Context,
  about: { readonly application: Application; readonly kind: ScheduleKind; readonly zone: Zone },
  one: Slot,
): Promise<Started> {
  const { engine, ports } = context;
  const { slot } = one;
  const { application, kind, zone } = about;
  const name = application.application;
  const at = ports.clock.now();
  const known = await engine.get(slotRunId({ kind, application: name }, slot));
  if (known !== undefined) return { fate: { slot, at, how: "known", runId: known.id }, again: false };
  const window = blackoutAt(blackoutWindows(application.schedule?.blackout ?? []), zone, at);
  const why =
    (await refusal(() => refusePaused(ports.records, name))) ??
    (window === undefined ? undefined : `schedule.blackout ${window.text}`);
  if (why !== undefined) return { fate: { slot, at, how: "skipped", why }, again: false, lasting: true };
  const starter = starters[kind];
  if (starter === undefined) throw new Error(`nothing runs a ${kind} by schedule`);
  return starter(context, application, one);
}

async function startSnapshotOf(
  context: Context,
  application: Application,
  { slot, onBusy, last }: Slot,
): Promise<Started> {
  const { engine, ports } = context;
  const name = application.application;
  const at = ports.clock.now();
  const skipped = (why: string, behind: { runId?: string } = {}): Started => ({
    fate: { slot, at, how: "skipped", ...behind, why },
    again: true,
  });
  const tooSoon = await refusal(() => refuseTooSoon(context, name));
  if (tooSoon !== undefined) return skipped(tooSoon);
  // Behind a restore that lasts for hours one snapshot is enough.
  const before = last?.runId === undefined ? undefined : await engine.get(last.runId);
  if (before?.state === "queued")
    return skipped(`run ${before.id} waits for its turn already`, { runId: before.id });
  const runId = slotRunId({ kind: "snapshot", application: name }, slot);
  const input = { application: name, requestedBy: SCHEDULE };
  const requested = await startSnapshot(context, application, runId, input, { onBusy });
  const { how, busyWith } = requested;
  const fate = { slot, at, how, runId: requested.runId };
  if (how === "joined")
    return {
      fate: { ...fate, why: `run ${requested.runId} is taking one, or waits for an approval` },
      again: true,
    };
  if (how === "queued") return { fate: { ...fate, why: `run ${busyWith} goes on` }, again: false };
  return { fate, again: false };
}

/** Behind a test that goes on, another one would tell nothing more. */
async function startTestOf(
  { engine, ports }: Context,
  application: Application,
  { slot }: Slot,
): Promise<Started> {
  const name = application.application;
  const at = ports.clock.now();
  if (application.restoreTest === undefined) {
    const why = "the manifest says nothing of restore tests (restoreTest)";
    return { fate: { slot, at, how: "skipped", why }, again: false, lasting: true };
  }
  const runId = slotRunId({ kind: "test-restore", application: name }, slot);
  const input = { application: name, requestedBy: SCHEDULE };
  const started = await engine.start(TEST_RESTORE, runId, input, {
    lockKey: testLockKey(name),
    onBusy: "skip",
  });
  if (started.kind === "skipped") {
    const other = (await engine.get(started.busyWith))?.workflow !== TEST_RESTORE;
    const why = `${other ? "run" : "restore test"} ${started.busyWith} goes on`;
    return { fate: { slot, at, how: "skipped", runId: started.busyWith, why }, again: true };
  }
  return { fate: { slot, at, how: started.kind, runId: started.id }, again: false };
}

/** The words of a refusal; undefined when nothing was refused. */
async function refusal(check: () => Promise<void>): Promise<string | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError && error.kind === "refused") return error.message;
    throw error;
  }
}
