import { describe, expect, test } from "vitest";
import { type Approval, isOpen, staleAt, whoApproved } from "#domain/approval.ts";
import { breakGlass, decide, expire, review, voided, withdraw } from "#domain/approval-transitions.ts";
import { AT, approval, DIGEST, EXPIRES, voice } from "./approval.ts";

const later = AT + 120_000;
const broken = (change: object = {}) => ({
  by: "U0DUTY",
  at: later,
  reason: "the site is down",
  digest: DIGEST,
  named: ["U0DUTY"],
  ...change,
});

test("who approved: those who said yes, and whoever broke the glass, which is said", () => {
  const denied = { by: "U0X", what: "deny", at: AT, via: "slack" } as const;
  const yes = decide(approval({ quorum: 2 }), voice("U0BOSS"));
  expect(whoApproved({ ...yes, decisions: [...yes.decisions, denied] })).toEqual({ approvedBy: ["U0BOSS"] });
  expect(whoApproved(breakGlass(yes, broken()))).toEqual({
    approvedBy: ["U0BOSS", "U0DUTY"],
    brokeGlass: true,
  });
});

describe("a decision", () => {
  test("of the last approver that the quorum wants approves, and all of them are kept", () => {
    const first = decide(
      approval({ quorum: 2 }),
      voice("U0BOSS", { right: { slackId: "U0BOSS", through: "S0DBA" } }),
    );
    expect(first).toMatchObject({
      state: "requested",
      decisions: [{ by: "U0BOSS", through: "S0DBA", what: "approve" }],
    });
    const second = decide(first, voice("U0CHIEF", { at: later, via: "command line" }));
    expect(second).toMatchObject({ state: "approved", endedAt: later, endedBy: "U0CHIEF" });
    expect(second.decisions.map(({ by }) => by)).toEqual(["U0BOSS", "U0CHIEF"]);
  });

  test.each([
    [2, 1],
    [1, 2],
  ])("counts against the larger quorum: %i at the request, %i now", (quorum, now) => {
    expect(decide(approval({ quorum }), voice("U0BOSS", { quorum: now })).state).toBe("requested");
  });

  test("no ends it at once, also after a yes, and needs a reason", () => {
    const once = decide(approval({ quorum: 2 }), voice("U0BOSS"));
    const deny = { what: "deny", reason: "  not during the sale " } as const;
    expect(decide(once, voice("U0CHIEF", deny))).toMatchObject({
      state: "denied",
      endedBy: "U0CHIEF",
      endedWhy: "not during the sale",
    });
    expect(() => decide(once, voice("U0CHIEF", { what: "deny", reason: " " }))).toThrow(
      "a denial needs a reason",
    );
    expect(() => decide(once, voice("U0CHIEF", { ...deny, reason: "x".repeat(301) }))).toThrow(
      "a reason has at most 300 characters, this one has 301",
    );
  });

  test.each([
    [
      "whoever asked",
      approval(),
      voice("U0OPS"),
      "not-permitted",
      "U0OPS asked for ap-1: nobody decides on their own request",
      "ask one of U0BOSS, U0CHIEF",
    ],
    [
      "nobody twice",
      decide(approval({ quorum: 2 }), voice("U0BOSS")),
      voice("U0BOSS"),
      "refused",
      "U0BOSS has decided on ap-1 already: each approver counts once",
      "ask one of U0CHIEF",
    ],
    [
      "another digest",
      approval(),
      voice("U0BOSS", { digest: "cd".repeat(32) }),
      "refused",
      "what was shown is not what ap-1 is about: the digest is cdcdcdcdcdcd, not abababababab",
      "look at ap-1 again (approvals), and decide on that",
    ],
    [
      "what has ended",
      decide(approval(), voice("U0BOSS")),
      voice("U0CHIEF"),
      "refused",
      "ap-1 was approved by U0BOSS at 2026-11-23 10:01 UTC: too late to approve",
      "approvals lists what is open",
    ],
    [
      "at the very end of its time",
      approval(),
      voice("U0BOSS", { at: EXPIRES }),
      "refused",
      "ap-1 expired at 2026-11-23 11:00 UTC: too late to approve",
      "ask for it anew",
    ],
  ] as const)("is refused: %s", (_, before, given, kind, message, next) => {
    const attempt = () => decide(before, given);
    expect(attempt).toThrow(expect.objectContaining({ kind, message, next }));
  });

  test("counts until the last millisecond", () => {
    expect(decide(approval(), voice("U0BOSS", { at: EXPIRES - 1 })).state).toBe("approved");
  });

  test("tells a person without another approver what to do", () => {
    expect(() => decide(approval({ approvers: ["U0OPS"] }), voice("U0OPS"))).toThrow(
      expect.objectContaining({
        next: "no other approver is named: have owners.approvers changed in the manifest",
      }),
    );
  });
});

describe("its time", () => {
  test("is over at the very moment at which nothing can be decided any more, and not before", () => {
    expect(expire(approval(), EXPIRES)).toMatchObject({
      state: "expired",
      endedBy: "run r-1",
      endedWhy: "nobody approved it in time",
    });
    expect(() => expire(approval(), EXPIRES - 1)).toThrow("ap-1 can be decided until 2026-11-23 11:00 UTC");
    const half = decide(approval({ quorum: 2 }), voice("U0BOSS"));
    expect(expire(half, EXPIRES).endedWhy).toBe("1 of 2 approved it in time");
  });

  test("lasts as long again for what was approved", () => {
    expect(staleAt(decide(approval(), voice("U0BOSS", { at: later })))).toBe(later + 3_600_000);
  });
});

describe("the glass", () => {
  test("is broken by whom config names, the requester too, and somebody else has to review it", () => {
    const open = breakGlass(approval(), broken({ by: "U0OPS", named: ["U0OPS"] }));
    expect(open).toMatchObject({
      state: "approved",
      endedBy: "U0OPS",
      endedWhy: "the glass was broken: the site is down",
    });
    expect(isOpen(open)).toBe(true);
    expect(() => review(open, { right: { slackId: "U0OPS" }, at: later })).toThrow(
      "U0OPS broke the glass for ap-1: somebody else reviews it",
    );
    const reviewed = review(open, { right: { slackId: "U0BOSS" }, at: later });
    expect(reviewed.breakGlass).toMatchObject({ by: "U0OPS", reviewedBy: "U0BOSS", reviewedAt: later });
    expect(isOpen(reviewed)).toBe(false);
    expect(() => review(reviewed, { right: { slackId: "U0CHIEF" }, at: later })).toThrow(
      "ap-1 was reviewed by U0BOSS already",
    );
  });

  test("is not reviewed by whoever asked for what it was broken for", () => {
    const open = breakGlass(approval(), broken());
    expect(() => review(open, { right: { slackId: "U0OPS" }, at: later })).toThrow(
      "U0OPS asked for ap-1: somebody else reviews it",
    );
  });

  test.each([
    [
      "by somebody else",
      { by: "U0BOSS" },
      "only users that config breakGlass names may break the glass; U0BOSS is not one",
    ],
    ["where config names nobody", { named: [] }, "only users that config breakGlass names"],
    ["without a reason", { reason: "" }, "breaking the glass needs a reason"],
    ["too late", { at: EXPIRES }, "ap-1 expired at 2026-11-23 11:00 UTC: too late to break the glass"],
    ["for something else", { digest: "cd".repeat(32) }, "what was shown is not what ap-1 is about"],
  ])("is not broken %s", (_, change, message) => {
    expect(() => breakGlass(approval(), broken(change))).toThrow(message);
  });

  test("has nothing to review where it was not broken", () => {
    const approved = decide(approval(), voice("U0BOSS"));
    expect(() => review(approved, { right: { slackId: "U0CHIEF" }, at: later })).toThrow(
      "the glass was not broken for ap-1",
    );
  });
});

test("what was approved is voided before it is executed; why is kept, and so are the decisions", () => {
  const open = breakGlass(approval(), broken());
  const over = voided(open, { at: later, why: "the manifest has changed" });
  expect(over).toMatchObject({
    state: "voided",
    endedBy: "run r-1",
    endedWhy: "the manifest has changed",
    breakGlass: { by: "U0DUTY" },
  });
  expect(isOpen(over)).toBe(true);
});

const ends: readonly [string, Approval][] = [
  ["denied", decide(approval(), voice("U0BOSS", { what: "deny", reason: "no" }))],
  ["expired", expire(approval(), EXPIRES)],
  ["withdrawn", withdraw(approval(), { by: "U0OPS", at: later })],
  ["voided", voided(decide(approval(), voice("U0BOSS")), { at: later, why: "left" })],
];

test.each(ends)("nothing leaves the end state %s", (state, ended) => {
  expect(ended.state).toBe(state);
  const acts = [
    () => decide(ended, voice("U0CHIEF")),
    () => withdraw(ended, { by: "U0OPS", at: later }),
    () => expire(ended, EXPIRES),
    () => voided(ended, { at: later, why: "again" }),
    () => breakGlass(ended, broken()),
  ];
  for (const act of acts)
    expect(act).toThrow(
      expect.objectContaining({ kind: "refused", message: expect.stringContaining(`ap-1 was ${state}`) }),
    );
});
