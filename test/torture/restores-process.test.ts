import { expect, onTestFinished, test } from "vitest";
import { startBot } from "../../playground/demo/bot.ts";
import type { ManifestChange } from "../../playground/installation.ts";
import { json } from "../e2e/freezeframe.ts";
import {
  APPROVER,
  ASKER,
  approve,
  askRestore,
  click,
  NOTHING,
  openRequest,
  type RestoreWorld,
  restoreWorld,
  thereOf,
  toldInChannel,
  toldPrivately,
} from "../e2e/restoring.ts";

// The bot as a process of its own: every way in which a restore ends before its data is verified.

const APPLICATION = "orders-db";

async function worldWithPoint(
  change: ManifestChange = {},
  limits: Readonly<Record<string, string>> = {},
): Promise<RestoreWorld> {
  const world = await restoreWorld({ [APPLICATION]: change }, limits);
  onTestFinished(() => world[Symbol.asyncDispose]());
  return world;
}

/** Where nobody has to approve. */
const unattended: ManifestChange = { top: { approve: ["cleanup"] } };

interface Run {
  readonly id: string;
  readonly workflow: string;
  readonly state: string;
  readonly result?: { readonly outcome?: string; readonly why?: string };
}

/** The request that was made last. */
async function request(world: RestoreWorld): Promise<Run> {
  const { result } = await json(world, "runs", "--limit", "10");
  const found = (result as Run[]).find(({ workflow }) => workflow === "request-restore@1");
  if (found === undefined) throw new Error("nobody has asked for a restore");
  return found;
}

const eventually = { timeout: 20_000, interval: 50 };

test("withdrawn by whoever asked: nothing is made", async () => {
  const world = await worldWithPoint();
  const asked = askRestore(world, APPLICATION);
  await openRequest(world);
  const { result: approvals } = await json(world, "approvals");
  const withdrawn = await json(world, "withdraw", approvals[0].id, "--reason", "found the mistake");
  expect(withdrawn).toMatchObject({ status: 0, result: { state: "withdrawn" } });
  expect(await asked).toMatchObject({ status: 3, result: { outcome: "withdrawn" } });
  await toldInChannel(world, /orders-db: restore withdrawn[\s\S]*found the mistake/);
  expect(await thereOf(world)).toEqual(NOTHING);
});

test("decided by nobody in time: it has expired, and a click that comes too late makes nothing", async () => {
  const world = await worldWithPoint({}, { approvalExpiry: "1m" });
  const asked = askRestore(world, APPLICATION);
  const message = await openRequest(world);
  // Its button is still there to be clicked when it has expired.
  const noEdits = world.slack.fault({ kind: "down", match: { method: "chat.update" } });
  expect(await asked).toMatchObject({ status: 3, result: { outcome: "expired" } });
  await click(world, message, "approve", APPROVER);
  await toldPrivately(world, APPROVER, /expired/i);
  world.slack.clearFaults(noEdits);
  await toldInChannel(world, /orders-db: restore EXPIRED/i);
  expect(await thereOf(world)).toEqual(NOTHING);
}, 120_000);

test("a volume that was extended between request and click: what was approved is void", async () => {
  const world = await worldWithPoint();
  const asked = askRestore(world, APPLICATION);
  await openRequest(world);
  await world.control.patch("volumes", "orders-db-data", { size: 20 });
  await approve(world);
  const { status, result } = await asked;
  expect([status, result.outcome]).toEqual([3, "voided"]);
  expect(result.why).toContain("what would be done now is not what was approved");
  await toldInChannel(world, /orders-db: restore approved, but VOID/);
  expect(await thereOf(world)).toEqual(NOTHING);
});

test("an approver who leaves the group between click and execution: what was approved is void", async () => {
  const owners = { operators: [ASKER], approvers: ["S0STORAGE"] };
  const world = await worldWithPoint({ budget: "30s", top: { owners } });
  world.slack.patch("groups", "S0STORAGE", { users: [APPROVER] });
  const hang = await world.control.fault({ kind: "create-hangs" });
  const asked = [json(world, "snapshot", APPLICATION), askRestore(world, APPLICATION)].map((one) =>
    // The bot dies under both.
    one.catch(() => undefined),
  );
  await approve(world);
  // Not in the channel: nothing is told of it as long as the snapshot holds the database frozen.
  await expect
    .poll(async () => (await json(world, "runs")).result, eventually)
    .toContainEqual(expect.objectContaining({ workflow: "restore-application@1", state: "queued" }));
  await world.bot.kill();
  await Promise.all(asked);
  world.slack.patch("groups", "S0STORAGE", { users: [ASKER] });
  await world.control.clearFaults(hang);
  world.bot = await startBot(world.config, new AbortController().signal);
  await expect.poll(async () => (await request(world)).result?.outcome, eventually).toBe("voided");
  expect((await request(world)).result?.why).toContain("may not any more");
  expect(await thereOf(world)).toEqual(NOTHING);
});

test("kept on request although it failed, told as what it is, and discarded", async () => {
  const world = await worldWithPoint(unattended);
  await world.control.recoveryFault({ kind: "database-fails", text: "invalid checkpoint record" });
  const { status, result } = await askRestore(world, APPLICATION, "--keep");
  expect([status, result.reached, result.state]).toEqual([5, "attached", "kept"]);
  expect(result.headline).not.toMatch(/restored/);
  expect(await thereOf(world)).toMatchObject({ volumes: { length: 3 }, mounts: [], database: false });
  expect(await json(world, "discard", result.runId)).toMatchObject({ status: 0 });
  expect(await thereOf(world)).toEqual(NOTHING);
});

test.each<[string, (world: RestoreWorld) => Promise<unknown>, (world: RestoreWorld) => Promise<boolean>]>([
  [
    "volumes are being made",
    ({ control }) => control.fault({ kind: "restore-hangs" }),
    async (world) => (await thereOf(world)).volumes.length === 3,
  ],
  [
    "a volume is being attached",
    ({ control }) => control.fault({ kind: "attach-hangs" }),
    async ({ control }) => (await control.volumes()).some(({ status }) => status === "attaching"),
  ],
  [
    "the data is being read",
    ({ control }) => control.recoveryFault({ kind: "slow", verb: "VERIFY", ms: 120_000 }),
    async ({ control }) => (await control.recoveryLeft()).database,
  ],
])("cancelled while %s: nothing is left, and it says so", async (_phase, hold, isHeld) => {
  const world = await worldWithPoint(unattended);
  await hold(world);
  const asked = askRestore(world, APPLICATION);
  await expect.poll(() => isHeld(world), eventually).toBe(true);
  const { id } = await request(world);
  expect(await json(world, "cancel", id, "--reason", "not now")).toMatchObject({ status: 0 });
  await world.control.clearFaults();
  const { status, error } = await asked;
  expect([status, error.message]).toEqual([10, expect.stringContaining("not now")]);
  expect(await thereOf(world)).toEqual(NOTHING);
  expect(await json(world, "restores")).toMatchObject({ result: [] });
});

test("cancelled while it waits for an approval: the request is taken back", async () => {
  const world = await worldWithPoint();
  const asked = askRestore(world, APPLICATION);
  await openRequest(world);
  const { id } = await request(world);
  await json(world, "cancel", id, "--reason", "not now");
  expect(await asked).toMatchObject({ status: 10 });
  await toldInChannel(world, /orders-db: restore withdrawn/);
  expect(await thereOf(world)).toEqual(NOTHING);
});
