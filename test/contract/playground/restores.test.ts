import { describe, expect, it } from "vitest";
import { connectCloud } from "#cloud/connect-cloud.ts";
import { readCloud } from "#config/clouds-file.ts";
import { connectBlockStorage } from "#openstack/block-storage/connect.ts";
import { deleteGroupSnapshot } from "#openstack/block-storage/group-snapshots.ts";
import { createHttp } from "#openstack/http.ts";
import { Session } from "#openstack/identity/session.ts";
import { systemClock } from "#support/clock.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import { startWorld, type World } from "../../../playground/world.ts";
import { recoveryServer } from "../../../playground/world-seed.ts";

// The bot's own client against the simulated cloud's traps. That each answer is the real one's: recordings.test.ts.

const soon = { interval: 5, timeout: 5_000 };
const patient = (): AbortSignal => AbortSignal.timeout(5_000);

async function portOf(world: World): Promise<CloudPort & Disposable> {
  const credentials = await readCloud("simulated", { cwd: world.directory, env: {} });
  return connectCloud({
    credentials,
    declared: [],
    clock: systemClock,
    retry: { attempts: 4, backoffMs: 1, retryAfterMaxMs: 1_000 },
    timeoutMs: 500,
  });
}

const quick = { writeEveryMs: 0, atomicMs: 5, memberMs: 5 };

/** A group snapshot of that application with its members. */
async function pointOf(world: World, port: CloudPort, application: string) {
  const { id: groupId } = await port.findGroup(application, patient());
  const outcome = await port.createGroupSnapshot(groupId, `ff/test/${application}`, "", patient());
  if (outcome.kind !== "created") throw new Error(outcome.reason);
  const { id } = outcome.groupSnapshot;
  await expect
    .poll(async () => (await port.showGroupSnapshot(id, patient()))?.status, soon)
    .toBe("available");
  const found = world.applications.find(({ name }) => name === application);
  const volumes = (found?.volumes ?? []).map(({ role, name }) => ({
    role,
    id: world.idOf(`volume ${name}`),
  }));
  const members = await port.membersOf(
    id,
    volumes.map((volume) => volume.id),
    patient(),
  );
  const memberOf = (role: string) => {
    const volumeId = volumes.find((volume) => volume.role === role)?.id;
    const member = members.find((one) => one.volumeId === volumeId);
    if (member === undefined) throw new Error(`no member ${role}`);
    return member;
  };
  return { id, groupId, roles: volumes.map(({ role }) => role), memberOf };
}
type Point = Awaited<ReturnType<typeof pointOf>>;

const requestOf = (point: Point, role: string, volumeType: string) => ({
  name: `ffr/test/app/run/${role}`,
  description: "d",
  snapshotId: point.memberOf(role).id,
  sizeGib: point.memberOf(role).size,
  volumeType,
  metadata: { "ffr-role": role },
});

async function restoreEach(
  port: CloudPort,
  point: Point,
  volumeType: string,
): Promise<Record<string, string>> {
  const made = point.roles.map(async (role) => {
    const outcome = await port.createVolumeFromSnapshot(requestOf(point, role, volumeType), patient());
    if (outcome.kind !== "created") throw new Error(outcome.reason);
    return [role, outcome.id] as const;
  });
  return Object.fromEntries(await Promise.all(made));
}

async function groupFrom(port: CloudPort, point: Point, name = "ffr/test/app/run"): Promise<string> {
  const request = { name, description: "d", groupSnapshotId: point.id };
  const outcome = await port.createGroupFromSnapshot(request, patient());
  if (outcome.kind !== "created") throw new Error(outcome.reason);
  return outcome.id;
}

/** Nothing of a restore deletes a point, so the port cannot. */
async function deletePoint(world: World, id: string): Promise<void> {
  const credentials = await readCloud("simulated", { cwd: world.directory, env: {} });
  const closed = AbortSignal.timeout(5_000);
  const [http, clock] = [createHttp(), systemClock];
  const session = new Session({ http, credentials, clock });
  const client = connectBlockStorage({ http, session, credentials, clock, closed });
  await deleteGroupSnapshot(client, id, { signal: closed });
  session.close();
  http.close();
}

const statusOf = async (port: CloudPort, id: string) => (await port.volumeById(id, patient()))?.status;
const groupStatus = async (port: CloudPort, id: string) => (await port.groupById(id, patient()))?.status;

async function byRole(port: CloudPort, point: Point, groupId: string): Promise<Record<string, string>> {
  const volumes = await port.volumesOfRestoredGroup(groupId, patient());
  const idOf = (role: string) =>
    volumes.find(({ snapshotId }) => snapshotId === point.memberOf(role).id)?.id ?? "";
  return Object.fromEntries(point.roles.map((role) => [role, idOf(role)]));
}

async function quotaOf(port: CloudPort) {
  const quota = await port.restoreQuota(patient());
  if (!("value" in quota)) throw new Error(quota.unread);
  return quota.value;
}

describe("restored data", () => {
  it("is what the copies hold, volume by volume and as a group, and goes on to be of one moment", async () => {
    await using world = await startWorld({ writeEveryMs: 1, atomicMs: 5 });
    using port = await portOf(world);
    const start = world.acknowledged("orders-db");
    await expect.poll(() => world.acknowledged("orders-db"), soon).toBeGreaterThan(start + 6);
    const point = await pointOf(world, port, "orders-db");
    const each = await restoreEach(port, point, "tier1");
    for (const id of Object.values(each)) await expect.poll(() => statusOf(port, id), soon).toBe("available");
    const group = await groupFrom(port, point);
    await expect.poll(() => groupStatus(port, group), soon).toBe("available");
    const whole = { oneMoment: true, lost: 0 };
    expect(await world.judgeRestored("orders-db", each)).toEqual(whole);
    expect(await world.judgeRestored("orders-db", await byRole(port, point, group))).toEqual(whole);
    await expect.poll(() => world.acknowledged("orders-db"), soon).toBeGreaterThan(start + 20);
    expect(await world.judgeRestored("orders-db", each)).toEqual(whole);
  });

  it("is torn where the copies are", async () => {
    await using world = await startWorld({ writeEveryMs: 1, memberMs: 100 });
    using port = await portOf(world);
    const start = world.acknowledged("orders-db-loop");
    await expect.poll(() => world.acknowledged("orders-db-loop"), soon).toBeGreaterThan(start + 6);
    const point = await pointOf(world, port, "orders-db-loop");
    const each = await restoreEach(port, point, "tier2");
    for (const id of Object.values(each)) await expect.poll(() => statusOf(port, id), soon).toBe("available");
    expect((await world.judgeRestored("orders-db-loop", each)).oneMoment).toBe(false);
  });
});

describe("creates that go wrong", () => {
  it("a failed volume is in error; one whose answer was lost is found by its name", async () => {
    await using world = await startWorld(quick);
    using port = await portOf(world);
    const point = await pointOf(world, port, "orders-db-loop");
    await world.control.fault({ kind: "restore-fails", volume: "orders-db-loop-wal" }, 1);
    const each = await restoreEach(port, point, "tier2");
    await expect.poll(() => statusOf(port, each.wal ?? ""), soon).toBe("error");
    await expect.poll(() => statusOf(port, each.data ?? ""), soon).toBe("available");

    await world.control.fault({ kind: "lose-answer", match: { method: "POST", path: "/volumes" } }, 1);
    const request = { ...requestOf(point, "data", "tier2"), name: "ffr/test/app/other/data" };
    expect(await port.createVolumeFromSnapshot(request, patient())).toMatchObject({ kind: "unknown" });
    expect(await port.volumesNamed("ffr/test/app/other/", patient())).toMatchObject([
      { name: request.name, snapshotId: request.snapshotId },
    ]);
  });

  it("one that hangs stays creating, and cannot be deleted until it is done", async () => {
    await using world = await startWorld(quick);
    using port = await portOf(world);
    const point = await pointOf(world, port, "orders-db");
    const fault = await world.control.fault({ kind: "restore-hangs", volume: "ffr/test/app/run/data" });
    const { data = "", wal = "" } = await restoreEach(port, point, "tier1");
    await expect.poll(() => statusOf(port, wal), soon).toBe("available");
    expect(await statusOf(port, data)).toBe("creating");
    await expect(port.deleteVolume(data, patient())).rejects.toMatchObject({ kind: "refused" });
    await world.control.clearFaults(fault);
    await expect.poll(() => statusOf(port, data), soon).toBe("available");
    expect(await port.deleteVolume(data, patient())).toBe("deleted");
    await expect.poll(() => port.volumeById(data, patient()), soon).toBeUndefined();
  });

  it("a hollow volume is available, and neither judge nor server finds anything on it", async () => {
    await using world = await startWorld(quick);
    using port = await portOf(world);
    const point = await pointOf(world, port, "orders-db-loop");
    await world.control.fault({ kind: "restore-fails", volume: "orders-db-loop-wal" }, 1);
    const group = await groupFrom(port, point);
    await expect.poll(() => groupStatus(port, group), soon).toBe("available");
    const roles = await byRole(port, point, group);
    expect(await statusOf(port, roles.wal ?? "")).toBe("available");
    expect(await world.judgeRestored("orders-db-loop", roles)).toMatchObject({ oneMoment: false });
    const { id: server } = await port.recoveryServer(recoveryServer, patient());
    expect(await port.attachVolume(server, roles.data ?? "", patient())).toBe("attached");
    expect(await port.attachVolume(server, roles.wal ?? "", patient())).toEqual({
      refused: expect.stringContaining("gave up"),
    });
    expect(await port.attachedTo(server, patient())).toEqual([{ volumeId: roles.data, device: "/dev/vdb" }]);
  });

  it("without room a group is refused and yet left behind: it blocks its source until it is deleted", async () => {
    await using world = await startWorld(quick);
    using port = await portOf(world);
    const point = await pointOf(world, port, "orders-db");
    await world.control.patch("pools", "playground@atomic#pool", { freeGib: 5 });
    const name = "ffr/test/app/run";
    const outcome = await port.createGroupFromSnapshot(
      { name, description: "d", groupSnapshotId: point.id },
      patient(),
    );
    const [left] = await port.groupsNamed(name, patient());
    expect(left).toMatchObject({ status: "creating", groupSnapshotId: point.id });
    expect(outcome).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("No valid host"),
      leftover: left?.id,
    });
    expect(await port.deleteRestoredGroup(left?.id ?? "", patient())).toBe("deleted");
    await expect.poll(() => port.groupsNamed(name, patient()), soon).toEqual([]);
  });
});

describe("a copy that is not what it should be", () => {
  it("finds no room in its pool: the volume is in error, and the others are made", async () => {
    await using world = await startWorld(quick);
    using port = await portOf(world);
    const point = await pointOf(world, port, "orders-db");
    await world.control.patch("pools", "playground@atomic#pool", { freeGib: 0 });
    const made = await restoreEach(port, point, "tier1");
    for (const id of Object.values(made)) await expect.poll(() => statusOf(port, id), soon).toBe("error");
    await world.control.patch("pools", "playground@atomic#pool", { freeGib: 100 });
    const again = await restoreEach(port, point, "tier1");
    for (const id of Object.values(again))
      await expect.poll(() => statusOf(port, id), soon).toBe("available");
  });

  it("lacks its last writes and is available all the same: only whoever reads it can see that", async () => {
    await using world = await startWorld({ ...quick, writeEveryMs: 1 });
    using port = await portOf(world);
    await expect.poll(() => world.acknowledged("orders-db"), soon).toBeGreaterThan(30);
    const point = await pointOf(world, port, "orders-db");
    await world.control.fault({ kind: "restore-tears", volume: "orders-db-wal", lost: 12 }, 1);
    const torn = await restoreEach(port, point, "tier1");
    const whole = await restoreEach(port, point, "tier1");
    for (const id of [...Object.values(torn), ...Object.values(whole)])
      await expect.poll(() => statusOf(port, id), soon).toBe("available");
    const judged = await world.judgeRestored("orders-db", torn);
    expect(judged.oneMoment).toBe(false);
    // Where the newest write of all went to this very volume, no other volume shows that it is missing.
    expect([3, 4]).toContain(judged.lost);
    expect(await world.judgeRestored("orders-db", whole)).toEqual({ oneMoment: true, lost: 0 });
  });
});

describe("quota", () => {
  it("falls below the truth with each group restore that is deleted, and the count shows it", async () => {
    await using world = await startWorld(quick);
    using port = await portOf(world);
    const point = await pointOf(world, port, "orders-db");
    const before = await quotaOf(port);
    expect(before.gigabytes.inUse).toBe(before.gigabytes.counted);
    const group = await groupFrom(port, point);
    await expect.poll(() => groupStatus(port, group), soon).toBe("available");
    const during = await quotaOf(port);
    expect(during.volumes.inUse).toBe(before.volumes.inUse + 3);
    expect(during.gigabytes.inUse).toBe(before.gigabytes.inUse);
    expect(during.gigabytes.counted).toBeGreaterThan(before.gigabytes.counted);
    await port.deleteRestoredGroup(group, patient());
    await expect.poll(() => groupStatus(port, group), soon).toBeUndefined();
    const after = await quotaOf(port);
    expect(after.gigabytes.counted).toBe(before.gigabytes.counted);
    expect(after.gigabytes.inUse).toBeLessThan(before.gigabytes.inUse);
  });

  it("loses one of groups with each refusal", async () => {
    await using world = await startWorld(quick);
    using port = await portOf(world);
    const point = await pointOf(world, port, "orders-db");
    const before = await quotaOf(port);
    const { projectId = "" } = (await world.control.volumes())[0] ?? {};
    await world.control.patch("quotas", projectId, { volumes: before.volumes.inUse + 1 });
    const request = { name: "ffr/test/app/run", description: "d", groupSnapshotId: point.id };
    const refused = await port.createGroupFromSnapshot(request, patient());
    expect(refused).toMatchObject({ kind: "refused", leftover: undefined });
    const { groups } = await quotaOf(port);
    expect(groups?.counted).toBe(before.groups?.counted);
    expect(groups?.inUse).toBe((before.groups?.inUse ?? 0) + 1);
  });

  it("refuses a volume of its own with 413 and loses nothing", async () => {
    await using world = await startWorld(quick);
    using port = await portOf(world);
    const point = await pointOf(world, port, "orders-db");
    const { volumes } = await quotaOf(port);
    const { projectId = "" } = (await world.control.volumes())[0] ?? {};
    await world.control.patch("quotas", projectId, { volumes: volumes.inUse });
    expect(await port.createVolumeFromSnapshot(requestOf(point, "data", "tier1"), patient())).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("413 VolumeLimitExceeded"),
    });
    expect((await quotaOf(port)).volumes).toEqual({ ...volumes, limit: volumes.inUse });
  });
});

describe("a back end that is busy", () => {
  it("keeps what Cinder has forgotten, volumes of a group and members of a group snapshot alike", async () => {
    await using world = await startWorld(quick);
    using port = await portOf(world);
    const point = await pointOf(world, port, "orders-db-loop");
    const group = await groupFrom(port, point);
    await expect.poll(() => groupStatus(port, group), soon).toBe("available");
    const { data = "" } = await byRole(port, point, group);
    await world.control.fault({ kind: "delete-busy", volume: data }, 1);
    await port.deleteRestoredGroup(group, patient());
    await expect.poll(() => groupStatus(port, group), soon).toBeUndefined();
    expect(await port.volumeById(data, patient())).toBeUndefined();
    expect(await world.control.orphans()).toEqual([data]);

    const member = point.memberOf("data");
    await world.control.fault({ kind: "delete-busy", volume: "orders-db-loop-data" }, 1);
    await deletePoint(world, point.id);
    await expect.poll(() => port.showGroupSnapshot(point.id, patient()), soon).toBeUndefined();
    expect(await port.snapshotOf(member.id, patient())).toBeUndefined();
    expect(await world.control.orphans()).toEqual([data, member.id]);
  });
});

describe("Nova", () => {
  it("attaches in the order it is asked, takes away, and gives up in silence", async () => {
    await using world = await startWorld(quick);
    using port = await portOf(world);
    const point = await pointOf(world, port, "orders-db");
    const each = await restoreEach(port, point, "tier1");
    for (const id of Object.values(each)) await expect.poll(() => statusOf(port, id), soon).toBe("available");
    const server = await port.recoveryServer(recoveryServer, patient());
    expect(server).toMatchObject({ status: "ACTIVE", metadata: { "freezeframe:recovery": "yes" } });
    const { wal = "", data = "", config = "" } = each;
    for (const id of [config, wal])
      expect(await port.attachVolume(server.id, id, patient())).toBe("attached");
    expect(await port.attachedTo(server.id, patient())).toEqual(
      expect.arrayContaining([
        { volumeId: config, device: "/dev/vdb" },
        { volumeId: wal, device: "/dev/vdc" },
      ]),
    );

    await world.control.fault({ kind: "attach-fails", volume: data }, 1);
    expect(await port.attachVolume(server.id, data, patient())).toEqual({
      refused: expect.stringContaining("gave up: it is available"),
    });
    const fault = await world.control.fault({ kind: "attach-hangs", volume: data });
    expect(await port.attachVolume(server.id, data, AbortSignal.timeout(300))).toBe("unknown");
    expect(await statusOf(port, data)).toBe("attaching");
    await world.control.clearFaults(fault);
    await expect.poll(() => statusOf(port, data), soon).toBe("in-use");

    await world.control.fault({ kind: "detach-fails", volume: wal }, 1);
    await expect(port.detachVolume(server.id, wal, patient())).rejects.toMatchObject({ kind: "failed" });
    for (const id of [config, wal, data]) await port.detachVolume(server.id, id, patient());
    expect(await port.attachedTo(server.id, patient())).toEqual([]);
  });

  it("loses an answer: what is attached all the same counts as attached", async () => {
    await using world = await startWorld(quick);
    using port = await portOf(world);
    const point = await pointOf(world, port, "orders-db");
    const { data = "" } = await restoreEach(port, point, "tier1");
    await expect.poll(() => statusOf(port, data), soon).toBe("available");
    const server = await port.recoveryServer(recoveryServer, patient());
    await world.control.fault({ kind: "lose-answer", match: { path: "os-volume_attachments" } }, 1);
    expect(await port.attachVolume(server.id, data, patient())).toBe("attached");
  });
});
