import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { addFault } from "../harness/faults.ts";
import { startFreezeframe } from "../harness/freezeframe.ts";
import { lab } from "../harness/lab.ts";
import { expectStatus } from "../harness/open-stack.ts";
import { expectNothingRestored } from "../harness/restore.ts";
import type { Running } from "../harness/run.ts";
import { SCRATCH_SERVER, scratchApplication } from "../harness/scratch-application.ts";
import { detach, makeGroup, type ScratchGroup } from "../harness/scratch-group.ts";
import { CHANNEL, OPERATOR, type SlackBot, slackBot } from "../harness/slack-bot.ts";
import { until } from "../harness/until.ts";
import { verb, verbAnswer } from "../harness/verb.ts";

// Between the click and the execution something has changed. Nothing is made then, and the reason is told in words.

const here = await lab();
const APPROVER = "U0APPROVER";
const GROUP = "S0STORAGE";

async function guarded(group: ScratchGroup): Promise<SlackBot> {
  const bot = await slackBot(here, {
    application: "shop",
    manifest: scratchApplication(group, (manifest) => {
      manifest.owners.approvers = [GROUP];
    }),
    config: (config) => {
      config.operators = { root: OPERATOR };
    },
  });
  bot.slack.patch("groups", GROUP, { users: [APPROVER] });
  return bot;
}

/** Asked for and approved, while a snapshot that hangs keeps it from being carried out; then `meanwhile`, then it goes on. */
async function approvedTooEarly(
  bot: SlackBot,
  { name }: ScratchGroup,
  meanwhile: () => Promise<void>,
): Promise<ReturnType<typeof verbAnswer>> {
  const { dir, slack } = bot;
  const { result: taken } = await verb(dir, "snapshot", name);
  const ask = (...args: string[]): Running =>
    startFreezeframe([...args, "--json"], { dir, limitMs: 170_000 });
  const restore = ask("restore", name, taken.point);
  await bot.untilRead(/restore waits for approval/);
  let snapshot: Running | undefined;
  {
    await using _hanging = await addFault(`voided-${dir.instance}`, {
      op: "create_group_snapshot",
      action: "hang",
      match: `ff/${dir.instance}/`,
    });
    snapshot = ask("snapshot", name);
    await until("the snapshot hangs", async () => {
      const { group_snapshots } = expectStatus(await here.bot.cinder("GET", "/group_snapshots/detail"), 200);
      const ours = group_snapshots.filter((one: { name: string }) =>
        one.name.startsWith(`ff/${dir.instance}/`),
      );
      return ours.some((one: { status: string }) => one.status === "creating") ? true : undefined;
    });
    const message = slack
      .messages(CHANNEL)
      .find(({ blocks }) => JSON.stringify(blocks).includes('"approve"'));
    await slack.click({ channel: CHANNEL, ts: message?.ts ?? "" }, "approve", APPROVER);
    await until("approved", async () =>
      (await verb(dir, "approvals")).result[0]?.state === "approved" ? true : undefined,
    );
    await meanwhile();
  }
  await snapshot.ended;
  const ended = verbAnswer(await restore.ended);
  await expectNothingRestored(here, dir);
  return ended;
}

const scratch = (): Promise<ScratchGroup> =>
  makeGroup(here, {
    groupType: "consistent",
    volumeType: "atomic",
    roles: ["data"],
    attachTo: SCRATCH_SERVER,
  });

test("an approver who has left the user group since the click: void, and said so", async () => {
  await using group = await scratch();
  await using bot = await guarded(group);
  const { code, result } = await approvedTooEarly(bot, group, async () => {
    bot.slack.patch("groups", GROUP, { users: ["U0READER"] });
    // What Slack answered counts as live for ten seconds, and nothing tells when they are over.
    await setTimeout(11_000);
  });
  expect(result).toMatchObject({
    outcome: "voided",
    why: expect.stringMatching(/whoever approved may not any more: .*U0APPROVER/),
  });
  expect(code).toBe(3);
  expect(await bot.untilRead(/VOID/)).toMatch(/may not any more/);
  expect((await verb(bot.dir, "audit", "verify")).result).toMatchObject({ intact: true });
}, 240_000);

test("a volume that was extended since the click: what would be done is not what was approved", async () => {
  await using group = await scratch();
  await using bot = await guarded(group);
  const { code, result } = await approvedTooEarly(bot, group, async () => {
    const [volume] = group.volumes;
    if (volume === undefined) throw new Error("no volume");
    await detach(here, SCRATCH_SERVER, volume);
    const action = { "os-extend": { new_size: 2 } };
    expectStatus(await here.bot.cinder("POST", `/volumes/${volume.id}/action`, action), 202);
    await until("extended", async () => {
      const { volume: seen } = expectStatus(await here.bot.cinder("GET", `/volumes/${volume.id}`), 200);
      return seen.size === 2 && seen.status === "available" ? true : undefined;
    });
  });
  expect(result).toMatchObject({
    outcome: "voided",
    why: expect.stringMatching(/the plan or the manifest has changed/),
  });
  expect(code).toBe(3);
  expect(await bot.untilRead(/VOID/)).toMatch(/the plan or the manifest has changed/);
}, 240_000);
