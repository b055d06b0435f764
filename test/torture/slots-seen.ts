import { DatabaseSync } from "node:sqlite";
import { z } from "zod";

const minute = 60_000;

const BeganRow = z.object({ at: z.iso.datetime(), act: z.literal("schedule.began"), subject: z.string() });

const SlotsRow = z.object({
  act: z.literal("schedule.slots"),
  subject: z.string(),
  detail: z.object({ slots: z.array(z.string()), leftOut: z.number(), owed: z.number() }),
});

/** What the audit chain of a store says about the slots of one schedule. */
export interface SlotsSeen {
  /** What became of each slot that was dealt with, in order: `snapshot:orders-db:2026-11-23T10:00Z started`. */
  readonly fates: readonly { readonly id: string; readonly how: string }[];
  /** How many were left out. */
  readonly leftOut: number;
  /** How many are still to be made up for. */
  readonly owed: number;
  /** When the schedule came into force, epoch ms. */
  readonly beganAt: number;
}

/** Reads the store of a bot that does not run. */
export function slotsSeen(path: string, schedule: string): SlotsSeen {
  const database = new DatabaseSync(path, { readOnly: true });
  const entries = database.prepare("SELECT entry FROM audit ORDER BY seq").all();
  database.close();
  const all = entries.map(({ entry }): unknown => JSON.parse(String(entry)));
  const began = all.map((entry) => BeganRow.safeParse(entry).data).find((row) => row?.subject === schedule);
  const rows = all
    .map((entry) => SlotsRow.safeParse(entry))
    .flatMap(({ data }) => (data?.subject === schedule ? [data.detail] : []));
  const fates = rows.flatMap(({ slots }) => slots).map((line) => /^(\S+) (\w+)/.exec(line));
  return {
    fates: fates.map((found) => ({ id: found?.[1] ?? "", how: found?.[2] ?? "" })),
    leftOut: rows.reduce((sum, row) => sum + row.leftOut, 0),
    owed: rows.at(-1)?.owed ?? 0,
    beganAt: Date.parse(began?.at ?? ""),
  };
}

/** Ids of the slots of a schedule that comes each minute: after `from`, up to `to` (epoch ms). */
export function minutes(schedule: string, from: number, to: number): string[] {
  const first = Math.floor(from / minute) + 1;
  const last = Math.floor(to / minute);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const slot = new Date((first + index) * minute).toISOString();
    return `${schedule}:${slot.slice(0, 16)}Z`;
  });
}
