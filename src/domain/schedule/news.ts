import type { Schedule } from "#domain/manifest/schedule.ts";
import { describeDuration } from "../duration.ts";
import { toMinute } from "../minute.ts";
import { isMissed } from "./due.ts";
import type { ScheduleKind, SlotFate } from "./record.ts";

/** Something about schedules that people are to know, in words. */
export interface ScheduleNews {
  /** Whose channel it belongs to; absent: it is about all of them. */
  readonly application?: string;
  readonly title: string;
  readonly lines: readonly string[];
}

/** What one look has done with the slots of one schedule. */
export interface Look {
  readonly application: string;
  readonly kind: ScheduleKind;
  readonly now: number;
  readonly policy: Schedule["missed"];
  readonly fates: readonly SlotFate[];
  /** Missed slots that were left out by the policy. */
  readonly left: readonly number[];
  /** Missed slots that wait for their turn. */
  readonly owe: readonly number[];
}

const names: Record<ScheduleKind, string> = { snapshot: "snapshot", "test-restore": "restore test" };

/** Undefined when every slot simply began: its run tells of itself. */
export function scheduleNews(look: Look): ScheduleNews | undefined {
  const { application, kind, now, fates, left, owe } = look;
  const odd = fates.filter(({ how }) => how === "queued" || how === "joined" || how === "skipped");
  const begun = fates.filter(({ how }) => how !== "skipped" && how !== "joined");
  const madeUp = begun.filter(({ slot }) => isMissed(slot, now));
  const missed = [
    ...new Set([...left, ...owe, ...fates.map(({ slot }) => slot).filter((at) => isMissed(at, now))]),
  ];
  if (missed.length === 0 && odd.length === 0) return undefined;
  const what = names[kind];
  const title =
    missed.length > 0
      ? `${application}: ${missed.length === 1 ? `a scheduled ${what} was` : `${missed.length} scheduled ${what}s were`} missed`
      : `${application}: a scheduled ${what} ${odd.every(({ how }) => how === "queued") ? "waits" : "was left out"}`;
  return {
    application,
    title,
    lines: [
      ...missedLines(missed, look.policy),
      ...madeUp.map(({ slot, runId }) => `${toMinute(slot)} is made up for now: run ${runId}`),
      ...(owe.length === 0
        ? []
        : [`to be made up for, one after the other: ${owe.map(toMinute).join(", ")}`]),
      ...odd.map(
        ({ slot, how, why }) => `${toMinute(slot)} ${how === "queued" ? "waits" : "was left out"}: ${why}`,
      ),
    ],
  };
}

function missedLines(missed: readonly number[], policy: Schedule["missed"]): string[] {
  if (missed.length === 0) return [];
  const [first, last] = [Math.min(...missed), Math.max(...missed)];
  const when = first === last ? toMinute(first) : `from ${toMinute(first)} to ${toMinute(last)}`;
  const rule = {
    latest: "the newest is made up for, older ones are left out (schedule.missed: latest)",
    all: "the newest ten are made up for (schedule.missed: all)",
    skip: "none is made up for (schedule.missed: skip)",
  };
  return [
    `Nobody looked at its time (${when}): the bot was not running, or the clock was changed`,
    rule[policy],
  ];
}

/** Of a wall clock that went by another amount than time did; ms, negative: back. */
export const clockNews = (byMs: number): ScheduleNews =>
  byMs > 0
    ? {
        title: `The clock went forward by ${describeDuration(byMs)}`,
        lines: ["It was set, or the machine slept. Slots of schedules in between count as missed."],
      }
    : {
        title: `The clock went back by ${describeDuration(-byMs)}`,
        lines: [
          "Schedules go by the clock as it is now. A slot that has had its run does not get a second one.",
        ],
      };
