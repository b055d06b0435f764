import { describe, expect, onTestFinished, test } from "vitest";
import { Secret } from "#support/secret.ts";
import { createMembers } from "#surfaces/slack/members.ts";
import { createWebClient } from "#surfaces/slack/web-client.ts";
import { startSlack } from "../../../playground/slack/slack.ts";

async function members() {
  const slack = await startSlack({ rateLimits: false });
  onTestFinished(() => slack[Symbol.asyncDispose]());
  const time = { now: 0 };
  const client = createWebClient({ apiUrl: slack.apiUrl, botToken: new Secret(slack.botToken) });
  const clock = { now: () => time.now, monotonic: () => time.now };
  const { of, person } = createMembers({ client, team: slack.team, clock });
  return {
    slack,
    time,
    of: (group: string, signal = AbortSignal.timeout(5_000)) => of(group, signal),
    person: (user: string) => person(user, AbortSignal.timeout(5_000)),
    calls: (of = "usergroups.users.list") => slack.calls().filter(({ method }) => method === of).length,
  };
}

test("the members of a group are those that Slack names", async () => {
  const { of } = await members();
  expect(await of("S0STORAGE")).toEqual(["U0PLAYGROUND"]);
});

test("an answer is live for ten seconds: whoever was taken out has lost the right then", async () => {
  const { slack, time, of, calls } = await members();
  await of("S0STORAGE");
  slack.patch("groups", "S0STORAGE", { users: [] });
  time.now = 9_999;
  expect(await of("S0STORAGE")).toEqual(["U0PLAYGROUND"]);
  expect(calls()).toBe(1);
  time.now = 10_000;
  expect(await of("S0STORAGE")).toEqual([]);
  expect(calls()).toBe(2);
});

test("a failure is not remembered", async () => {
  const { slack, of } = await members();
  slack.fault({ kind: "error", error: "internal_error" }, 1);
  await expect(of("S0STORAGE")).rejects.toMatchObject({ kind: "unreachable" });
  expect(await of("S0STORAGE")).toEqual(["U0PLAYGROUND"]);
});

test("a group that Slack does not know names the manifest as what to correct", async () => {
  const { of } = await members();
  await expect(of("S0NOBODY")).rejects.toMatchObject({
    kind: "unreachable",
    message: expect.stringContaining("S0NOBODY"),
    next: expect.stringContaining("manifest"),
  });
});

test("whoever stops waiting leaves the others their answer", async () => {
  const { slack, of, calls } = await members();
  slack.fault({ kind: "slow", ms: 300 }, 1);
  const stop = new AbortController();
  const given = of("S0STORAGE", stop.signal);
  const other = of("S0STORAGE");
  stop.abort(new Error("no longer wanted"));
  await expect(given).rejects.toThrow("no longer wanted");
  expect(await other).toEqual(["U0PLAYGROUND"]);
  expect(calls()).toBe(1);
});

describe("who a user is", () => {
  const nobodySpecial = { team: "T0PLAYGROUND", ours: true, deactivated: false, bot: false, guest: false };

  test.each([
    ["U0APPROVER", {}],
    ["U0GUEST", { guest: true }],
    ["U0GONE", { deactivated: true }],
    ["U0ROBOT", { bot: true }],
    ["U0ELSEWHERE", { team: "T0ELSEWHERE", ours: false, guest: true }],
  ])("%s: %j", async (id, flags) => {
    const { person } = await members();
    expect(await person(id)).toEqual({ ...nobodySpecial, id, ...flags });
  });

  test("is known for ten seconds, from one call for all who ask", async () => {
    const { slack, time, person, calls } = await members();
    await Promise.all([person("U0APPROVER"), person("U0APPROVER")]);
    slack.patch("users", "U0APPROVER", { deactivated: true });
    time.now = 9_999;
    expect(await person("U0APPROVER")).toMatchObject({ deactivated: false });
    expect(calls("users.info")).toBe(1);
    time.now = 10_000;
    expect(await person("U0APPROVER")).toMatchObject({ deactivated: true });
  });

  test("is nobody for a user whom Slack does not know", async () => {
    const { person } = await members();
    await expect(person("U0NOBODY")).rejects.toMatchObject({ kind: "not-found" });
  });

  test("cannot be seen without the scope, and the next step names it", async () => {
    const { slack, person } = await members();
    slack.setScopes(["commands", "chat:write", "usergroups:read"]);
    await expect(person("U0APPROVER")).rejects.toMatchObject({
      kind: "unreachable",
      message: "Slack did not say who U0APPROVER is (missing_scope)",
      next: expect.stringContaining("users:read"),
    });
  });

  test("cannot be seen when Slack takes longer than two seconds", async () => {
    const { slack, person } = await members();
    slack.fault({ kind: "slow", ms: 4_000 }, 1);
    const asked = performance.now();
    await expect(person("U0APPROVER")).rejects.toMatchObject({
      kind: "unreachable",
      message: expect.stringContaining("no answer within 2 s"),
    });
    expect(performance.now() - asked).toBeLessThan(3_500);
  });
});
