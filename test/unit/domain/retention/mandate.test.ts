import { expect, test } from "vitest";
import { mandateOf } from "#domain/retention/mandate.ts";
import { policyDigest } from "#domain/retention/policy.ts";
import type { RetentionRecord } from "#domain/retention/record.ts";
import { policy } from "./points.ts";

const HOUR = 3_600_000;
const now = Date.UTC(2026, 10, 23, 12);
const seven = policy({ last: 7 });
const digest = policyDigest("orders", seven);
const wanted = { policy: seven, digest, needsApproval: true };

const approved = (last: number): RetentionRecord => ({
  application: "orders",
  inForce: {
    policy: policy({ last }),
    digest: policyDigest("orders", policy({ last })),
    since: now - HOUR,
    approvalId: "ap-1",
    approvedBy: ["U0BOSS"],
  },
});

const asked = (ended?: { state: "denied" | "expired"; why: string }, of = digest): RetentionRecord => ({
  application: "orders",
  asked: {
    digest: of,
    approvalId: "ap-2",
    at: now - HOUR,
    ...(ended === undefined ? {} : { ended: { ...ended, at: now - HOUR } }),
  },
});

test.each([
  ["nobody has to be asked", { ...wanted, needsApproval: false }, undefined, { state: "given" }],
  ["nobody was asked yet", wanted, undefined, { state: "wanting", from: 0 }],
  [
    "it is what was approved",
    wanted,
    approved(7),
    { state: "given", text: "approved by U0BOSS at 2026-11-23 11:00 UTC (ap-1)" },
  ],
  [
    "it keeps more than what was approved",
    wanted,
    approved(6),
    { state: "given", text: expect.stringContaining("keeps at least") },
  ],
  [
    "it would prune more",
    wanted,
    approved(8),
    { state: "wanting", from: 0, text: "it would prune more than what was approved" },
  ],
  ["somebody is being asked", wanted, asked(), { state: "waiting", approvalId: "ap-2" }],
  ["another policy is before them", wanted, asked(undefined, "other"), { state: "wanting", from: 0 }],
  [
    "they said no",
    wanted,
    asked({ state: "denied", why: "denied by U0BOSS: too few" }),
    { state: "wanting", text: "ap-2 was denied by U0BOSS: too few" },
  ],
  [
    "nobody decided",
    wanted,
    asked({ state: "expired", why: "expired" }),
    { state: "wanting", from: now + 23 * HOUR },
  ],
])("%s", (_what, given, record, mandate) => {
  expect(mandateOf(given, record, now)).toMatchObject(mandate);
});

const lost = { why: "U0BOSS is not one", unseen: false };
const renewed = (
  ended?: { state: "denied" | "approved"; why: string },
  approvalId = "ap-2",
): RetentionRecord => ({
  ...approved(7),
  asked: { digest, approvalId, at: now - HOUR, ...(ended && { ended: { ...ended, at: now - HOUR } }) },
});

test.each([
  [
    "whoever approved it may not any more: asked anew",
    renewed({ state: "approved", why: "approved" }, "ap-1"),
    { state: "wanting", from: 0, text: "those who approved it may not any more: U0BOSS is not one" },
  ],
  ["others are being asked", renewed(), { state: "waiting", approvalId: "ap-2" }],
  [
    "the others said no",
    renewed({ state: "denied", why: "denied by U0DBA" }),
    { state: "wanting", text: "ap-2 was denied by U0DBA" },
  ],
])("%s", (_what, record, mandate) => {
  expect(mandateOf({ ...wanted, lost }, record, now)).toMatchObject(mandate);
  expect(mandateOf(wanted, record, now)).toMatchObject({ state: "given" });
});

test("while nobody knows whether they still may, nothing goes, and nobody is asked for that", () => {
  const mandate = mandateOf({ ...wanted, lost: { ...lost, unseen: true } }, approved(7), now);
  expect(mandate).toMatchObject({ state: "wanting", text: expect.stringContaining("nobody knows") });
  expect(mandate).not.toHaveProperty("from");
});

test("a no is not asked anew by itself", () => {
  const mandate = mandateOf(wanted, asked({ state: "denied", why: "denied" }), now + 900 * HOUR);
  expect(mandate).not.toHaveProperty("from");
});

test("a policy that stood in a manifest without approvals was approved by nobody", () => {
  const { inForce } = approved(7);
  if (inForce === undefined) throw new Error("none");
  const { approvalId: _none, ...standing } = inForce;
  expect(mandateOf(wanted, { application: "orders", inForce: standing }, now)).toMatchObject({
    state: "wanting",
  });
});

test("a request that came to no end does not stand for ever", () => {
  expect(mandateOf(wanted, asked(), now + 8 * 24 * HOUR)).toMatchObject({ state: "wanting", from: 0 });
});
