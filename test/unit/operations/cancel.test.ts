import { expect, test } from "vitest";
import { held, named, openHouse, operator, signal, stranger } from "./house.ts";

const request = (runId: string, actor = operator) => ({ runId, actor, reason: "wrong one" });

test("a running run is told to stop, and who asked is on disk", async () => {
  const house = openHouse({ workflow: held().workflow });
  const { runId } = await house.operations.snapshot({ application: "orders", actor: operator }, signal);
  await house.operations.cancel(request(runId), signal);
  expect(await house.operations.ended(runId, signal)).toMatchObject({
    state: "cancelled",
    error: { kind: "interrupted", message: "cancelled: by U0OPS: wrong one" },
  });
  expect(house.audit()).toMatchObject([
    {
      actor: "U0OPS",
      act: "run.cancel",
      subject: runId,
      detail: { application: "orders", reason: "wrong one" },
    },
  ]);
});

test("a queued run never begins", async () => {
  const { workflow, release } = held();
  const house = openHouse({ workflow });
  await house.engine.start("other@1", "o-1", null, { lockKey: "orders" });
  const { runId } = await house.operations.snapshot({ application: "orders", actor: operator }, signal);
  expect(await house.operations.cancel(request(runId), signal)).toMatchObject({ state: "cancelled" });
  release();
  await house.engine.idle();
});

test("a run that has ended is refused, with how it ended", async () => {
  const house = openHouse();
  const { runId } = await house.operations.snapshot({ application: "orders", actor: operator }, signal);
  await house.operations.ended(runId, signal);
  await expect(house.operations.cancel(request(runId), signal)).rejects.toMatchObject({
    kind: "refused",
    message: `run ${runId} has ended already (done): nothing to cancel`,
  });
});

test("the operator of another application may not", async () => {
  const shop = named("shop", { owners: { operators: ["U0NOBODY"], approvers: [], quorum: 1 } });
  const { workflow, release } = held();
  const house = openHouse({ workflow, applications: [named("orders"), shop] });
  const { runId } = await house.operations.snapshot({ application: "orders", actor: operator }, signal);
  await expect(house.operations.cancel(request(runId, stranger), signal)).rejects.toMatchObject({
    kind: "not-permitted",
    message: "only operators of orders may cancel a run; U0NOBODY is not one",
  });
  expect(house.audit()).toMatchObject([{ act: "run.cancel.refused", subject: runId }]);
  expect(await house.operations.run(runId)).toMatchObject({ state: "running" });
  release();
});

test("a run that is not there is not found, with the nearest one", async () => {
  const house = openHouse();
  const { runId } = await house.operations.snapshot({ application: "orders", actor: operator }, signal);
  const typo = `${runId.slice(0, -1)}x`;
  await expect(house.operations.cancel(request(typo), signal)).rejects.toMatchObject({
    kind: "not-found",
    message: `there is no run "${typo}"; did you mean "${runId}"?`,
  });
  await expect(house.operations.run("nothing-like-it")).rejects.toMatchObject({
    message: 'there is no run "nothing-like-it"',
  });
});
