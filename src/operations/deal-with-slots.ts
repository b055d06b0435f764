import type { Application } from "#domain/application.ts";
import { blackoutAt, blackoutWindows } from "#domain/schedule/blackout.ts";
import { readCron } from "#domain/schedule/cron.ts";
import { type DueSlots, dueSlots, isMissed, LOOK_BACK_MS } from "#domain/schedule/due.ts";
import { type ScheduleNews, scheduleNews } from "#domain/schedule/news.ts";
import {
  type ScheduleKind,
  type ScheduleRecord,
  type SlotFate,
  scheduleId,
  slotRunId,
} from "#domain/schedule/record.ts";
import { slotsBetween } from "#domain/schedule/slots.ts";
import type { Zone } from "#domain/schedule/zone.ts";
import type { KeptSchedule } from "#workflows/records-port.ts";
import type { Context } from "./context.ts";
import { type Started, startScheduled } from "./start-scheduled.ts";

/** A schedule of a manifest, and how far it is known to have been looked at. */
export interface Dealing {
  readonly application: Application;
  readonly kind: ScheduleKind;
  readonly cron: string;
  readonly zone: Zone;
  readonly kept: KeptSchedule;
  /** No slot up to here is left; epoch ms. */
  readonly lookedUntil: number;
}

/** Left-out slots of which it is asked whether they have a run after all. */
const ASK_ABOUT = 1_000;

/**
 * Deals with the slots that have come since the last look. Ran twice: a slot's run has the slot's id. Half ran: what has
 * begun is known by its id at the next look. Undefined: there is nothing to tell.
 */
export async function dealWithSlots(context: Context, dealing: Dealing): Promise<ScheduleNews | undefined> {
  const { application, kind, zone, kept } = dealing;
  const { record } = kept;
  const now = context.ports.clock.now();
  const from = Math.max(record.dealtUntil, dealing.lookedUntil, now - LOOK_BACK_MS);
  const all = slotsBetween(readCron(dealing.cron), zone, from, now);
  if (all.length === 0 && record.owed.length === 0) return undefined;
  const windows = blackoutWindows(application.schedule?.blackout ?? []);
  const open = all.filter((slot) => blackoutAt(windows, zone, slot) === undefined);
  const policy = application.schedule?.missed ?? "latest";
  const due = dueSlots(open, now, policy);
  const begun = await begin(context, dealing, due);
  const left = await withoutRun(context, dealing, due.left);
  const quiet = begun.reason !== undefined && begun.reason === record.told && !begun.news;
  const next: ScheduleRecord = {
    ...record,
    dealtUntil: Math.max(record.dealtUntil, all.at(-1) ?? 0),
    owed: begun.owed,
    ...(begun.fates.length === 0 ? {} : { last: begun.fates.at(-1) }),
    told: begun.reason ?? (begun.fates.length === 0 ? record.told : undefined),
  };
  const changed = all.length > 0 || begun.fates.length > 0 || begun.owed.length !== record.owed.length;
  if (
    !changed ||
    !(await context.ports.records.saveSchedule(
      next,
      kept.version,
      auditOf(next, begun, left, all.length - open.length),
    ))
  )
    return undefined;
  if (quiet && left.length === 0) return undefined;
  const name = application.application;
  return scheduleNews({ application: name, kind, now, policy, fates: begun.fates, left, owe: begun.added });
}

interface Begun {
  readonly fates: readonly SlotFate[];
  readonly owed: number[];
  /** Of those, what was not owed before. */
  readonly added: readonly number[];
  /** Why slots are skipped for a longer time. */
  readonly reason: string | undefined;
  /** There is more to tell than that. */
  readonly news: boolean;
}

/** What is owed comes first, one after the other: what is too soon or in the way stays owed. */
async function begin(context: Context, dealing: Dealing, { begin: now, owe }: DueSlots): Promise<Begun> {
  const before = dealing.kept.record.owed;
  const at = context.ports.clock.now();
  const owed: number[] = [];
  const started: Started[] = [];
  const startOne = (slot: number, onBusy: "join" | "skip"): Promise<Started> => {
    const last = started.at(-1)?.fate ?? dealing.kept.record.last;
    return startScheduled(context, dealing, { slot, onBusy, last });
  };
  for (const slot of [...before, ...owe]) {
    const one = owed.length > 0 ? undefined : await startOne(slot, "skip");
    if (one === undefined || one.again) owed.push(slot);
    else started.push(one);
  }
  for (const slot of now) started.push(await startOne(slot, "join"));
  const kept = owed.filter((slot) => at - slot < LOOK_BACK_MS);
  const lasting = started.find((one) => one.lasting);
  return {
    fates: started.map(({ fate }) => fate),
    owed: kept,
    added: kept.filter((slot) => !before.includes(slot)),
    reason: lasting?.fate.why,
    news: started.some(({ lasting: lasts, fate }) => lasts !== true || isMissed(fate.slot, at)),
  };
}

/** A process that died after it had begun some of them has left their runs. */
async function withoutRun(
  { engine }: Context,
  { application, kind }: Dealing,
  slots: readonly number[],
): Promise<number[]> {
  if (slots.length > ASK_ABOUT) return [...slots];
  const about = { kind, application: application.application };
  const runs = await Promise.all(slots.map((slot) => engine.get(slotRunId(about, slot))));
  return slots.filter((_, index) => runs[index] === undefined);
}

function auditOf(
  record: ScheduleRecord,
  { fates, owed }: Begun,
  left: readonly number[],
  inBlackout: number,
) {
  return {
    actor: "schedule",
    act: "schedule.slots",
    subject: scheduleId(record),
    detail: {
      application: record.application,
      slots: fates.map(
        ({ slot, how, why }) => `${slotRunId(record, slot)} ${how}${why === undefined ? "" : `: ${why}`}`,
      ),
      leftOut: left.length,
      inBlackout,
      owed: owed.length,
    },
  };
}
