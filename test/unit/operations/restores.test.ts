import { expect, test } from "vitest";
import { RestoreReport } from "#domain/restore/report.ts";
import type { Context } from "#operations/context.ts";
import { discard } from "#operations/discard.ts";
import { planRestore } from "#operations/plan-restore.ts";
import { restore } from "#operations/restore.ts";
import {
  application,
  type Life,
  live,
  openHouse,
  type RestoreHouse,
} from "../workflows/restore/restore-house.ts";

const signal = new AbortController().signal;
const operator = { slackId: "U0OPS", name: "@ann" };
const stranger = { slackId: "U0NOBODY", name: "@bob" };

interface Opened {
  readonly house: RestoreHouse;
  readonly life: Life;
  readonly context: Context;
}

async function open(approve: readonly "restore"[] = []): Promise<Opened> {
  const house = openHouse({ application: { ...application, approve: [...approve] } });
  const life = await live(house);
  const applications = new Map([["orders", house.application]]);
  const manifests = { current: () => applications, reload: async () => applications };
  const { engine, ports } = life;
  const context = { engine, ports, manifests };
  return { house, life, context };
}

const latest = { application: "orders", point: "latest", actor: operator };

test("an operator's restore runs to its report, and the same trigger twice is one", async () => {
  const { context, life } = await open();
  const first = await restore(context, { ...latest, trigger: "T1" }, signal);
  expect(first.how).toBe("started");
  const second = await restore(context, { ...latest, trigger: "T1" }, signal);
  expect(second).toEqual({ runId: first.runId, how: "known" });
  const ended = await life.engine.ended(first.runId);
  expect(RestoreReport.parse(ended.result).reached).toBe("data verified");
});

test("where restores need an approval, the answer names it", async () => {
  const { context, life } = await open(["restore"]);
  const requested = await restore(context, latest, signal);
  expect(requested).toMatchObject({ how: "approval", approvalId: expect.stringMatching(/^ap-/) });
  await expect.poll(() => life.ports.records.openApprovals()).toMatchObject([{ id: requested.approvalId }]);
});

test("nobody but an operator restores or discards, and the refusal starts nothing", async () => {
  const { context, life, house } = await open();
  await expect(restore(context, { ...latest, actor: stranger }, signal)).rejects.toMatchObject({
    kind: "not-permitted",
  });
  expect(await life.engine.list()).toEqual([]);
  const { runId } = await restore(context, latest, signal);
  await life.engine.ended(runId);
  await expect(discard(context, { restore: runId, actor: stranger }, signal)).rejects.toMatchObject({
    kind: "not-permitted",
  });
  expect(house.cloud.volumes.size).toBe(2);
});

test("a discard finds the restore by the run that was asked for, and there is nothing to discard twice", async () => {
  const { context, life, house } = await open();
  const { runId } = await restore(context, latest, signal);
  await life.engine.ended(runId);
  const discarded = await discard(context, { restore: runId, actor: operator }, signal);
  await life.engine.ended(discarded.runId);
  expect(house.cloud.volumes.size).toBe(0);
  await expect(discard(context, { restore: runId, actor: operator }, signal)).rejects.toThrow(
    `nothing of restore ${runId}-restore is there any more`,
  );
  await expect(discard(context, { restore: "r-0", actor: operator }, signal)).rejects.toMatchObject({
    kind: "not-found",
  });
});

test("a plan is read by anybody and changes nothing", async () => {
  const { life, house } = await open();
  // The first search of a kind makes its indexes.
  await life.ports.restores.measured("orders");
  const before = life.writes();
  const plan = await planRestore(life.ports, { ...latest, actor: stranger }, signal);
  expect(plan.point.id).toBe(house.point.id);
  expect(house.cloud.asked).toEqual([]);
  expect(life.writes()).toBe(before);
});

test("what does not exist is told with what is near", async () => {
  const { life } = await open();
  const asked = (change: object) => planRestore(life.ports, { ...latest, ...change }, signal);
  await expect(asked({ point: "orders-20261123-104207-0124" })).rejects.toThrow(
    'did you mean "orders-20261123-104207-0123"?',
  );
  await expect(asked({ roles: ["dta"] })).rejects.toThrow('did you mean "data"?');
});
