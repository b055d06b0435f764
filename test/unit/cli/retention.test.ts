import { expect, test } from "vitest";
import type { RetentionView } from "#domain/retention/view.ts";
import { retentionAskedText, retentionsText, retentionText } from "#surfaces/cli/text/retention.ts";

const at = Date.parse("2026-11-23T10:00:00Z");
const policy = { last: 1, daily: 0, weekly: 0, monthly: 0, yearly: 0, timezone: "UTC" };
const view: RetentionView = {
  application: "orders",
  at,
  inForce: { policy, digest: "d", mandate: { state: "given", text: "approved by U0BOSS" } },
  halts: [],
  fates: [
    {
      point: "orders-3",
      createdAt: at,
      grade: "A",
      label: "l",
      fate: "stays",
      why: ["one of the last 1", "protected by U1"],
    },
    {
      point: "orders-2",
      createdAt: at,
      label: "l",
      fate: "later",
      why: ["no rule keeps it; at most 1 go in one run"],
    },
    { point: "orders-1", createdAt: at, grade: "C", label: "l", fate: "goes", why: ["no rule keeps it"] },
  ],
};

test("what goes stands first, the oldest before the others, then what stays with every reason", () => {
  expect(retentionText(view)).toBe(
    [
      "orders: 2 of 3 points would go, 1 of them with the next run",
      "  keeps     last 1 (UTC)",
      "  approval  approved by U0BOSS",
      "",
      "POINT     GRADE  TAKEN                 FATE   WHY",
      "orders-1  C      2026-11-23 10:00 UTC  goes   no rule keeps it",
      "orders-2  –      2026-11-23 10:00 UTC  later  no rule keeps it; at most 1 go in one run",
      "orders-3  A      2026-11-23 10:00 UTC  stays  one of the last 1; protected by U1",
    ].join("\n"),
  );
});

test("a policy that nobody has approved takes nothing, and it says what would have it approved", () => {
  const mandate = { state: "wanting", text: "nobody has approved a policy yet" } as const;
  const text = retentionText({ ...view, inForce: { policy, digest: "d", mandate } });
  expect(text).toContain("2 of 3 points would go, none of them now");
  expect(text).toContain("NOT APPROVED  nobody has approved a policy yet");
  expect(text).toMatch(/freezeframe retention orders --ask puts it before the approvers$/);
});

test("of all applications a line each: what goes, what would, and what halts it", () => {
  const denied = { state: "wanting", text: "ap-2 was denied by U0BOSS" } as const;
  const shop = { ...view, application: "shop", inForce: { policy, digest: "d", mandate: denied } };
  const none = { application: "wiki", at, halts: [], fates: [] };
  expect(retentionsText([view, { ...shop, halts: ["RPO is missed"] }, none])).toBe(
    [
      "APPLICATION  GOES NOW  WOULD GO  OF  HALTED BY",
      "orders       1         2         3   nothing",
      "shop         0         2         3   not approved: ap-2 was denied by U0BOSS; RPO is missed",
      "wiki         0         0         0   its manifest says nothing of retention",
    ].join("\n"),
  );
  expect(retentionsText([])).toBe("no application has a manifest");
});

test("what stands against all of it is told", () => {
  const text = retentionText({ ...view, halts: ["the last snapshot run (r-1) failed"] });
  expect(text).toContain("nothing goes  the last snapshot run (r-1) failed");
});

test("without a policy nothing is ever pruned, and an application without points has nothing to tell", () => {
  expect(retentionText({ application: "orders", at, halts: [], fates: [] })).toBe(
    "orders: its manifest says nothing of retention, so nothing is ever pruned",
  );
  expect(retentionText({ ...view, fates: [] })).toMatch(/^orders: all of 0 points stay\n/);
});

test("how a request has ended is told, and only an approved one counts as done", () => {
  const asked = { application: "orders", approvalId: "ap-1", state: "approved", why: "approved by U0BOSS" };
  expect(retentionAskedText(asked)).toMatchObject({
    text: "orders: its retention is in force (ap-1, approved by U0BOSS)",
    status: 0,
  });
  expect(retentionAskedText({ ...asked, state: "denied", why: "denied by U0BOSS: no" })).toMatchObject({
    text: "orders: its retention is NOT in force (ap-1: denied by U0BOSS: no); nothing is pruned by it",
    status: 3,
  });
});
