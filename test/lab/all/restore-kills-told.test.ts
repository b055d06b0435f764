import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { startBot } from "../../../playground/demo/bot.ts";
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

// The real bot dies at each of its durable writes from the slash command to the last word of the restore, and is started
// again. People do what people would: type again what has got no run, click again what still waits.

const APPLICATION = "orders-db";
const LANES = 3;
const preload = pathToFileURL(join(import.meta.dirname, "die-at-write.ts")).href;
const forever = new AbortController().signal;

it("killed at any durable write of a restore: one set of volumes, no leftovers, and the messages are true", {
  timeout: 1_800_000,
}, async () => {
  const killed: number[] = [];
  let next = 1;
  let past = false;
  const lane = async (): Promise<void> => {
    await using world = await restoreWorld({ [APPLICATION]: {} });
    while (!past) {
      const write = next++;
      const moment = write % 2 === 0 ? "before" : "after";
      const words = `killed ${moment} write ${write}`;
      const death = `${moment}:${write}`;
      const { died, runId } = await live(world, death, `because of ${write};`);
      await expectTrue(world, runId, words);
      await discard(world, runId, words);
      if (died) killed.push(write);
      else past = true;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  expect(killed.length).toBeGreaterThan(30);
});

/** From the request to its end, with one death at most. */
async function live(
  world: RestoreWorld,
  death: string,
  reason: string,
): Promise<{ died: boolean; runId: string }> {
  const armed = join(world.directory, "armed");
  await world.bot.kill();
  const mortal = await startBot(world.config, forever, {
    NODE_OPTIONS: `--import ${preload}`,
    DIE_AT: death,
    DIE_ARMED: armed,
  });
  world.bot = mortal;
  let died = false;
  const gone = mortal.gone.then(() => {
    died = true;
  });
  await writeFile(armed, "");
  await world.slack.command(`restore ${APPLICATION} latest ${reason}`);
  await Promise.race([gone, ended(world, reason)]);
  await rm(armed, { force: true });
  // It may have died at a write after the last word; without the file it does not any more.
  const alive = died ? undefined : await runOf(world, reason).catch(() => undefined);
  if (alive !== undefined) return { died, runId: alive };
  await gone;
  world.bot = await startBot(world.config, forever);
  // Whoever got no receipt looks whether there is a run, and asks again when there is none.
  if ((await runOf(world, reason)) === "")
    await world.slack.command(`restore ${APPLICATION} latest ${reason}`);
  await ended(world, reason);
  return { died, runId: await runOf(world, reason) };
}

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
