import { userInfo } from "node:os";
import { expect, test } from "vitest";
import { newWorld } from "./bot.ts";
import { configure, here, json } from "./freezeframe.ts";

// Approvals at a terminal, with nobody but the command line: each verb has the store while it runs.

test("a snapshot that needs an approval is asked for, decided by another person, and taken by the next start", async () => {
  const world = await newWorld({ slack: "http", operators: ["U0PLAYGROUND"] });
  await world.setManifest("orders-db", { budget: "30s", top: { approve: ["snapshot"] } });
  const asked = await here(world, "snapshot", "orders-db", "--reason", "before the upgrade");
  expect([asked.status, asked.stderr]).toEqual([10, ""]);
  const id = /approval (ap-\S+),/.exec(asked.stdout)?.[1] ?? "";
  expect(asked.stdout).toMatch(
    /^a snapshot of orders-db waits for approval ap-\S+, until .*; nothing of it has been done\n/,
  );
  expect(asked.stdout).toContain(`freezeframe approve ${id}, or freezeframe deny ${id}`);

  const again = await json(world, "snapshot", "orders-db");
  expect(again).toMatchObject({
    status: 10,
    result: { outcome: "waiting", application: "orders-db", approvalId: id, expiresAt: expect.any(Number) },
  });
  expect((await here(world, "start", "--until-idle")).stdout).toContain(
    `still waits for people or for its time: ${again.result.runId}`,
  );
  expect(await json(world, "approve", id)).toMatchObject({ status: 8 });

  configure(world, (config) => {
    config.operators = { [userInfo().username]: "U0APPROVER" };
  });
  const approved = await here(world, "approve", id);
  expect([approved.status, approved.stdout]).toEqual([
    0,
    expect.stringContaining("freezeframe start --until-idle does it now"),
  ]);
  expect(await json(world, "points", "orders-db")).toMatchObject({ result: [] });
  expect((await here(world, "start", "--until-idle")).stdout).toBe(
    `brought to its end: ${again.result.runId}\n`,
  );
  expect(await json(world, "points", "orders-db")).toMatchObject({
    result: [{ requestedBy: "U0PLAYGROUND", approvedBy: ["U0APPROVER"], label: { grade: "A" } }],
  });
});

test("what waits is taken back at a terminal, and a verb beside it does not wait for it", async () => {
  const world = await newWorld({ slack: "http", operators: ["U0PLAYGROUND"] });
  await world.setManifest("orders-db", { budget: "30s", top: { approve: ["snapshot"] } });
  const { result } = await json(world, "snapshot", "orders-db");
  expect(await json(world, "snapshot", "orders-db-loop")).toMatchObject({ result: { outcome: "ok" } });
  expect(await json(world, "cancel", result.runId)).toMatchObject({ status: 0 });
  expect(await json(world, "start", "--until-idle")).toMatchObject({
    result: { recovered: [result.runId], waiting: [] },
  });
  expect(await json(world, "approvals")).toMatchObject({ result: [{ state: "withdrawn" }] });
});
