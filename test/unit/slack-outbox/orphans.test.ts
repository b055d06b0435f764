import { expect, test } from "vitest";
import type { Json } from "#engine/port.ts";
import { createOrphanMessages } from "#surfaces/slack/tell-orphans.ts";
import { cleanups, orphanReports } from "../slack-views/orphans.ts";
import { install } from "./install.ts";

const RUN = "r-20261123-104300-0d0d";

/** One installation in which a clean-up was asked for. */
async function asked() {
  const all = install();
  await all.start();
  const input = { application: "orders-db", requestedBy: "U0KIM2345", reason: "quota" };
  all.runs.change(RUN, { workflow: "request-cleanup@1", input });
  await all.time.advance(3_000);
  return { ...all, end: (result: Json) => all.runs.change(RUN, { state: "done", result }) };
}

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value));

test("the end of a clean-up is one message to whoever asked, also where nobody could be told at once", async () => {
  const { slack, time, runs, start, end } = await asked();
  expect(slack.messages).toEqual([]);
  runs.forgetListeners();
  end(json(cleanups.part));
  for (let starts = 0; starts < 2; starts++) {
    await start();
    await time.advance(5_000);
  }
  expect(slack.messages.map(({ message }) => message.text)).toEqual([
    "⚠️ orders-db: 0 of 2 orphans are gone, 2 NOT deleted; 0 GiB are free",
  ]);
  const said = JSON.stringify(slack.messages[0]?.message.blocks);
  for (const words of ["Asked by <@U0KIM2345>", "quota", "BREAK-GLASS", "cinder group-snapshot-delete"])
    expect(said).toContain(words);
});

test.each([
  [
    "nothing that may be deleted",
    { outcome: "nothing to delete", application: "orders-db", why: "all of it stays", stays: [] },
    "orders-db: nothing was deleted: all of it stays",
  ],
  [
    "a refusal",
    {
      outcome: "refused",
      application: "orders-db",
      why: "adopt first",
      next: "freezeframe adopt",
      stays: [],
    },
    "orders-db: nothing was deleted: adopt first",
  ],
])("%s is told to whoever asked", async (_what, result, words) => {
  const { slack, time, end } = await asked();
  end(result);
  await time.advance(3_000);
  expect(slack.messages.map(({ message }) => message.text?.slice(3).trim())).toEqual([words]);
});

test("a request that failed is told, one that was not approved or was cancelled is not: that has a message of its own", async () => {
  const failed = await asked();
  failed.runs.change(RUN, { state: "failed", error: { kind: "unreachable", message: "Keystone is away" } });
  await failed.time.advance(3_000);
  expect(failed.slack.messages[0]?.message.text).toContain("clean-up FAILED: Keystone is away");
  for (const change of [
    { state: "cancelled" },
    {
      state: "done",
      result: { outcome: "denied", application: "orders-db", approvalId: "ap-1", why: "denied" },
    },
  ] as const) {
    const { slack, time, runs } = await asked();
    runs.change(RUN, change);
    await time.advance(3_000);
    expect(slack.messages).toEqual([]);
  }
});

test("what owners were told is brought up to date after a restart, told anew in one more message, and ends when all is gone", async () => {
  const { slack, time, runs, records, start } = install();
  const begin = async () => {
    const { outbox } = await start();
    const channelOf = (application?: string) => (application === undefined ? undefined : "C1");
    const messages = createOrphanMessages({
      operations: runs,
      outbox,
      records,
      channelOf,
      clock: time.clock,
    });
    messages.start();
    return messages;
  };
  const messages = await begin();
  runs.findOrphans(orphanReports.found);
  expect(await messages.tell("orders-db")).toBe("C1");
  expect(await messages.tell(undefined)).toBeUndefined();
  await time.advance(3_000);
  // Nothing has changed: a look edits nothing.
  await messages.look();
  await time.advance(5_000);
  expect(slack.messages.map(({ texts }) => texts.length)).toEqual([1]);
  runs.forgetListeners();
  runs.found = orphanReports.due;
  const again = await begin();
  await time.advance(5_000);
  expect(slack.messages[0]?.message.text).toContain("2 may be deleted now");
  await again.tell("orders-db");
  await time.advance(5_000);
  expect(slack.messages).toHaveLength(2);
  expect(slack.messages[0]?.message.text).toContain("told anew since");
  runs.findOrphans(orphanReports.none);
  await time.advance(5_000);
  expect(slack.messages.map(({ message }) => message.text)).toEqual([
    "↪️ orders-db: orphans, told anew since",
    "✅ orders-db: no orphans are left",
  ]);
  expect(await records.openSlots()).toEqual([]);
});
