import { describe, expect, test } from "vitest";
import type { Approval } from "#domain/approval.ts";
import { DomainError } from "#domain/errors.ts";
import type { BoundWorkflow } from "#engine/port.ts";
import { type DecideRequest, wakeApprovals } from "#operations/index.ts";
import { SNAPSHOT_APPLICATION } from "#workflows/snapshot-application.ts";
import { temporaryDatabase } from "../store/temporary-database.ts";
import { type House, named, openHouse, operator, signal, start, stranger } from "./house.ts";
import { person, smallSlack } from "./members.ts";

const hour = 3_600_000;
const boss = { slackId: "U0BOSS", name: "@cleo" };
const chief = { slackId: "U0CHIEF", name: "@dan" };
const owners = { operators: ["U0OPS"], approvers: ["U0BOSS", "U0CHIEF"], quorum: 1 };
const guarded = (change: Partial<typeof owners> = {}) =>
  named("orders", { approve: ["snapshot"], owners: { ...owners, ...change } });

type HouseOptions = NonNullable<Parameters<typeof openHouse>[0]>;

/** A house in which snapshots of `orders` need an approval, and what its workflow did. */
function guardedHouse(options: HouseOptions = {}) {
  const taken: string[] = [];
  const workflow: BoundWorkflow = async (ctx) => {
    taken.push(ctx.runId);
    return { outcome: "ok" };
  };
  const house = openHouse({ workflow, applications: [guarded()], ...options });
  return { ...house, taken };
}

/** Asks for a snapshot and waits until its approval is in the store. */
async function requested(house: House, more: { trigger?: string; reason?: string } = {}) {
  const answer = await house.operations.snapshot(
    { application: "orders", actor: operator, reason: "before the upgrade", ...more },
    signal,
  );
  const { approvalId = "" } = answer;
  await expect.poll(() => house.records.approval(approvalId)).toBeDefined();
  return { ...answer, approval: await house.operations.approval(approvalId) };
}

const decision = (approval: Approval, change: Partial<DecideRequest> = {}): DecideRequest => ({
  approvalId: approval.id,
  what: "approve",
  digest: approval.digest,
  actor: boss,
  via: "slack",
  ...change,
});

const acts = (house: House) => house.audit().map(({ act }) => act);

describe("a snapshot that needs an approval", () => {
  test("waits after one durable write, with the application's lock free, and is taken once it is approved", async () => {
    const house = guardedHouse();
    house.writes();
    const answer = await house.operations.snapshot({ application: "orders", actor: operator }, signal);
    expect(house.writes()).toBe(1);
    expect(answer).toEqual({
      runId: expect.stringMatching(/^r-/),
      how: "approval",
      approvalId: expect.stringMatching(/^ap-[0-9a-f]{8}$/),
    });
    const id = answer.approvalId ?? "";
    await expect.poll(() => house.operations.approval(id)).toMatchObject({ state: "requested" });
    expect(await house.engine.start("other@1", "o-1", null, { lockKey: "orders" })).toMatchObject({
      state: "running",
    });
    await house.engine.ended("o-1");
    const approved = await house.operations.decide(decision(await house.operations.approval(id)), signal);
    expect(approved).toMatchObject({ state: "approved", endedBy: "U0BOSS", endedAt: start });
    expect(await house.operations.ended(answer.runId, signal)).toMatchObject({
      state: "done",
      result: { outcome: "ok" },
    });
    expect(house.taken).toEqual(["o-1", `${answer.runId}-snapshot`]);
    expect(await house.operations.run(`${answer.runId}-snapshot`)).toMatchObject({
      workflow: SNAPSHOT_APPLICATION,
      lockKey: "orders",
      input: { application: "orders", requestedBy: "U0OPS", approvalId: id },
    });
  });

  test("is put before the approvers with what will happen, who asked and why, and until when", async () => {
    const house = guardedHouse();
    const { approval, runId } = await requested(house);
    expect(approval).toEqual({
      id: approval.id,
      application: "orders",
      cloud: "prod",
      subject: { kind: "snapshot" },
      runId,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      summary: [
        "a group snapshot of orders on cloud prod: group orders, 2 volumes (data, wal)",
        "writes on db-1 are held for at most 10 s; without a proved freeze it fails",
      ],
      requestedBy: "U0OPS",
      reason: "before the upgrade",
      requestedAt: start,
      expiresAt: start + hour,
      approvers: ["U0BOSS", "U0CHIEF"],
      quorum: 1,
      state: "requested",
      decisions: [],
    });
  });

  test("is one request when it is asked for twice, however often at once", async () => {
    const house = guardedHouse();
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        house.operations.snapshot({ application: "orders", actor: operator, trigger: `t-${n}` }, signal),
      ),
    );
    expect(new Set(all.map(({ runId }) => runId)).size).toBe(1);
    expect(new Set(all.map(({ approvalId }) => approvalId)).size).toBe(1);
    expect(all.map(({ how }) => how)).toEqual(["approval", ...Array.from({ length: 19 }, () => "joined")]);
    const again = { application: "orders", actor: operator, trigger: "t-3" };
    expect(await house.operations.snapshot(again, signal)).toMatchObject({
      how: "known",
      approvalId: all[0]?.approvalId,
    });
  });

  test("waits, approved, until the least time between two freezes is over", async () => {
    const house = guardedHouse({ betweenFreezesMs: 300_000 });
    const { approval, runId } = await requested(house);
    const hold = {
      token: "t",
      application: "orders",
      runId: "r-0",
      execution: 1,
      servers: [],
      openedAt: start,
    };
    await house.records.openHold(hold);
    await house.operations.decide(decision(approval), signal);
    const waits = () =>
      house.database.read((sql) =>
        sql.prepare("SELECT name FROM step WHERE run_id = ? AND name = '$sleep:1'").all(runId),
      );
    await expect.poll(() => waits().length).toBe(1);
    expect(house.taken).toEqual([]);
  });
});
