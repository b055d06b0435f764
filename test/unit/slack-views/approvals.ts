import { createHash } from "node:crypto";
import type { Approval } from "#domain/approval.ts";
import { NOW } from "./sample.ts";

const MINUTE = 60_000;

export const digest = createHash("sha256").update("orders-db").digest("hex");

export const approval = (change: Partial<Approval> = {}): Approval => ({
  id: "ap-7f3a9c21",
  application: "orders-db",
  cloud: "prod",
  subject: { kind: "snapshot" },
  runId: "r-20261123-103712-7f3a9c21",
  digest,
  summary: [
    "a group snapshot of orders-db on cloud prod: group orders-db, 3 volumes (data, wal, config)",
    "writes on orders-db-1 are held for at most 10 s; without a proved freeze it fails",
  ],
  requestedBy: "U0KIM2345",
  reason: "before the schema change",
  requestedAt: NOW - 5 * MINUTE,
  expiresAt: NOW + 55 * MINUTE,
  approvers: ["S0DBATEAM1", "U0LEE6789"],
  quorum: 1,
  state: "requested",
  decisions: [],
  ...change,
});

const yes = (by: string, change: Partial<Approval["decisions"][number]> = {}) => ({
  by,
  what: "approve" as const,
  at: NOW - MINUTE,
  via: "slack" as const,
  ...change,
});

/** A policy of retention: nobody in person has asked. */
const prune: Partial<Approval> = {
  subject: { kind: "prune", planId: "r-20261123-103712-7f3a9c21" },
  requestedBy: "schedule",
  reason: undefined,
  summary: [
    "keep last 2, daily 7 (Europe/Vienna); every other point is deleted, with its snapshots, now and from now on",
    "until now it was last 6, daily 7 (Europe/Vienna)",
    "of 4 points 2 would go, at most 3 in one run, the oldest first",
    "goes: orders-db-20261027-020002-aa01 (C, 2026-10-27 02:00 UTC)",
    "goes: orders-db-20261028-020004-71aa (A, 2026-10-28 02:00 UTC)",
    "stays: orders-db-20261123-104207-9c1e (A, 2026-11-23 10:42 UTC): one of the last 2; daily: the best of 2026-11-23",
    "stays: orders-db-20261101-020003-93ab (A, 2026-11-01 02:00 UTC): protected by U0KIM2345 since 2026-11-02 09:12 UTC",
  ],
};

/** How an approval can stand. */
export const approvals = {
  requested: approval(),
  "requested-no-reason": approval({ reason: undefined, approvers: ["U0LEE6789"] }),
  "requested-one-of-two": approval({ quorum: 2, decisions: [yes("U0LEE6789")] }),
  "requested-restore": approval({
    subject: { kind: "restore", planId: "plan-9f3c" },
    summary: Array.from({ length: 14 }, (_, index) => `volume ${index + 1}: is created from a snapshot`),
  }),
  "requested-prune": approval(prune),
  "denied-prune": approval({
    ...prune,
    state: "denied",
    decisions: [yes("U0LEE6789", { what: "deny", reason: "keep the months, too" })],
    endedAt: NOW - MINUTE,
    endedBy: "U0LEE6789",
    endedWhy: "keep the months, too",
  }),
  approved: approval({
    state: "approved",
    decisions: [yes("U0LEE6789", { through: "S0DBATEAM1" })],
    endedAt: NOW - MINUTE,
    endedBy: "U0LEE6789",
  }),
  "approved-by-two": approval({
    state: "approved",
    quorum: 2,
    decisions: [yes("U0LEE6789"), yes("U0MAX1122", { via: "command line", reason: "checked with the team" })],
    endedAt: NOW - MINUTE,
    endedBy: "U0MAX1122",
  }),
  denied: approval({
    state: "denied",
    decisions: [
      { ...yes("U0LEE6789"), what: "deny", reason: "the month is being closed, ask me in the afternoon" },
    ],
    endedAt: NOW - MINUTE,
    endedBy: "U0LEE6789",
    endedWhy: "the month is being closed, ask me in the afternoon",
  }),
  expired: approval({
    state: "expired",
    quorum: 2,
    decisions: [yes("U0LEE6789")],
    endedAt: NOW - MINUTE,
    endedBy: "run r-20261123-103712-7f3a9c21",
    endedWhy: "1 of 2 approved it in time",
  }),
  withdrawn: approval({
    state: "withdrawn",
    endedAt: NOW - MINUTE,
    endedBy: "U0OPS4455",
    endedWhy: "the change was put off",
  }),
  "withdrawn-by-its-run": approval({
    state: "withdrawn",
    endedAt: NOW - MINUTE,
    endedBy: "run r-20261123-103712-7f3a9c21",
    endedWhy: "its run has ended",
  }),
  voided: approval({
    state: "voided",
    decisions: [yes("U0LEE6789", { through: "S0DBATEAM1" })],
    endedAt: NOW - MINUTE,
    endedBy: "run r-20261123-103712-7f3a9c21",
    endedWhy: "whoever approved may not any more: U0LEE6789 is not one",
  }),
  "break-glass": approval({
    state: "approved",
    endedAt: NOW - MINUTE,
    endedBy: "U0ZOE9988",
    endedWhy: "the glass was broken: database is down, nobody answers",
    breakGlass: { by: "U0ZOE9988", at: NOW - MINUTE, reason: "database is down, nobody answers" },
  }),
  "break-glass-reviewed": approval({
    state: "approved",
    endedAt: NOW - 30 * MINUTE,
    endedBy: "U0ZOE9988",
    endedWhy: "the glass was broken: database is down, nobody answers",
    breakGlass: {
      by: "U0ZOE9988",
      at: NOW - 30 * MINUTE,
      reason: "database is down, nobody answers",
      reviewedBy: "U0LEE6789",
      reviewedAt: NOW - MINUTE,
    },
  }),
} satisfies Record<string, Approval>;
