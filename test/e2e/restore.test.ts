import { afterAll, beforeAll, expect, test } from "vitest";
import { json } from "./freezeframe.ts";
import {
  APPROVER,
  ASKER,
  approve,
  askRestore,
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

// The bot as a process of its own, with one person who asks on the command line and another who decides in Slack.
let world: RestoreWorld;
beforeAll(async () => {
  world = await restoreWorld({
    "orders-db": { top: { objectives: { rto: "15m" } } },
    "orders-db-loop": {},
  });
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

test("--plan says what would be done, asks nobody and makes nothing", async () => {
  const { status, result } = await json(world, "restore", "orders-db", "latest", "--plan");
  expect([status, result.possible]).toEqual([0, true]);
  expect(result.volumes.map(({ role }: { role: string }) => role)).toEqual(["wal", "data", "config"]);
  expect(await json(world, "approvals")).toMatchObject({ result: [] });
  expect(await thereOf(world)).toEqual(NOTHING);
});

test("asked for, refused to whoever asked, approved by another, verified, and discarded", async () => {
  const asked = askRestore(world, "orders-db", "latest", "--reason", "a wrong migration");
  const request = await openRequest(world);
  expect(linesOf(world, request)).toMatch(
    /orders-db: restore waits for approval[\s\S]*a wrong migration[\s\S]*simulated[\s\S]*digest/,
  );
  await click(world, request, "approve", ASKER);
  await toldPrivately(world, ASKER, /nobody decides on their own request/);
  expect(await thereOf(world)).toEqual(NOTHING);
  await click(world, request, "approve", APPROVER);
  const { status, result } = await asked;
  expect([status, result.headline]).toEqual([
    0,
    expect.stringMatching(/^data verified: .* is restored, in /),
  ]);
  expect(result).toMatchObject({ approvedBy: [APPROVER], state: "kept", objectiveMs: 900_000 });
  expect(result.rtoMs).toBeGreaterThan(0);
  await toldInChannel(world, /orders-db: restore APPROVED[\s\S]*Approved by @approver/);
  const { volumes, ...rest } = await thereOf(world);
  expect(volumes.toSorted()).toEqual(
    ["config", "data", "wal"].map((role) => `ffr/playground/orders-db/${result.runId}/${role}`),
  );
  expect(rest).toMatchObject({ groups: [], orphans: [], mounts: [], database: false });
  const ids = Object.fromEntries(
    result.volumes.map(({ role, volumeId }: { role: string; volumeId: string }) => [role, volumeId]),
  );
  expect(await world.judgeRestored("orders-db", ids)).toMatchObject({ oneMoment: true });
  expect(await json(world, "restores")).toMatchObject({ result: [{ id: result.runId, state: "kept" }] });
  expect(await json(world, "discard", result.runId)).toMatchObject({ status: 0, result: { left: [] } });
  expect(await thereOf(world)).toEqual(NOTHING);
  expect(await json(world, "restores")).toMatchObject({ result: [] });
  expect(await json(world, "audit", "verify")).toMatchObject({ result: { intact: true } });
});

test("asked for in Slack and denied there: nothing is made, and the message says by whom and why", async () => {
  const asked = await world.slack.command("restore orders-db latest a wrong migration");
  expect(asked.error).toBeUndefined();
  await click(world, await openRequest(world), "deny", APPROVER);
  await expect.poll(() => world.slack.modals(APPROVER)).toHaveLength(1);
  const [window] = world.slack.modals(APPROVER);
  await world.slack.submit(window?.id ?? "", { values: { reason: "the disks are full" } });
  await toldInChannel(world, /orders-db: restore DENIED[\s\S]*@approver[\s\S]*the disks are full/);
  await toldInChannel(world, /orders-db: restore DENIED[\s\S]*Nothing was made/);
  expect(await thereOf(world)).toEqual(NOTHING);
});

test("what cannot be carried out is told at once, and nobody is asked", async () => {
  const { result: before } = await json(world, "approvals");
  await world.control.patch("servers", "recovery-1", { metadata: {} });
  const { status, result } = await askRestore(world, "orders-db");
  await world.control.patch("servers", "recovery-1", { metadata: { "freezeframe:recovery": "yes" } });
  expect([status, result.outcome]).toEqual([3, "not possible"]);
  expect(result.problems.join()).toContain("freezeframe:recovery=yes");
  expect(await json(world, "approvals")).toMatchObject({ result: before });
});

test("a hollow restore, which Cinder calls available, is caught, told as what it is and taken away", async () => {
  await world.control.fault({ kind: "restore-fails", volume: "orders-db-loop-data" }, 1);
  const asked = askRestore(world, "orders-db-loop", "latest", "--strategy", "group");
  await approve(world, "C0LOOP");
  const { status, result } = await asked;
  expect([status, result.reached, result.state]).toEqual([5, "volumes created", "torn down"]);
  expect(result.headline).not.toMatch(/restored/);
  expect(result.phases.attached.text).toMatch(/^data: .*gave up/);
  expect(await thereOf(world)).toEqual(NOTHING);
});
