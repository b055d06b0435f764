import { afterAll, beforeAll, expect, test } from "vitest";
import { json } from "./freezeframe.ts";
import {
  APPROVER,
  ASKER,
  approve,
  click,
  linesOf,
  NOTHING,
  openRequest,
  type RestoreWorld,
  restoreWorld,
  thereOf,
  toldInChannel,
  toldPrivately,
} from "./restoring.ts";

// The bot as a process of its own; everything is asked, decided and read in Slack.
let world: RestoreWorld;
beforeAll(async () => {
  world = await restoreWorld({ "orders-db": { top: { objectives: { rto: "15m" } } } });
});
afterAll(() => world[Symbol.asyncDispose]());

const modal = (user: string) => world.slack.modals(user).at(-1);
const shownTo = (user: string, pattern: RegExp) =>
  expect.poll(() => JSON.stringify(modal(user) ?? ""), { timeout: 10_000, interval: 20 }).toMatch(pattern);

/** The message whose lines say this at last. */
async function messageOf(pattern: RegExp) {
  await toldInChannel(world, pattern);
  const found = world.slack.messages("C0STORAGE").findLast((one) => pattern.test(linesOf(world, one)));
  if (found === undefined) throw new Error(`no message says ${pattern}`);
  return found;
}

test("asked for in a window, approved by another, told in one message to verified data, and discarded by its button", async () => {
  await world.slack.command("restore orders-db");
  await shownTo(ASKER, /From which recovery point/);
  const form = modal(ASKER);
  expect(JSON.stringify(form)).toMatch(/Recovery server recovery-1[\s\S]*Volumes only/);
  await world.slack.submit(form?.id ?? "", { values: { reason: "a wrong migration" } });
  await shownTo(ASKER, /exactly this plan/);
  const request = await openRequest(world);
  expect(linesOf(world, request)).toMatch(/a wrong migration/);
  const run = await messageOf(/restore waits for approval[\s\S]*in this channel/);
  await approve(world);
  await toldInChannel(world, /orders-db: data verified[\s\S]*RTO[\s\S]*objective 15 min[\s\S]*Approved by/);
  const [ended] = world.slack.messages("C0STORAGE").filter(({ ts }) => ts === run.ts);
  expect(ended && linesOf(world, ended)).toMatch(/data verified[\s\S]*recovery-1[\s\S]*kept until/);
  await toldInChannel(world, /data verified[\s\S]*For @/);
  expect((await thereOf(world)).volumes).toHaveLength(3);
  await click(world, run, "cut-over", "U0READER");
  await shownTo("U0READER", /openstack server add volume/);
  await click(world, run, "discard", "U0READER");
  await toldPrivately(world, "U0READER", /only operators of orders-db may discard/);
  await click(world, run, "discard", ASKER);
  await toldInChannel(world, /restore discarded[\s\S]*seen to be gone/);
  await toldInChannel(world, /data verified[\s\S]*Discarded[\s\S]*nothing of it is there/);
  expect(await thereOf(world)).toEqual(NOTHING);
  expect(await json(world, "restores")).toMatchObject({ result: [] });
});

test("what is wrong in the window is said at its field, and nothing is asked for", async () => {
  const before = await json(world, "runs");
  await world.slack.command("restore orders-db");
  await shownTo(ASKER, /From which recovery point/);
  const { body } = await world.slack.submit(modal(ASKER)?.id ?? "", { values: { reason: "  " } });
  expect(body).toMatchObject({
    response_action: "errors",
    errors: { reason: expect.stringContaining("needs a reason") },
  });
  expect((await json(world, "runs")).result).toEqual(before.result);
});

test("latest with a reason skips the window; denied, nothing is made and its message says by whom", async () => {
  await world.slack.command("restore orders-db latest the wrong disk");
  await toldPrivately(world, ASKER, /restore will need an approval/);
  await click(world, await openRequest(world), "deny", APPROVER);
  await shownTo(APPROVER, /Why\?/);
  await world.slack.submit(modal(APPROVER)?.id ?? "", { values: { reason: "the disks are full" } });
  await toldInChannel(world, /restore DENIED[\s\S]*the disks are full[\s\S]*Nothing was made/);
  expect(await thereOf(world)).toEqual(NOTHING);
});

test("whoever may not, and names that do not exist, are told at once", async () => {
  await world.slack.command("restore orders-db", { user: "U0READER" });
  await expect
    .poll(() => JSON.stringify([modal("U0READER"), world.slack.ephemerals("U0READER").at(-1)]))
    .toMatch(/only operators of orders-db may restore/);
  await world.slack.command("restore ordersdb");
  await toldPrivately(world, ASKER, /orders-db/);
  await world.slack.command("restore orders-db becausewhy");
  await toldPrivately(world, ASKER, /is no recovery point: say latest/);
  await world.slack.command("restore orders-db latest");
  await toldPrivately(world, ASKER, /restore needs a reason/);
  await world.slack.command("discard r-nothing");
  await toldPrivately(world, ASKER, /there is no restore/);
  await world.slack.command("restores");
  await toldPrivately(world, ASKER, /Nothing of any restore is there/);
});
