import type { Application } from "#domain/application.ts";
import { openSlotsAfter } from "#domain/schedule/open-slots.ts";
import { cronOf, type ScheduleKind } from "#domain/schedule/record.ts";
import { createZone, type Zone } from "#domain/schedule/zone.ts";

export interface NextSlots {
  /** The first slot after `now` that is in no blackout; remembered until it has come. Undefined: none is scheduled. */
  next(application: Application, kind: ScheduleKind, now: number): number | undefined;
  /** Remembered until another instant is asked about. */
  after(application: Application, kind: ScheduleKind, after: number, count: number): number[];
}

interface Known {
  /** Of which schedule, and after what. */
  readonly of: string;
  readonly from: number;
  readonly slots: number[];
}

/** When schedules begin something next, as far as manifests say. */
export function createNextSlots(): NextSlots {
  const zones = new Map<string, Zone>();
  const known = new Map<string, Known>();
  const zoneOf = (name: string): Zone => {
    const zone = zones.get(name) ?? createZone(name);
    zones.set(name, zone);
    return zone;
  };
  const compute = (application: Application, kind: ScheduleKind, from: number, count: number): number[] => {
    const cron = cronOf(application, kind);
    const { timezone = "UTC", blackout = [] } = application.schedule ?? {};
    return cron === undefined ? [] : openSlotsAfter({ cron, zone: zoneOf(timezone), blackout }, from, count);
  };
  /** What was found before, as long as it holds: looking for slots costs more than all else that a look asks. */
  const remembered = (
    key: string,
    about: { application: Application; kind: ScheduleKind; from: number; count: number },
    holds: (before: Known) => boolean,
  ): number[] => {
    const { application, kind, from, count } = about;
    const { timezone = "UTC", blackout = [] } = application.schedule ?? {};
    const of = [cronOf(application, kind), timezone, ...blackout].join(" ");
    const before = known.get(key);
    if (before?.of === of && holds(before)) return before.slots;
    const slots = compute(application, kind, from, count);
    known.set(key, { of, from, slots });
    return slots;
  };
  return {
    after: (application, kind, from, count) =>
      remembered(
        `after ${count} ${kind}:${application.application}`,
        { application, kind, from, count },
        (before) => before.from === from,
      ),
    next: (application, kind, now) => {
      const about = { application, kind, from: now, count: 1 };
      const [slot] = remembered(
        `next ${kind}:${application.application}`,
        about,
        (before) => before.from <= now && now < (before.slots[0] ?? Number.POSITIVE_INFINITY),
      );
      return slot;
    },
  };
}
