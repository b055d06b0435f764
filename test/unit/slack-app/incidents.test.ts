import { expect, test } from "vitest";
import type { SlackMessage } from "../../../playground/slack/types.ts";
import { signal } from "../operations/house.ts";
import { recoveryPoint } from "../operations/points.ts";
import { ASKER, copyOf, guardedSlack, SECOND, told } from "./guarded-slack.ts";

const HOUR = 3_600_000;
const CHANNEL = "C0STORAGE";

/** An application whose RPO was missed, and the incident's message. */
async function missed() {
  const running = await guardedSlack({ application: { approve: [], objectives: { rpo: 4 * HOUR } } });
  const { house, slack } = running;
  const look = async (ms: number) => {
    house.clock.pass(ms);
    expect(await house.operations.watchObjectives(signal)).toEqual([]);
  };
  await look(0);
  await look(5 * HOUR);
  const messages = () => slack.messages(CHANNEL);
  const message = (): SlackMessage | undefined => messages().find(({ text }) => text?.includes("RPO"));
  await expect.poll(() => message()?.text).toContain("orders: RPO MISSED");
  const click = async (action: string, user: string) => {
    const ts = message()?.ts ?? "";
    expect((await slack.click({ channel: CHANNEL, ts }, action, user)).error).toBeUndefined();
  };
  return { ...running, look, message, messages, click };
}

test("one message says what is missed, whom it calls and what to do", async () => {
  const { message } = await missed();
  const said = told(message()?.blocks);
  for (const words of ["there is no recovery point", `<@${ASKER}>`, "/ff snapshot orders", "Snapshot now"])
    expect(said).toContain(words);
});

test("Snooze keeps it quiet for 4 h; then it is said once in its thread, and in the channel", async () => {
  const { house, look, message, messages, click, answer } = await missed();
  await click("snooze", ASKER);
  await expect.poll(() => answer(ASKER)).toContain("snoozed until");
  await expect.poll(() => told(message()?.blocks)).toContain(`Snoozed by <@${ASKER}>`);
  const [incident] = await house.operations.incidents();
  expect(incident?.snoozed?.until).toBe(house.clock.at + 4 * HOUR);
  await look(4 * HOUR);
  await look(60_000);
  await expect.poll(() => messages().filter(({ text }) => text?.includes("still:"))).toHaveLength(1);
  const reminder = messages().find(({ text }) => text?.includes("still:"));
  expect(reminder?.threadTs).toBe(message()?.ts);
});

test("Snooze until resolved has no end", async () => {
  const { house, message, click } = await missed();
  await click("snooze-until-resolved", ASKER);
  await expect.poll(() => told(message()?.blocks)).toContain("until it is resolved: nobody is reminded");
  expect((await house.operations.incidents())[0]?.snoozed).toEqual({ by: ASKER, at: house.clock.at });
});

test("who is no operator is told so, and changes nothing", async () => {
  const { house, taken, click, answer } = await missed();
  await click("snooze", SECOND);
  await expect.poll(() => answer(SECOND)).toContain("only operators of orders may snooze");
  await click("snapshot-now", SECOND);
  expect((await house.operations.incidents())[0]?.snoozed).toBeUndefined();
  expect(taken).toEqual([]);
});

test("Snapshot now takes one, for the incident", async () => {
  const { house, taken, click, answer } = await missed();
  await click("snapshot-now", ASKER);
  await expect.poll(() => taken).toHaveLength(1);
  await expect.poll(() => answer(ASKER)).toContain("snapshot requested");
  const run = await house.operations.run(taken[0] ?? "");
  expect(run.input).toMatchObject({ reason: expect.stringMatching(/^incident rpo:orders:/) });
});

test("/ff incidents lists them, and the buttons there do the same", async () => {
  const { house, slack, answer } = await missed();
  await slack.command("incidents");
  for (const words of ["1 incident is open", "orders: RPO MISSED", "/ff snapshot orders", "Snapshot now"])
    expect(answer(ASKER)).toContain(words);
  const list = slack.ephemerals(ASKER).at(-1);
  await slack.click({ channel: CHANNEL, ts: list?.ts ?? "" }, "snooze", ASKER);
  await expect.poll(() => answer(ASKER)).toContain("snoozed until");
  expect((await house.operations.incidents())[0]?.snoozed?.by).toBe(ASKER);
});

test("/ff incidents says that none is open", async () => {
  const { slack, answer } = await guardedSlack();
  await slack.command("incidents");
  expect(answer(ASKER)).toContain("No incident is open");
});

test("a moment is told in the time zone of whoever reads it", async () => {
  const { house, look, message, click } = await missed();
  await click("snooze", ASKER);
  await expect.poll(() => told(message()?.blocks)).toContain("Snoozed by");
  const until = house.clock.at + HOUR;
  const actor = { slackId: ASKER, name: ASKER };
  await house.operations.pause({ application: "orders", until, reason: "disk swap", actor }, signal);
  await look(60_000);
  await expect
    .poll(() => told(message()?.blocks))
    .toContain(`it is paused until <!date^${Math.floor(until / 60_000) * 60}^`);
});

test("a copy of its message that nobody keeps says how it ended when somebody clicks there, and loses its buttons", async () => {
  const { house, slack, look, message, answer } = await missed();
  const [incident] = await house.operations.incidents();
  await expect
    .poll(async () => (await house.records.slot(`incident ${incident?.id}`))?.ts)
    .toBe(message()?.ts);
  const original = message();
  if (original === undefined) throw new Error("the incident has no message");
  const copy = await copyOf(slack, original);
  await house.records.savePoint(recoveryPoint("p1", house.clock.at, "B"));
  await look(60_000);
  await slack.click(copy, "snooze", ASKER);
  await expect.poll(() => answer(ASKER)).toContain("is resolved");
  const shown = () => slack.messages(CHANNEL).find(({ ts }) => ts === copy.ts);
  await expect.poll(() => shown()?.text).toContain("orders: RPO kept again");
  expect(told(shown()?.blocks)).not.toContain('"type":"button"');
});
