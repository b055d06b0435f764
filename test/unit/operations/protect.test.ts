import { expect, test } from "vitest";
import { failedSnapshot } from "#operations/failed-snapshot.ts";
import { openHouse, operator, signal, start, stranger } from "./house.ts";
import { recoveryPoint } from "./points.ts";

const member = {
  role: "data",
  volumeId: "v",
  expectedSize: 1,
  snapshotId: "s",
  status: "available",
  size: 1,
};

async function house() {
  const opened = openHouse();
  const point = recoveryPoint("orders-1", start, "A");
  await opened.records.savePoint(point);
  return { ...opened, point };
}

test("an operator protects a point: one commit, and a second time replaces who and why", async () => {
  const { operations, records, writes } = await house();
  writes();
  const done = await operations.protect({ point: "orders-1", reason: "  audit ", actor: operator }, signal);
  expect(writes()).toBe(1);
  expect(done).toEqual({
    point: "orders-1",
    application: "orders",
    protected: { by: "U0OPS", at: start, reason: "audit" },
    unmarked: [],
  });
  await operations.protect({ point: "orders-1", actor: operator }, signal);
  expect((await records.point("orders-1"))?.protected).toEqual({ by: "U0OPS", at: start });
  expect(await operations.unprotect({ point: "orders-1", actor: operator }, signal)).not.toHaveProperty(
    "protected",
  );
  expect(await records.point("orders-1")).not.toHaveProperty("protected");
});

test("nobody else may, and that they tried is in the audit", async () => {
  const { operations, records, audit } = await house();
  for (const act of ["protect", "unprotect"] as const)
    await expect(operations[act]({ point: "orders-1", actor: stranger }, signal)).rejects.toMatchObject({
      kind: "not-permitted",
    });
  expect(audit().map(({ act }) => act)).toEqual(["point.saved", "protect.refused", "unprotect.refused"]);
  expect(await records.point("orders-1")).not.toHaveProperty("protected");
});

test("a point that there is not, and a reason that nobody would read, are refused before anything is written", async () => {
  const { operations, writes } = await house();
  writes();
  await expect(operations.protect({ point: "orders-9", actor: operator }, signal)).rejects.toMatchObject({
    kind: "not-found",
  });
  const reason = "x".repeat(201);
  await expect(
    operations.protect({ point: "orders-1", reason, actor: operator }, signal),
  ).rejects.toMatchObject({
    kind: "invalid-input",
  });
  expect(writes()).toBe(0);
});

test("a cloud that cannot be asked: protected in the store and said so; but not unprotected by half", async () => {
  const { operations, records, point } = await house();
  const marked = { ...point.evidence, set: { ...point.evidence.set, members: [member] } };
  await records.savePoint({ ...point, evidence: marked });
  const done = await operations.protect({ point: "orders-1", actor: operator }, signal);
  expect(done).toMatchObject({ protected: { by: "U0OPS" }, unmarked: ["data: not part of this test"] });
  await expect(operations.unprotect({ point: "orders-1", actor: operator }, signal)).rejects.toMatchObject({
    kind: "unreachable",
    message: expect.stringContaining("is protected as before"),
  });
  expect(await records.point("orders-1")).toMatchObject({ protected: { by: "U0OPS" } });
});

test.each([
  ["has made a point", async () => ({ point: "orders-1" }), false],
  [
    "has made one, and not what its policy requires",
    async () => ({ point: "orders-1", outcome: "requirement-missed" }),
    true,
  ],
  ["has made none", async () => ({ outcome: "refused" }), true],
  ["has failed", async () => Promise.reject(new Error("broken")), true],
])("the last snapshot run %s", async (_what, workflow, failed) => {
  const { operations, engine } = openHouse({ workflow });
  expect(await failedSnapshot(engine, "orders")).toBeUndefined();
  const { runId } = await operations.snapshot({ application: "orders", actor: operator }, signal);
  await engine.ended(runId);
  expect(await failedSnapshot(engine, "orders")).toBe(failed ? runId : undefined);
  expect(await failedSnapshot(engine, "shop")).toBeUndefined();
});
