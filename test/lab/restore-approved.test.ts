import { expect, test } from "vitest";
import { lab } from "./harness/lab.ts";
import { expectNothingRestored } from "./harness/restore.ts";
import { CHANNEL, OPERATOR, type SlackBot, slackBot } from "./harness/slack-bot.ts";
import { verb } from "./harness/verb.ts";

// A restore that another person has to approve, with signed commands and clicks to the running bot; real Cinder, Nova and PostgreSQL.

const here = await lab();
const APPROVER = "U0APPROVER";

/** A bot whose operator at the command line is the one of Slack. */
const guardedBot = (): Promise<SlackBot> =>
  slackBot(here, {
    application: "orders-db",
    manifest: (manifest) => {
      manifest.owners.approvers = [APPROVER, OPERATOR];
    },
    config: (config) => {
      config.operators = { root: OPERATOR };
      config.limits.betweenExecutions = "0s";
    },
  });

/** Clicks a button of the channel, and gives what the person was told in return. */
async function click({ slack }: SlackBot, action: string, user: string): Promise<string> {
  const message = slack
    .messages(CHANNEL)
    .find(({ blocks }) => JSON.stringify(blocks).includes(`"${action}"`));
  if (message === undefined) throw new Error(`there is no ${action} to click`);
  const told = slack.ephemerals(user).length;
  const { status, error } = await slack.click({ channel: message.channel, ts: message.ts }, action, user);
  expect([status, error]).toEqual([200, undefined]);
  await expect.poll(() => slack.ephemerals(user).length, { timeout: 10_000 }).toBeGreaterThan(told);
  return JSON.stringify(slack.ephemerals(user).at(-1));
}

test("asked for, refused to whoever asked, approved by another: PostgreSQL runs, and the report names the approver", async () => {
  await using bot = await guardedBot();
  const { result: taken } = await verb(bot.dir, "snapshot", "orders-db");
  expect(taken).toMatchObject({ outcome: "ok", label: { grade: "A" } });
  const asked = await bot.slack.command(`restore orders-db ${taken.point} the table is gone`);
  expect(asked).toMatchObject({ status: 200, error: undefined });
  const request = await bot.untilRead(/orders-db: restore waits for approval/);
  for (const words of [taken.point, "the table is gone", "@operator", "digest"])
    expect(request).toContain(words);
  expect(await click(bot, "approve", OPERATOR)).toContain("nobody decides on their own request");
  await expectNothingRestored(here, bot.dir);

  const message = bot.slack
    .messages(CHANNEL)
    .find(({ blocks }) => JSON.stringify(blocks).includes('"approve"'));
  await bot.slack.click({ channel: CHANNEL, ts: message?.ts ?? "" }, "approve", APPROVER);
  await bot.untilRead(/orders-db: restore APPROVED[\s\S]*Approved by @approver/i);
  const told = await bot.untilRead(/✅ orders-db: data verified[\s\S]*Approved by @approver/, 120_000);
  const [{ report }] = (await verb(bot.dir, "restores")).result;
  expect(report).toMatchObject({
    reached: "data verified",
    approvedBy: [APPROVER],
    point: taken.point,
    server: { name: "recovery-1" },
    state: "kept",
  });
  expect(told).toContain(report.headline);

  const { result: approvals } = await verb(bot.dir, "approvals");
  expect(approvals).toMatchObject([
    {
      state: "approved",
      requestedBy: OPERATOR,
      decisions: [{ by: APPROVER, what: "approve", via: "slack" }],
    },
  ]);
  expect((await verb(bot.dir, "audit", "verify")).result).toMatchObject({ intact: true });
  expect(await verb(bot.dir, "discard", report.runId)).toMatchObject({ code: 0, result: { left: [] } });
  await expectNothingRestored(here, bot.dir);
}, 240_000);
