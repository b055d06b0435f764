import { z } from "zod";
import { toIso } from "#support/clock.ts";
import type { Application } from "../application.ts";

/** What a schedule begins. */
export const ScheduleKind = z.enum(["snapshot", "test-restore"]);
export type ScheduleKind = z.infer<typeof ScheduleKind>;

/** What became of a slot. */
export const SlotFate = z.object({
  slot: z.number(),
  /** When it was looked at. */
  at: z.number(),
  /** As of a request (`known`: its run was there before); `skipped`: nothing began. */
  how: z.enum(["started", "queued", "joined", "known", "approval", "skipped"]),
  runId: z.string().optional(),
  /** Why it was skipped, or what it waits for. */
  why: z.string().optional(),
});
export type SlotFate = z.infer<typeof SlotFate>;

/** How far a schedule has been dealt with. One document per application and kind. */
export const ScheduleRecord = z.object({
  kind: ScheduleKind,
  application: z.string(),
  /** As they were; with others the schedule begins anew. */
  cron: z.string(),
  timezone: z.string(),
  /** Every slot up to this one has been dealt with, those that are owed apart. */
  dealtUntil: z.number(),
  /** Missed slots that are still to be made up for (`missed: all`), oldest first. */
  owed: z.array(z.number()),
  last: SlotFate.optional(),
  /** Why slots are skipped, as it was told last: an hourly schedule does not tell of a pause each hour. */
  told: z.string().optional(),
});
export type ScheduleRecord = z.infer<typeof ScheduleRecord>;

export const scheduleId = ({ kind, application }: Pick<ScheduleRecord, "kind" | "application">): string =>
  `${kind}:${application}`;

/** `snapshot:orders-db:2026-11-23T10:00Z`: the slot makes the run, so that two looks at one slot are one run. */
export const slotRunId = (about: Pick<ScheduleRecord, "kind" | "application">, slot: number): string =>
  `${scheduleId(about)}:${toIso(slot).slice(0, 16)}Z`;

/** Who asked for a scheduled run. No Slack id: it is in nobody's name. */
export const SCHEDULE = "schedule";

/** The cron expression of a kind; undefined when the manifest schedules none. */
export const cronOf = ({ schedule }: Application, kind: ScheduleKind): string | undefined =>
  kind === "snapshot" ? schedule?.snapshot : schedule?.restoreTest;
