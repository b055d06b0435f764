import type { PointFate } from "#domain/retention/fates.ts";
import type { RetentionView } from "#domain/retention/view.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { noteMessage } from "#surfaces/slack/views/note-message.ts";
import { protectAnswer } from "#surfaces/slack/views/protect-answer.ts";
import { retentionAnswer } from "#surfaces/slack/views/retention-answer.ts";
import { retentionNote } from "#surfaces/slack/views/retention-note.ts";
import { retentionsAnswer } from "#surfaces/slack/views/retentions-answer.ts";
import { NOW, POINT } from "./sample.ts";

const DAY = 86_400_000;
const application = "orders-db";
const older = "orders-db-20261028-020004-71aa";

const fate = (point: string, days: number, change: Partial<PointFate>): PointFate => ({
  point,
  createdAt: NOW - days * DAY,
  grade: "A",
  label: "application-consistent (verified freeze)",
  fate: "stays",
  why: ["one of the last 2"],
  ...change,
});

const goes: Pick<PointFate, "fate" | "why"> = { fate: "goes", why: ["no rule keeps it"] };

const fates: PointFate[] = [
  fate(POINT, 0, {
    why: ["one of the last 2", "daily: the best of 2026-11-23", "the last point of grade A or better"],
  }),
  fate("orders-db-20261122-100204-55c0", 1, { grade: "C" }),
  fate("orders-db-20261108-020007-0b1c", 15, {
    why: ["the last point that passed its restore test (r-20261115-050000-7f3a)"],
  }),
  fate("orders-db-20261101-020003-93ab", 22, {
    why: ["protected by U0KIM2345 since 2026-11-02 09:12 UTC: before the upgrade"],
  }),
  fate("orders-db-20261030-020001-4c4c", 24, {
    fate: "later",
    why: ["no rule keeps it; at most 3 go in one run, the oldest first"],
  }),
  fate(older, 26, goes),
  fate("orders-db-20261027-020002-aa01", 27, { ...goes, grade: "C" }),
  fate("orders-db-20261026-020002-aa02", 28, { fate: "goes", why: ["no rule keeps it"] }),
];

const policy = {
  last: 2,
  daily: 1,
  weekly: 0,
  monthly: 0,
  yearly: 0,
  timezone: "Europe/Vienna",
  grade: "A",
} as const;
const given = {
  state: "given",
  text: "approved by U0LEE6789 at 2026-11-02 10:00 UTC (ap-7f3a9c21)",
} as const;

export const retentionView = (change: Partial<RetentionView> = {}): RetentionView => ({
  application,
  at: NOW,
  inForce: { policy, digest: "d".repeat(64), mandate: given },
  halts: [],
  fates,
  ...change,
});

const wanting = {
  state: "wanting",
  text: "ap-7f3a9c21 was denied by U0LEE6789: keep the months, too",
} as const;

export const retentionAnswers: Readonly<Record<string, Message>> = {
  "points-prune": retentionAnswer(retentionView()),
  "points-prune-halted": retentionAnswer(
    retentionView({
      halts: ["the RPO of 4h is missed: the newest point of grade A or better is of 2026-11-23 02:00 UTC"],
      fates: fates.map((one) =>
        one.fate === "goes" ? { ...one, fate: "later", why: ["no rule keeps it; nothing goes now"] } : one,
      ),
    }),
  ),
  "points-prune-denied": retentionAnswer(
    retentionView({ inForce: { policy, digest: "d".repeat(64), mandate: wanting } }),
  ),
  "points-prune-nothing": retentionAnswer(retentionView({ fates: fates.slice(0, 4) })),
  "points-prune-none": retentionAnswer({ application, at: NOW, halts: [], fates: [] }),
  "points-prune-all": retentionsAnswer([
    retentionView(),
    retentionView({ application: "shop", inForce: { policy, digest: "d".repeat(64), mandate: wanting } }),
    retentionView({ application: "wiki-db", halts: ["the RPO of 4h is missed: there is no recovery point"] }),
    { application: "orders-db-loop", at: NOW, halts: [], fates: [] },
  ]),
  protect: protectAnswer({
    ...{ point: POINT, application, unmarked: [] },
    protected: { by: "U0KIM2345", at: NOW, reason: "before the upgrade" },
  }),
  "protect-unmarked": protectAnswer({
    ...{ point: POINT, application, unmarked: ["wal: Cinder did not answer within 20 s"] },
    protected: { by: "U0KIM2345", at: NOW },
  }),
  unprotect: protectAnswer({ point: POINT, application, unmarked: [] }),
};

const runId = "r-20261123-104300-0d0d";

export const retentionMessages: Readonly<Record<string, Message>> = {
  "retention-pruned": noteMessage(
    retentionNote({ application, runId, pruned: [older], left: [], halts: [] }),
  ),
  "retention-left": noteMessage(
    retentionNote({
      ...{ application, runId, pruned: [], halts: [] },
      left: [
        {
          point: older,
          why: "the back end could not delete it: it is in error (8f21 deleted, 90ab error)",
          remedy: ["cinder group-snapshot-delete 5d1c2b3a-0000-4000-8000-000000000000"],
        },
      ],
    }),
  ),
};
