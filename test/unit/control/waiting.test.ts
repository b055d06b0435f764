import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import type { Json } from "#engine/port.ts";
import { version } from "#support/version.ts";
import { never, runningBot } from "./running-bot.ts";

const actor = { slackId: undefined, name: "not sent" };
const request = { application: "orders", actor };

test("ended lasts until the run has ended, however long that takes", async () => {
  await using bot = await runningBot();
  const { operations } = await bot.as("ops");
  const { runId } = await operations.snapshot(request, never);
  const ended = operations.ended(runId, never);
  await expect.poll(bot.house.waiting).toBe(1);
  bot.house.end(runId);
  expect(await ended).toMatchObject({ id: runId, state: "done", result: { outcome: "ok" }, endedAt: 10_000 });
  expect(bot.house.waiting()).toBe(0);
});

test("who stops waiting is told that the run goes on, and the bot waits for nobody", async () => {
  await using bot = await runningBot();
  const { operations } = await bot.as("ops");
  const { runId } = await operations.snapshot(request, never);
  const stop = new AbortController();
  const ended = operations.ended(runId, stop.signal);
  await expect.poll(bot.house.waiting).toBe(1);
  stop.abort(new Error("Ctrl-C"));
  await expect(ended).rejects.toMatchObject({
    kind: "interrupted",
    message: `run ${runId} is no longer followed; it goes on in the running bot`,
    next: expect.stringContaining(`freezeframe cancel ${runId}`),
  });
  await expect.poll(bot.house.waiting).toBe(0);
  expect(await operations.run(runId)).toMatchObject({ state: "running" });
  // An aborted wait is no fault of the bot's.
  expect(bot.logged.filter(({ level }) => level === "error")).toEqual([]);
});

test("a wait that was aborted before it began asks nobody", async () => {
  await using bot = await runningBot();
  const { operations } = await bot.as("ops");
  await expect(operations.ended("r-1", AbortSignal.abort())).rejects.toMatchObject({ kind: "interrupted" });
  await expect(operations.doctor("orders", AbortSignal.abort(new Error("mine")))).rejects.toThrow("mine");
});

test("a follower hears each update in order until it stops, and then the bot forgets it", async () => {
  await using bot = await runningBot();
  const { operations } = await bot.as("ops");
  const heard: Json[] = [];
  const unfollow = operations.follow("r-1", (update) => void heard.push(update));
  await expect.poll(bot.house.waiting).toBe(1);
  const updates = [{ phase: "frozen" }, { phase: "thawed", windowMs: 812 }, "line\nbreak", null];
  for (const update of updates) bot.house.progress("r-1", update);
  bot.house.progress("r-2", "of another run");
  await expect.poll(() => heard).toEqual(updates);
  unfollow();
  await expect.poll(bot.house.waiting).toBe(0);
  bot.house.progress("r-1", "too late");
  expect(heard).toEqual(updates);
});

test("the end of a session ends what it follows", async () => {
  await using bot = await runningBot();
  const session = await bot.as("ops");
  session.operations.follow("r-1", () => undefined);
  await expect.poll(bot.house.waiting).toBe(1);
  await session.close();
  await expect.poll(bot.house.waiting).toBe(0);
});

test("a bot that stops tells those who wait, removes its socket and is not held up by them", async () => {
  await using bot = await runningBot();
  const { operations } = await bot.as("ops");
  const { runId } = await operations.snapshot(request, never);
  const ended = operations.ended(runId, never);
  operations.follow(runId, () => undefined);
  await expect.poll(bot.house.waiting).toBe(2);
  await Promise.all([
    bot.server.close(),
    expect(ended).rejects.toMatchObject({
      kind: "interrupted",
      message: "the bot stops; what is unfinished goes on at its next start",
    }),
  ]);
  expect(bot.house.waiting()).toBe(0);
  await expect(operations.runs(1)).rejects.toMatchObject({
    kind: "unreachable",
    message: `no bot listens at ${bot.path}`,
  });
});

test("an operation that does not stop when it is asked to is cut off at the close", async () => {
  await using bot = await runningBot();
  const deaf = { ...bot.house.operations, doctor: () => new Promise<never>(() => undefined) };
  await using other = await runningBot({ operations: deaf, closeWithinMs: 50 });
  const { operations } = await other.as("ops");
  const looked = expect(operations.doctor("orders", never)).rejects.toMatchObject({
    kind: "unreachable",
    message: expect.stringContaining("went away before it answered doctor"),
  });
  await expect.poll(() => other.logged.some(({ operation }) => operation === "doctor")).toBe(true);
  await other.server.close();
  await looked;
});

test("whether a change was made is not known when the bot is killed before it answers", async () => {
  await using bot = await runningBot();
  let asked = 0;
  const deaf = {
    ...bot.house.operations,
    snapshot: () => {
      asked += 1;
      return new Promise<never>(() => undefined);
    },
  };
  await using other = await runningBot({ operations: deaf, closeWithinMs: 50 });
  const { operations } = await other.as("ops");
  const lost = expect(operations.snapshot(request, never)).rejects.toMatchObject({
    kind: "unreachable",
    message: expect.stringMatching(/went away before it answered snapshot.*whether it was done is not known/),
    next: expect.stringContaining("freezeframe runs"),
  });
  await expect.poll(() => asked).toBe(1);
  await other.server.close();
  await lost;
});

test("a bot that nobody asks anything closes at once", async () => {
  await using bot = await runningBot({ closeWithinMs: 60_000 });
  const { operations } = await bot.as("ops");
  await operations.runs(1);
  await bot.server.close();
});

test("a follower that does not read loses updates, so that nobody's terminal fills the bot's memory", async () => {
  await using bot = await runningBot();
  const body = '{"runId":"r-1"}';
  const socket = connect(bot.path).pause();
  socket.write(
    `POST /v1/follow HTTP/1.1\r\nhost: x\r\nfreezeframe-version: ${version}\r\nfreezeframe-user: ops\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await expect.poll(bot.house.waiting).toBe(1);
  const sent = 5_000;
  for (let i = 0; i < sent; i += 1) bot.house.progress("r-1", { i, padding: "x".repeat(10_000) });
  const heard = text(socket);
  await bot.server.close();
  const lines = [...(await heard).matchAll(/"i":(\d+)/g)].map(([, i]) => Number(i));
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.length).toBeLessThan(sent / 10);
});
