import { expect, test } from "vitest";
import type { Incident } from "#domain/rpo/incident.ts";
import { install } from "./install.ts";
import { refuse } from "./slack-in-memory.ts";

const HOUR = 3_600_000;

function opened(at: number): Incident {
  return {
    id: "rpo:orders-db:2026-11-23T10:00:07Z",
    kind: "rpo",
    application: "orders-db",
    openedAt: at,
    text: "RPO 4 h is missed: there is no recovery point; no snapshot is scheduled",
    next: "freezeframe snapshot orders-db takes one now",
  };
}

test("an incident is one message that is edited until it is resolved, and its end is said in the thread", async () => {
  const { time, slack, runs, start } = install();
  await start();
  const incident = opened(time.clock.now());
  runs.watch(incident);
  await time.advance(3_000);
  // Looked at again, and nothing has changed.
  runs.watch(incident);
  await time.advance(3_000);
  expect(slack.messages).toHaveLength(1);
  const resolvedAt = time.clock.now();
  runs.watch({ ...incident, resolvedAt, resolvedBy: "point orders-db-7 (A)" });
  await time.advance(5_000);
  const [root, news, ...more] = slack.messages;
  expect(more).toEqual([]);
  expect(root?.texts.map((text) => text.slice(0, 25))).toEqual(
    ["🚨 orders-db: RPO MISSED: R", "✅ orders-db: RPO kept aga"].map((text) => text.slice(0, 25)),
  );
  expect(news?.message.thread).toEqual({ ts: root?.ts, broadcast: false });
  expect(news?.message.text).toContain("point orders-db-7 (A)");
});

test("a snooze tells nobody; its end is one word in the thread that the channel sees", async () => {
  const { time, slack, runs, start } = install();
  await start();
  const incident = opened(time.clock.now());
  runs.watch(incident);
  await time.advance(3_000);
  runs.watch({
    ...incident,
    snoozed: { until: time.clock.now() + 4 * HOUR, by: "U0KIM", at: time.clock.now() },
  });
  await time.advance(3_000);
  expect(slack.messages).toHaveLength(1);
  expect(JSON.stringify(slack.messages[0]?.message.blocks)).toContain("Snoozed by <@U0KIM>");
  const again = { ...incident, remindedAt: time.clock.now() };
  for (let looks = 0; looks < 3; looks++) runs.watch(again);
  await time.advance(5_000);
  const [root, reminder, ...more] = slack.messages;
  expect(more).toEqual([]);
  expect(reminder?.message.thread).toEqual({ ts: root?.ts, broadcast: true });
  expect(reminder?.message.text).toContain("still: the snooze is over");
});

test("what was told anew while nobody could be told is told at the next start, once", async () => {
  const { time, slack, runs, start } = install();
  await start();
  const incident = opened(time.clock.now());
  runs.watch(incident);
  await time.advance(5_000);
  runs.forgetListeners();
  runs.watch({ ...incident, remindedAt: time.clock.now() });
  for (let starts = 0; starts < 2; starts++) {
    await start();
    await time.advance(5_000);
  }
  expect(slack.messages.map(({ message }) => message.thread?.broadcast)).toEqual([undefined, true]);
});

test("as long as its message could not be posted that is owed, and no word in its thread", async () => {
  const { time, slack, runs, start } = install();
  slack.fault = () => refuse("unreachable", "ECONNREFUSED");
  await start();
  const incident = opened(time.clock.now());
  runs.watch(incident);
  await time.advance(3_000);
  runs.watch({ ...incident, remindedAt: time.clock.now() });
  await time.advance(3_000);
  slack.fault = () => undefined;
  await time.advance(120_000);
  expect(slack.messages.map(({ message }) => message.thread)).toEqual([undefined]);
});

test("an application without a channel has no message, and one that is long resolved neither", async () => {
  const { time, slack, runs, start } = install();
  const incident = opened(time.clock.now() - 3 * HOUR);
  runs.watch({ ...incident, application: "nowhere" });
  const resolvedAt = time.clock.now() - 2 * HOUR;
  runs.watch({ ...incident, id: "old", resolvedAt, resolvedBy: "point p" });
  await start();
  await time.advance(5_000);
  expect(slack.messages).toEqual([]);
});
