import type { Application } from "#domain/application.ts";
import { openSlotsAfter } from "#domain/schedule/open-slots.ts";
import { cronOf, type ScheduleKind } from "#domain/schedule/record.ts";
import { createZone, type Zone } from "#domain/schedule/zone.ts";

export interface NextSlots {
  /** The first slot after `now` that is in no blackout; remembered until it has come. Undefined: none is scheduled. */
  next(application: Application, kind: ScheduleKind, now: number): number | undefined;
  after(application: Application, kind: ScheduleKind, after: number, count: number): number[];
}

interface Known {
  /** Of which schedule it is. */
  readonly of: string;
  readonly from: number;
  readonly slot: number | undefined;
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
  const after: NextSlots["after"] = (application, kind, from, count) => {
    const cron = cronOf(application, kind);
    const { timezone = "UTC", blackout = [] } = application.schedule ?? {};
    return cron === undefined ? [] : openSlotsAfter({ cron, zone: zoneOf(timezone), blackout }, from, count);
  };
  return {
    after,
    next: (application, kind, now) => {
      const { timezone = "UTC", blackout = [] } = application.schedule ?? {};
      const of = [cronOf(application, kind), timezone, ...blackout].join(" ");
      const key = `${kind}:${application.application}`;
      const before = known.get(key);
      if (before?.of === of && before.from <= now && now < (before.slot ?? Number.POSITIVE_INFINITY))
        return before.slot;
      const [slot] = after(application, kind, now, 1);
      known.set(key, { of, from: now, slot });
      return slot;
    },
  };
}
