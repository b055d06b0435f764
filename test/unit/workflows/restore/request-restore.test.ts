import { expect, test } from "vitest";
import type { Approval } from "#domain/approval.ts";
import { decide } from "#domain/approval-transitions.ts";
import { RestoreReport } from "#domain/restore/report.ts";
import { regrade } from "#domain/restore-test/regrade.ts";
import type { RunView } from "#engine/port.ts";
import { DECISION_TOPIC } from "#workflows/await-approval.ts";
import { changeApproval } from "#workflows/change-approval.ts";
import { REQUEST_RESTORE } from "#workflows/names.ts";
import { application, type Life, live, openHouse, type RestoreHouse, wish } from "./restore-house.ts";

const id = "r-20261123-104207-7f3a9c21";
const asking = (): RestoreHouse => openHouse({ application: { ...application, approve: ["restore"] } });

/** The request, as soon as it stands before the approvers. */
async function requested(life: Life): Promise<{ approval: Approval; ended: Promise<RunView> }> {
  const ended = life.run(REQUEST_RESTORE, wish, id);
  await expect.poll(() => life.ports.records.openApprovals()).toHaveLength(1);
  const [open] = await life.ports.records.openApprovals();
  if (open === undefined) throw new Error("nobody was asked");
  return { approval: open, ended };
}

/** As an approver does; the rights behind it are another's tests. */
async function say({ ports, engine }: Life, approval: Approval, what: "approve" | "deny"): Promise<void> {
  await changeApproval(ports.records, approval.id, (open) => ({
    next: decide(open, {
      right: { slackId: "U0BOSS" },
      what,
      reason: what === "deny" ? "not today" : undefined,
      digest: approval.digest,
      via: "slack",
      trigger: undefined,
      quorum: 1,
      at: ports.clock.now(),
    }),
    actor: "U0BOSS",
    act: what,
  }));
  await engine.send(id, DECISION_TOPIC, null, "decided");
}

test("nothing is asked of the cloud before somebody has approved exactly this plan; then the approver is named", async () => {
  const house = asking();
  const life = await live(house);
  const { approval, ended } = await requested(life);
  expect(approval).toMatchObject({
    subject: { kind: "restore", planId: `${id}-restore` },
    requestedBy: "U0OPS",
  });
  expect(approval.summary.join("\n")).toContain(`digest ${approval.digest}`);
  expect(house.cloud.asked).toEqual([]);
  await say(life, approval, "approve");
  const report = RestoreReport.parse((await ended).result);
  expect(report).toMatchObject({ reached: "data verified", approvedBy: ["U0BOSS"] });
});

test("a request holds no lock of its application", async () => {
  const life = await live(asking());
  const { approval, ended } = await requested(life);
  expect(await life.engine.list({ state: "running" })).toMatchObject([{ id }]);
  expect((await life.engine.get(id))?.lockKey).toBeUndefined();
  await say(life, approval, "deny");
  await ended;
});

test("denied: nothing was made", async () => {
  const house = asking();
  const life = await live(house);
  const { approval, ended } = await requested(life);
  await say(life, approval, "deny");
  expect((await ended).result).toMatchObject({
    outcome: "denied",
    why: expect.stringContaining("not today"),
  });
  expect(house.cloud.asked).toEqual([]);
});

test.each<[string, (house: RestoreHouse) => void]>([
  [
    "the manifest attaches in another order",
    (house) => {
      house.application = {
        ...house.application,
        restore: { ...house.application.restore, order: ["data", "wal"] },
      };
    },
  ],
  [
    "the manifest asks other questions of the data",
    (house) => {
      const checks = [{ kind: "postgresql" as const, sql: "select 1", atLeast: 1 }];
      house.application = {
        ...house.application,
        restoreTest: { pick: "latest", target: { kind: "server", name: "recovery-1" }, checks },
      };
    },
  ],
  [
    "the manifest names another recovery server",
    (house) => {
      house.application = {
        ...house.application,
        restore: { ...house.application.restore, recoveryServer: "other" },
      };
    },
  ],
])("a plan that drifts after the click voids the approval, and nothing is made: %s", async (_what, drift) => {
  const house = asking();
  const life = await live(house);
  const { approval, ended } = await requested(life);
  drift(house);
  await say(life, approval, "approve");
  expect((await ended).result).toMatchObject({
    outcome: "voided",
    approvalId: approval.id,
    why: expect.stringContaining("what would be done now is not what was approved"),
  });
  expect((await life.ports.records.approval(approval.id))?.approval.state).toBe("voided");
  expect(house.cloud.asked).toEqual([]);
});

test("a newer point that is taken meanwhile does not change what `latest` was approved as", async () => {
  const house = asking();
  const life = await live(house);
  const ended = life.run(REQUEST_RESTORE, { ...wish, point: "latest" }, id);
  await expect.poll(() => life.ports.records.openApprovals()).toHaveLength(1);
  const [approval] = await life.ports.records.openApprovals();
  if (approval === undefined) throw new Error("nobody was asked");
  await life.ports.records.savePoint({
    ...house.point,
    id: "orders-20261123-114207-0123",
    createdAt: house.point.createdAt + 3_600_000,
  });
  await say(life, approval, "approve");
  expect(RestoreReport.parse((await ended).result).point).toBe(house.point.id);
});

test("`latest` is no point that failed its restore test, as long as there is another one", async () => {
  const { point } = asking();
  const older = { ...point, id: "orders-20261123-094207-0123", createdAt: point.createdAt - 3_600_000 };
  const failed = regrade({
    judged: { verdict: "failed", stoppedIn: "checks", reasons: ["it answers 0"] },
    ...{ point, points: [point], runId: "test-1", at: point.createdAt + 1 },
  }).points[0];
  if (failed === undefined) throw new Error("a failed test changes its point");
  const life = await live(openHouse({ point: failed, points: [older] }));
  const { result } = await life.run(REQUEST_RESTORE, { ...wish, point: "latest" }, id);
  expect(RestoreReport.parse(result).point).toBe(older.id);
  const alone = await live(openHouse({ point: failed }));
  const only = await alone.run(REQUEST_RESTORE, { ...wish, point: "latest" }, id);
  expect(RestoreReport.parse(only.result).point).toBe(failed.id);
});
