import { setImmediate } from "node:timers/promises";
import type { Application } from "#domain/application.ts";
import { GRACE_MS } from "#domain/schedule/due.ts";
import { clockNews, type ScheduleNews } from "#domain/schedule/news.ts";
import { cronOf, ScheduleKind, type ScheduleRecord, scheduleId } from "#domain/schedule/record.ts";
import { createZone, type Zone } from "#domain/schedule/zone.ts";
import { createListeners } from "#support/listeners.ts";
import type { KeptSchedule } from "#workflows/records-port.ts";
import type { Context } from "./context.ts";
import { dealWithSlots } from "./deal-with-slots.ts";
import { type ScheduleLine, scheduleLines } from "./schedule-lines.ts";
import { starters } from "./start-scheduled.ts";

/** A schedule that could not be looked at; the next look tries again. */
export interface ScheduleFailure {
  readonly schedule: string;
  readonly error: unknown;
}

export interface Schedules {
  look(signal: AbortSignal): Promise<readonly ScheduleFailure[]>;
  on(listener: (news: ScheduleNews) => void): () => void;
  lines(application: string | undefined): Promise<ScheduleLine[]>;
}

/** What this process remembers between two looks. */
interface Memory {
  readonly zoneOf: (name: string) => Zone;
  /** By schedule: no slot up to here is left. */
  readonly lookedUntil: Map<string, number>;
  clock: { readonly now: number; readonly monotonic: number } | undefined;
}

/** Looks at slots that have come. A tick says only that it is time to look: what is due is asked of the clock and the store. */
export function createSchedules(context: Context): Schedules {
  const listeners = createListeners<ScheduleNews>();
  const zones = new Map<string, Zone>();
  const zoneOf = (name: string): Zone => {
    const zone = zones.get(name) ?? createZone(name);
    zones.set(name, zone);
    return zone;
  };
  const memory: Memory = { zoneOf, lookedUntil: new Map(), clock: undefined };
  let looking: Promise<readonly ScheduleFailure[]> | undefined;
  return {
    look: (signal) => {
      // Two at once would deal with the same slots.
      looking ??= look(context, memory, listeners.tell, signal).finally(() => {
        looking = undefined;
      });
      return looking;
    },
    on: listeners.on,
    lines: (application) => scheduleLines(context, zoneOf, application),
  };
}

interface Wanted {
  readonly application: Application;
  readonly kind: ScheduleKind;
  readonly cron: string;
  readonly timezone: string;
}

async function look(
  context: Context,
  memory: Memory,
  tell: (news: ScheduleNews) => void,
  signal: AbortSignal,
): Promise<ScheduleFailure[]> {
  const { records } = context.ports;
  const known = new Map((await records.schedules()).map((kept) => [scheduleId(kept.record), kept]));
  const wanted = [...context.manifests.current().values()].flatMap(schedulesOf);
  const jump = clockJump(context, memory, [...known.values()]);
  if (jump !== undefined) tell(clockNews(jump));
  const failures: ScheduleFailure[] = [];
  for (const one of wanted) {
    signal.throwIfAborted();
    const schedule = scheduleId({ kind: one.kind, application: one.application.application });
    try {
      const news = await lookAt(context, memory, one, known.get(schedule));
      if (news !== undefined) tell(news);
    } catch (error) {
      signal.throwIfAborted();
      failures.push({ schedule, error });
    }
    known.delete(schedule);
    // Each may write to the disk: whoever beats for a frozen guest comes in between.
    await setImmediate();
  }
  for (const kept of known.values()) await forget(context, kept);
  return failures;
}

function schedulesOf(application: Application): Wanted[] {
  const timezone = application.schedule?.timezone ?? "UTC";
  return ScheduleKind.options.flatMap((kind) => {
    const cron = cronOf(application, kind);
    return cron === undefined || starters[kind] === undefined ? [] : [{ application, kind, cron, timezone }];
  });
}

async function lookAt(
  context: Context,
  { zoneOf, lookedUntil }: Memory,
  { application, kind, cron, timezone }: Wanted,
  kept: KeptSchedule | undefined,
): Promise<ScheduleNews | undefined> {
  const name = application.application;
  const id = scheduleId({ kind, application: name });
  const now = context.ports.clock.now();
  const record = kept?.record;
  const anew = record === undefined || record.cron !== cron || record.timezone !== timezone;
  if (anew || record.dealtUntil > now + GRACE_MS) {
    const begins: ScheduleRecord = { kind, application: name, cron, timezone, dealtUntil: now, owed: [] };
    const last = record?.last === undefined ? {} : { last: record.last };
    await context.ports.records.saveSchedule({ ...begins, ...last }, kept?.version ?? "absent", {
      actor: "schedule",
      act: "schedule.began",
      subject: id,
      detail: { application: name, cron, timezone, why: anew ? "new or changed" : "the clock went back" },
    });
    return undefined;
  }
  if (kept === undefined) return undefined;
  const looked = lookedUntil.get(id) ?? 0;
  const zone = zoneOf(timezone);
  const dealing = { application, kind, cron, zone, kept, lookedUntil: looked > now ? 0 : looked };
  const news = await dealWithSlots(context, dealing);
  lookedUntil.set(id, now);
  return news;
}

/** So that a schedule which comes back later does not make up for the time between. */
const forget = ({ ports: { records } }: Context, kept: KeptSchedule): Promise<void> =>
  records.removeSchedule(kept, {
    actor: "schedule",
    act: "schedule.ended",
    subject: scheduleId(kept.record),
    detail: { application: kept.record.application },
  });

/** How far the wall clock went from real time since the last look, or, in the beginning, is behind what was dealt with. */
function clockJump(
  { ports: { clock } }: Context,
  memory: Memory,
  known: readonly KeptSchedule[],
): number | undefined {
  const before = memory.clock;
  const is = { now: clock.now(), monotonic: clock.monotonic() };
  memory.clock = is;
  const by =
    before === undefined
      ? Math.min(0, is.now - Math.max(0, ...known.map(({ record }) => record.dealtUntil)))
      : is.now - before.now - (is.monotonic - before.monotonic);
  return Math.abs(by) > GRACE_MS ? by : undefined;
}
