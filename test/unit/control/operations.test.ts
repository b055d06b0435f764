import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Operations } from "#operations/index.ts";
import type { ControlSession } from "#surfaces/control/client.ts";
import { never, type RunningBot, runningBot } from "./running-bot.ts";
import { point } from "./small-house.ts";

// One bot; the tests go on where the one before has ended, as people would.
let bot: RunningBot;
let ops: ControlSession;
beforeAll(async () => {
  bot = await runningBot();
  ops = await bot.as("ops");
});
afterAll(() => bot[Symbol.asyncDispose]());

/** What the caller says of itself is never sent. */
const actor = { slackId: "U0FORGED", name: "forged" };

test("who asks is the OS user as the bot maps it, whatever the caller says of itself", async () => {
  const { operations } = ops;
  expect(await operations.snapshot({ application: "orders", reason: "before", actor }, never)).toEqual({
    runId: "r-1",
    how: "started",
  });
  expect(bot.house.acts).toEqual(["snapshot U0OPS ops on the command line"]);
  expect(await operations.run("r-1")).toMatchObject({
    input: { application: "orders", reason: "before", requestedBy: "U0OPS" },
  });
});

test("a user that is not mapped may read and nothing else; any name of a user arrives whole", async () => {
  const name = "jörg ✓\r\nx-evil: 1";
  const { operations } = await bot.as(name);
  await expect(operations.snapshot({ application: "orders", actor }, never)).rejects.toMatchObject({
    name: "DomainError",
    kind: "not-permitted",
    message: `${name} on the command line may only read`,
    next: "map the OS user",
  });
  expect(await operations.runs(5)).toHaveLength(1);
});

type Remote = ControlSession["operations"];
const reads: Record<string, (operations: Remote | Operations) => Promise<unknown>> = {
  doctor: (operations) => operations.doctor("orders", never),
  "status of one": (operations) => operations.status("orders", never),
  "status of all": (operations) => operations.status(undefined, never),
  overview: (operations) => operations.overview(),
  points: (operations) => operations.points("orders"),
  evidence: (operations) => operations.evidence(point.id),
  schedule: (operations) => operations.schedule("orders"),
  "schedule of all": (operations) => operations.schedule(),
  runs: (operations) => operations.runs(3),
  run: (operations) => operations.run("r-1"),
  planRestore: (operations) =>
    operations.planRestore({ application: "orders", point: "latest", actor }, never),
  restores: (operations) => operations.restores(),
  tests: (operations) => operations.tests("orders", 5),
  report: (operations) => operations.report(1_000),
  incidents: (operations) => operations.incidents(),
  "tests of all": (operations) => operations.tests(undefined, 5),
};

test.each(Object.keys(reads))("%s answers the same over the socket as in the bot", async (name) => {
  const read = reads[name];
  const [near, far] = [await read?.(bot.house.operations), await read?.(ops.operations)];
  expect(far).toBeDefined();
  // Keys without a value are left out on the way.
  expect(far).toEqual(near);
});

test("pause and resume, with and without something to end", async () => {
  const { operations } = ops;
  const request = { application: "orders", until: 99_000, reason: "rack move", actor };
  const paused = { application: "orders", until: 99_000, reason: "rack move", by: "U0OPS", at: 10_000 };
  expect(await operations.pause(request, never)).toEqual(paused);
  expect((await operations.overview())[0]?.paused).toEqual(paused);
  expect(await operations.resume(request, never)).toEqual(paused);
  expect(await operations.resume(request, never)).toBeUndefined();
});

test("thaw, reload and cancel", async () => {
  const { operations } = ops;
  expect(await operations.thaw("orders", actor, never)).toEqual([
    { server: "db-1", was: "idle", text: "nothing is frozen" },
  ]);
  expect(await operations.reload(actor, never)).toEqual({
    added: ["billing"],
    removed: [],
    changed: [{ application: "orders", lines: ["quorum: 1 → 2"] }],
  });
  expect(await operations.cancel({ runId: "r-1", actor }, never)).toMatchObject({
    state: "cancelled",
    error: { kind: "interrupted", message: "cancelled by U0OPS: no reason given" },
  });
  await expect(operations.cancel({ runId: "r-1", actor }, never)).rejects.toMatchObject({ kind: "refused" });
});

test("a restore test reaches the bot with its point, or with none", async () => {
  const { operations } = ops;
  for (const asked of [{ point: "orders-1", trigger: "t-4" }, {}]) {
    const { runId } = await operations.test({ application: "orders", ...asked, actor }, never);
    const input = { application: "orders", ...asked, requestedBy: "U0OPS" };
    expect((await operations.run(runId)).input).toEqual(input);
    bot.house.end(runId);
  }
});

test("an incident is snoozed for a time, or until it is resolved", async () => {
  const { operations } = ops;
  const incidentId = "rpo:orders:2026-11-23T10:00:07Z";
  const snoozed = await operations.snooze({ incidentId, forMs: 60_000, actor }, never);
  expect(snoozed.snoozed).toEqual({ until: 70_000, by: "U0OPS", at: 10_000 });
  expect((await operations.snooze({ incidentId, actor }, never)).snoozed).toEqual({
    by: "U0OPS",
    at: 10_000,
  });
  await expect(operations.snooze({ incidentId: "rpo:x", actor }, never)).rejects.toMatchObject({
    kind: "not-found",
  });
});

test("a second request with the same trigger reaches the bot with it", async () => {
  const { operations } = ops;
  const { runId } = await operations.snapshot({ application: "orders", trigger: "t-1", actor }, never);
  expect(await operations.run(runId)).toMatchObject({ input: { trigger: "t-1" } });
  bot.house.end(runId);
});

test("a restore reaches the bot with all that was asked for, and a discard with its restore", async () => {
  const { operations } = ops;
  const wish = { application: "orders", point: "orders-1", strategy: "volumes", onFailure: "keep" } as const;
  const request = { ...wish, roles: ["data"], reason: "drill", trigger: "t-2", actor };
  const { runId, ...how } = await operations.restore(request, never);
  expect(how).toEqual({ how: "approval", approvalId: `a-${runId}` });
  const { actor: _never, ...sent } = request;
  expect((await operations.run(runId)).input).toEqual({ ...sent, requestedBy: "U0OPS" });
  bot.house.end(runId);
  expect(await operations.discard({ restore: "r-2-restore", actor }, never)).toEqual({
    runId: "r-9",
    how: "started",
  });
  expect(bot.house.acts.at(-1)).toBe("discard r-2-restore as U0OPS ops on the command line");
});

describe("errors", () => {
  test("an error of an operation is the same error here: kind, words, next step", async () => {
    await expect(ops.operations.points("ordres")).rejects.toMatchObject({
      name: "DomainError",
      kind: "not-found",
      message: 'there is no application "ordres"; did you mean "orders"?',
      next: "an application is one file",
    });
  });

  test("what nobody foresaw is told as the bot's own fault, and logged there with its stack", async () => {
    const operations: Operations = {
      ...bot.house.operations,
      overview: () => Promise.reject(new TypeError("x is not a function")),
    };
    await using other = await runningBot({ operations });
    const error = await (await other.as("ops")).operations.overview().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "Error", message: "in the running bot: x is not a function" });
    const errors = other.logged.filter(({ level }) => level === "error");
    expect(errors).toMatchObject([
      {
        url: "/v1/overview",
        err: { type: "TypeError", stack: expect.stringContaining("x is not a function") },
      },
    ]);
  });

  test("an answer that is none of this version's is not believed", async () => {
    const operations: Operations = {
      ...bot.house.operations,
      // biome-ignore lint/suspicious/noExplicitAny: what a broken bot might send
      overview: async () => [{ application: 7 }] as any,
    };
    await using other = await runningBot({ operations });
    await expect((await other.as("ops")).operations.overview()).rejects.toMatchObject({
      kind: "unreachable",
      message: expect.stringContaining("answered what is none of ours"),
    });
  });
});

test("a session of a running bot has nothing to take up and nothing to wait for", async () => {
  expect(await ops.recover()).toEqual([]);
  await ops.idle(never);
});
