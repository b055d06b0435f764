import { expect, test } from "vitest";
import { guarded, guardedHouse, requested } from "./guarded-house.ts";
import { held, named, openHouse, operator, signal, stranger } from "./house.ts";

const owners = (operators: string[]) => ({ owners: { operators, approvers: ["U0BOSS"], quorum: 1 } });
const shop = named("shop", { approve: [], ...owners(["U0SHOP"]) });
const shopkeeper = { slackId: "U0SHOP", name: "@eve" };
const duty = { slackId: "U0DUTY", name: "@dora" };
const other = { slackId: "U0OTHER", name: "@otto" };

/** `orders` has a run when its manifest goes; `shop` stays. */
async function removed() {
  const orders = named("orders", { approve: [], ...owners(["U0OPS", "U0OTHER"]) });
  const { workflow, release } = held();
  const house = openHouse({ workflow, applications: [orders, shop], breakGlass: ["U0DUTY"] });
  const { runId } = await house.operations.snapshot({ application: "orders", actor: operator }, signal);
  house.files.read = async () => [shop];
  await house.operations.reload(shopkeeper, signal);
  return { house, runId, release };
}

test.each([
  ["whoever asked for it", operator],
  ["whom config names to break the glass", duty],
  ["an operator of another application", shopkeeper],
])("its run is cancelled by %s, and ends in words", async (_who, actor) => {
  const { house, runId } = await removed();
  await house.operations.cancel({ runId, actor, reason: "it is gone" }, signal);
  expect(await house.operations.ended(runId, signal)).toMatchObject({
    state: "cancelled",
    error: { message: `cancelled: by ${actor.slackId}: it is gone` },
  });
  expect(house.audit().at(-1)).toMatchObject({ act: "run.cancel", detail: { application: "orders" } });
});

test.each([
  ["nobody of this installation", stranger],
  ["one who was its operator and asked for nothing", other],
])("its run is not cancelled by %s", async (_who, actor) => {
  const { house, runId, release } = await removed();
  await expect(house.operations.cancel({ runId, actor }, signal)).rejects.toMatchObject({
    kind: "not-permitted",
    message: expect.stringContaining("cancel a run of orders, which has no manifest any more"),
  });
  expect(house.audit().at(-1)).toMatchObject({ act: "run.cancel.refused", subject: runId });
  release();
});

test("a request of it is decided by nobody, and withdrawn by an operator of another application", async () => {
  const house = guardedHouse({ applications: [guarded(), shop] });
  const { approval } = await requested(house);
  house.files.read = async () => [shop];
  await house.operations.reload(shopkeeper, signal);
  await expect(
    house.operations.decide(
      {
        approvalId: approval.id,
        digest: approval.digest,
        what: "approve",
        via: "slack",
        actor: { slackId: "U0BOSS", name: "@cleo" },
      },
      signal,
    ),
  ).rejects.toMatchObject({ kind: "refused" });
  await house.operations.withdraw({ approvalId: approval.id, actor: shopkeeper }, signal);
  expect(await house.operations.ended(approval.runId, signal)).toMatchObject({
    state: "done",
    result: { outcome: "withdrawn" },
  });
  expect(house.taken).toEqual([]);
});

const token = "0123456789abcdef01234567";
const hold = (runId: string) => ({
  ...{ token, application: "orders", runId, execution: 1, servers: ["db-1"], openedAt: Date.now() },
  addresses: [{ server: "db-1", via: { kind: "local" as const, port: 1 } }],
});

test("its open hold is seen and thawed by the addresses that it keeps", async () => {
  const { house, runId, release } = await removed();
  await house.records.openHold(hold(runId));
  house.guests.push({
    ...{ server: "db-1", state: "frozen", token, instance: "here", runId, mounts: ["/data"], frozenMs: 7 },
  });
  expect(await house.operations.status(undefined, signal)).toMatchObject({
    asked: 1,
    frozen: [{ application: "orders", server: "db-1", ours: true }],
  });
  await expect(house.operations.thaw("orders", stranger, signal)).rejects.toMatchObject({
    kind: "not-permitted",
  });
  expect(house.settled).toEqual([]);
  expect(await house.operations.thaw("orders", shopkeeper, signal)).toMatchObject([{ was: "thawed" }]);
  expect(house.settled).toHaveLength(1);
  expect(await house.records.openHolds()).toEqual([]);
  await expect(house.operations.thaw("orders", shopkeeper, signal)).rejects.toMatchObject({
    kind: "not-found",
  });
  release();
});
