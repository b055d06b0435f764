import { findApplication } from "#domain/find-application.ts";
import type { Pause } from "#domain/pause.ts";
import { openSlotsAfter } from "#domain/schedule/open-slots.ts";
import { cronOf, ScheduleKind, type SlotFate, scheduleId } from "#domain/schedule/record.ts";
import type { Zone } from "#domain/schedule/zone.ts";
import type { Context } from "./context.ts";
import { starters } from "./start-scheduled.ts";

/** How a schedule stands, from the manifests and the store alone. */
export interface ScheduleLine {
  readonly application: string;
  readonly kind: ScheduleKind;
  readonly cron: string;
  readonly timezone: string;
  readonly missed: "latest" | "all" | "skip";
  readonly blackout: readonly string[];
  /** The next slots that are in no blackout; epoch ms. */
  readonly next: readonly number[];
  /** What became of the last slot. */
  readonly last: SlotFate | undefined;
  /** Missed slots that are still to be made up for. */
  readonly owed: readonly number[];
  readonly paused: Pause | undefined;
}

const SHOWN = 3;

/** By application; of one, when it is named. Throws `not-found`. */
export async function scheduleLines(
  { manifests, ports: { clock, records } }: Context,
  zoneOf: (name: string) => Zone,
  only: string | undefined,
): Promise<ScheduleLine[]> {
  const current = manifests.current();
  const applications = only === undefined ? [...current.values()] : [findApplication(current, only)];
  const known = new Map((await records.schedules()).map(({ record }) => [scheduleId(record), record]));
  const lines = applications
    .toSorted((a, b) => (a.application < b.application ? -1 : 1))
    .flatMap((application) =>
      ScheduleKind.options.flatMap((kind) => {
        const cron = cronOf(application, kind);
        const { timezone = "UTC", missed = "latest", blackout = [] } = application.schedule ?? {};
        if (cron === undefined || starters[kind] === undefined) return [];
        const name = application.application;
        const record = known.get(scheduleId({ kind, application: name }));
        const next = openSlotsAfter({ cron, zone: zoneOf(timezone), blackout }, clock.now(), SHOWN);
        const dealt = { last: record?.last, owed: record?.owed ?? [] };
        return [{ application: name, kind, cron, timezone, missed, blackout, next, ...dealt }];
      }),
    );
  return Promise.all(lines.map(async (line) => ({ ...line, paused: await records.pause(line.application) })));
}
