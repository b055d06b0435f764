import { expect, it } from "vitest";
import type { SlackMessage } from "../../../playground/slack/types.ts";
import { json } from "../../e2e/freezeframe.ts";
import {
  APPROVER,
  hasAction,
  linesOf,
  NOTHING,
  type RestoreWorld,
  restoreWorld,
  thereOf,
} from "../../e2e/restoring.ts";
import { diedAt } from "../../torture/each-write.ts";
import { withOneDeath } from "../../torture/mortal-bot.ts";

// The real bot dies at each of its durable writes from the slash command to the last word of the restore, and is started
// again. People do what people would: type again what has got no run, click again what still waits.

const APPLICATION = "orders-db";
const LANES = 3;

it("killed at any durable write of a restore: one set of volumes, no leftovers, and the messages are true", {
  timeout: 1_800_000,
}, async () => {
  const killed = await diedAt({ lanes: LANES }, async (lives) => {
    await using world = await restoreWorld({ [APPLICATION]: {} });
    await lives(async (write) => {
      const moment = write % 2 === 0 ? "before" : "after";
      const words = `killed ${moment} write ${write}`;
      const reason = `because of ${write};`;
      const died = await withOneDeath(world, `${moment}:${write}`, {
        ask: () => world.slack.command(`restore ${APPLICATION} latest ${reason}`),
        asked: async () => (await runOf(world, reason)) !== "",
        ended: () => ended(world, reason),
      });
      const runId = await runOf(world, reason);
      await expectTrue(world, runId, words);
      await discard(world, runId, words);
      return died;
    });
  });
  expect(killed.length).toBeGreaterThan(30);
});

/** Somebody approves what waits; resolves when the channel has the end. A dead bot takes no click. */
function ended(world: RestoreWorld, reason: string): Promise<void> {
  const { slack } = world;
  const clicked = new Set<string>();
  return expect
    .poll(
      async () => {
        const told = slack.messages().filter(({ blocks }) => JSON.stringify(blocks).includes(reason));
        const open = told.find((message) => hasAction(message, "approve"));
        if (open !== undefined && !clicked.has(open.ts)) {
          clicked.add(open.ts);
          await slack.click(open, "approve", APPROVER);
        }
        return told.map((message) => headOf(world, message));
      },
      { timeout: 120_000, interval: 20 },
    )
    .toContainEqual(expect.stringMatching(/^(✅ .*: data verified|❌|🚫|✋|⚠️)/u));
}

const headOf = (world: RestoreWorld, message: SlackMessage): string =>
  linesOf(world, message).split("\n")[0] ?? "";

/** Empty: there is none. */
async function runOf(world: RestoreWorld, reason: string): Promise<string> {
  const { result } = await json(world, "runs", "--limit", "50");
  const found = (result as { id: string; workflow: string; input: { reason?: string } }[]).filter(
    ({ workflow, input }) => workflow === "request-restore@1" && input.reason === reason,
  );
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0]?.id ?? "";
}

/** One set, of one run; and nothing in the channel says anything else. */
async function expectTrue(world: RestoreWorld, runId: string, words: string): Promise<void> {
  const restore = `${runId}-restore`;
  const { volumes, ...rest } = await thereOf(world);
  expect(volumes.toSorted(), words).toEqual(
    ["config", "data", "wal"].map((role) => `ffr/playground/${APPLICATION}/${restore}/${role}`),
  );
  expect(rest, words).toEqual({ groups: [], orphans: [], mounts: [], database: false });
  const { result: restores } = await json(world, "restores");
  expect(restores, words).toMatchObject([{ id: restore, state: "kept" }]);
  const told = () =>
    world.slack
      .messages()
      .filter(({ blocks }) => JSON.stringify(blocks).includes(runId))
      .map((message) => linesOf(world, message));
  // A post whose answer was lost says that it starts, and never more.
  const heads = () => told().map((text) => text.split("\n")[0] ?? "");
  await expect
    .poll(heads, { timeout: 20_000, message: words })
    .toContainEqual(expect.stringMatching(/restore APPROVED$/));
  await expectPowerless(world, runId, words);
  expect(heads(), words).toContainEqual(expect.stringMatching(/^✅ orders-db: data verified/));
  expect(
    heads().filter((head) => /FAILED|VOID|DENIED|INTERRUPTED|CANCELLED/.test(head)),
    words,
  ).toEqual([]);
  expect(told().join("\n"), words).toContain("Approved by @approver");
  expect(await json(world, "audit", "verify"), words).toMatchObject({ result: { intact: true } });
}

/**
 * A death between Slack's answer to a post and the write of it leaves a message that nobody edits any more: at most one, and
 * its buttons do nothing but say how it stands.
 */
async function expectPowerless(world: RestoreWorld, runId: string, words: string): Promise<void> {
  const stale = world.slack
    .messages()
    .filter((message) => JSON.stringify(message.blocks).includes(runId) && hasAction(message, "approve"));
  expect(stale.length, words).toBeLessThanOrEqual(1);
  const before = await thereOf(world);
  for (const message of stale) {
    const seen = world.slack.ephemerals(APPROVER).length;
    await world.slack.click(message, "approve", APPROVER);
    await expect
      .poll(() => JSON.stringify(world.slack.ephemerals(APPROVER).slice(seen)), { timeout: 20_000 })
      .toMatch(/was approved by/);
  }
  expect(await thereOf(world), words).toEqual(before);
}

async function discard(world: RestoreWorld, runId: string, words: string): Promise<void> {
  expect(await json(world, "discard", `${runId}-restore`), words).toMatchObject({ status: 0 });
  expect(await thereOf(world), words).toEqual(NOTHING);
}
