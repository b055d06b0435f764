import { describe, expect, test } from "vitest";
import type { Approval } from "#domain/approval.ts";
import { SnapshotRequestResult } from "#domain/snapshot-request-result.ts";
import { smallSlack } from "../unit/operations/members.ts";
import { type Bot, newWorld, startBot } from "./bot.ts";
import { asked, freezesOf } from "./seen.ts";

const signal = new AbortController().signal;
const operator = { slackId: "U0PLAYGROUND", name: "@operator" };
const approver = { slackId: "U0APPROVER", name: "@approver" };

/** `orders-db` needs an approval for its snapshots; the lock of it can be held by a run that the test lets go. */
async function guarded() {
  const world = await newWorld();
  await world.setManifest("orders-db", { top: { approve: ["snapshot"] } });
  const held = Promise.withResolvers<void>();
  const members = smallSlack();
  const bot = await startBot(world, {
    members,
    workflows: { "hold@1": (ctx) => ctx.step("hold", () => held.promise.then(() => null)) },
  });
  const release = () => held.resolve();
  return { world, bot, members, release };
}

async function request({ operations }: Bot): Promise<Approval> {
  const { approvalId = "" } = await operations.snapshot(
    { application: "orders-db", actor: operator },
    signal,
  );
  await expect.poll(() => operations.approval(approvalId)).toMatchObject({ state: "requested" });
  return operations.approval(approvalId);
}

const approve = ({ operations }: Bot, { id, digest }: Approval) =>
  operations.decide({ approvalId: id, digest, what: "approve", actor: approver, via: "slack" }, signal);

const resultOf = async ({ operations }: Bot, { runId }: Approval) =>
  SnapshotRequestResult.parse((await operations.ended(runId, signal)).result);

test("an approved snapshot is taken as any other, and is A", async () => {
  const { world, bot } = await guarded();
  const approval = await request(bot);
  expect([await freezesOf(world, "orders-db"), await asked(world)]).toEqual([[], 0]);
  await approve(bot, approval);
  const result = await resultOf(bot, approval);
  expect(result).toMatchObject({
    outcome: "ok",
    label: { grade: "A" },
    runId: `${approval.runId}-snapshot`,
    approvedBy: ["U0APPROVER"],
  });
  const [point] = await bot.operations.points("orders-db");
  expect(point).toMatchObject({
    requestedBy: "U0PLAYGROUND",
    approvedBy: ["U0APPROVER"],
    runId: `${approval.runId}-snapshot`,
  });
  expect(await bot.operations.auditVerify()).toMatchObject({ intact: true });
});

test("while a request waits the application is snapshotted by whoever needs no approval", async () => {
  const { bot } = await guarded();
  const approval = await request(bot);
  expect(await bot.snapshot("orders-db")).toMatchObject({ outcome: "ok" });
  expect(await bot.operations.approval(approval.id)).toMatchObject({ state: "requested" });
});

describe("approved, and in the queue behind another run when it happens:", () => {
  test.each([
    [
      "the approver is deactivated",
      async ({ members }) => {
        members.people.U0APPROVER = { deactivated: true };
      },
      "whoever approved may not any more: U0APPROVER is deactivated in Slack",
    ],
    [
      "the manifest says that more is to be frozen, and for longer",
      async ({ world, bot }) => {
        await world.setManifest("orders-db", { top: { approve: ["snapshot"] }, budget: "20s" });
        await bot.operations.reload(operator, signal);
      },
      "what would be done now is not what was approved: the plan or the manifest has changed",
    ],
  ] satisfies [string, (house: Awaited<ReturnType<typeof guarded>>) => Promise<void>, string][])(
    "%s: it is voided, nothing is frozen and nothing asked of Cinder",
    async (_, happen, why) => {
      const house = await guarded();
      const { world, bot, release } = house;
      await bot.engine.start("hold@1", "h-1", null, { lockKey: "orders-db" });
      const approval = await request(bot);
      await approve(bot, approval);
      const child = `${approval.runId}-snapshot`;
      await expect.poll(() => bot.engine.get(child)).toMatchObject({ state: "queued" });
      await happen(house);
      release();
      expect(await resultOf(bot, approval)).toEqual({
        outcome: "voided",
        application: "orders-db",
        approvalId: approval.id,
        why: `voided by run ${approval.runId}: ${why}`,
      });
      expect(await bot.operations.run(child)).toMatchObject({ state: "failed", error: { kind: "refused" } });
      expect([await freezesOf(world, "orders-db"), await asked(world)]).toEqual([[], 0]);
    },
  );
});

test("a cancelled request that was approved already takes its snapshot with it", async () => {
  const { world, bot, release } = await guarded();
  await bot.engine.start("hold@1", "h-1", null, { lockKey: "orders-db" });
  const approval = await request(bot);
  await approve(bot, approval);
  const child = `${approval.runId}-snapshot`;
  await expect.poll(() => bot.engine.get(child)).toMatchObject({ state: "queued" });
  await bot.operations.cancel({ runId: approval.runId, actor: operator }, signal);
  expect(await bot.operations.ended(approval.runId, signal)).toMatchObject({ state: "cancelled" });
  release();
  expect(await bot.operations.run(child)).toMatchObject({ state: "cancelled" });
  expect(await asked(world)).toBe(0);
});
