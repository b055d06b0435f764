import type { Approval } from "#domain/approval.ts";
import type { Voice } from "#domain/approval-transitions.ts";

export const AT = Date.UTC(2026, 10, 23, 10, 0, 0);
export const EXPIRES = AT + 3_600_000;
export const DIGEST = "ab".repeat(32);

/** A request of `U0OPS` for `orders`, that `U0BOSS` and `U0CHIEF` may decide on. */
export const approval = (change: Partial<Approval> = {}): Approval => ({
  id: "ap-1",
  application: "orders",
  cloud: "prod",
  subject: { kind: "snapshot" },
  runId: "r-1",
  digest: DIGEST,
  summary: ["a group snapshot of orders"],
  requestedBy: "U0OPS",
  requestedAt: AT,
  expiresAt: EXPIRES,
  approvers: ["U0BOSS", "U0CHIEF", "U0OPS"],
  quorum: 1,
  state: "requested",
  decisions: [],
  ...change,
});

export const voice = (slackId: string, change: Partial<Voice> = {}): Voice => ({
  right: { slackId },
  what: "approve",
  at: AT + 60_000,
  digest: DIGEST,
  quorum: 1,
  via: "slack",
  ...change,
});
