import type { Application } from "#domain/application.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Pause } from "#domain/pause.ts";
import { blackoutAt, blackoutWindows } from "#domain/schedule/blackout.ts";
import { readCron } from "#domain/schedule/cron.ts";
import { cronOf, ScheduleKind, type SlotFate, scheduleId } from "#domain/schedule/record.ts";
import { nextSlot } from "#domain/schedule/slots.ts";
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
/** Slots that are looked at for those: a blackout may cover very many. */
const LOOKED_AT = 10_000;

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
        const next = nextOpen(application, cron, zoneOf(timezone), clock.now());
        const dealt = { last: record?.last, owed: record?.owed ?? [] };
        return [{ application: name, kind, cron, timezone, missed, blackout, next, ...dealt }];
      }),
    );
  return Promise.all(lines.map(async (line) => ({ ...line, paused: await records.pause(line.application) })));
}

function nextOpen({ schedule }: Application, text: string, zone: Zone, after: number): number[] {
  const cron = readCron(text);
  const windows = blackoutWindows(schedule?.blackout ?? []);
  const found: number[] = [];
  let at = nextSlot(cron, zone, after);
  for (let looked = 0; at !== undefined && looked < LOOKED_AT && found.length < SHOWN; looked++) {
    if (blackoutAt(windows, zone, at) === undefined) found.push(at);
    at = nextSlot(cron, zone, at);
  }
  return found;
}
