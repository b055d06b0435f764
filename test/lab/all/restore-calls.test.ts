import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { MemberSnapshot } from "#domain/cloud.ts";
import { type BackEnd, backEnds } from "../harness/back-ends.ts";
import { cloudPort } from "../harness/cloud-port.ts";
import { lab as runningLab } from "../harness/lab.ts";
import { type OwnSet, ownSet } from "../harness/own-set.ts";
import { makeServer } from "../harness/recovery-server.ts";

// Every call of the restore port against real Cinder and Nova. What an attach or a create has really come to is looked
// up past the port, through the harness's own client.

const lab = await runningLab();
const port = await cloudPort(lab);
afterAll(() => port[Symbol.dispose]());

const signal = AbortSignal.timeout(600_000);
const settled = { timeout: 60_000, interval: 100 };
const prefix = `ffr/lab-calls/${randomUUID().slice(0, 8)}/`;

const aPoint = ({ groupType, volumeType }: BackEnd): Promise<OwnSet> =>
  ownSet(lab, port, { groupType, volumeType, roles: ["data", "wal"] }, ({ name }) => `${prefix}${name}`);

async function isThere(volumeId: string): Promise<void> {
  await expect.poll(async () => (await port.volumeById(volumeId, signal))?.status, settled).toBe("available");
}

const isGone = (volumeId: string) =>
  expect.poll(() => port.volumeById(volumeId, signal), settled).toBeUndefined();

async function groupFrom(name: string, groupSnapshotId: string, wanted: "available" | "error") {
  const request = { name, description: "lab", groupSnapshotId };
  const outcome = await port.createGroupFromSnapshot(request, signal);
  if (outcome.kind !== "created") throw new Error(outcome.reason);
  const { id } = outcome;
  await expect.poll(async () => (await port.groupById(id, signal))?.status, settled).toBe(wanted);
  return {
    id,
    [Symbol.asyncDispose]: async () => {
      await port.deleteRestoredGroup(id, signal);
      await expect.poll(() => port.groupById(id, signal), settled).toBeUndefined();
    },
  };
}

async function volumeFrom(member: MemberSnapshot, name: string, volumeType: string) {
  const metadata = { "ffr-role": "data", "ffr-run": "r" };
  const request = {
    name,
    description: "lab",
    snapshotId: member.id,
    sizeGib: member.size,
    volumeType,
    metadata,
  };
  const outcome = await port.createVolumeFromSnapshot(request, signal);
  if (outcome.kind !== "created") throw new Error(outcome.reason);
  return {
    id: outcome.id,
    [Symbol.asyncDispose]: async () => {
      await port.deleteVolume(outcome.id, signal);
      await isGone(outcome.id);
    },
  };
}

test.each(backEnds)("volumes from member snapshots on $volumeType", async (backEnd) => {
  await using point = await aPoint(backEnd);
  const [member, other] = point.members;
  if (member === undefined || other === undefined) throw new Error("two members");
  expect(await port.snapshotOf(member.id, signal)).toEqual(member);
  const before = await port.restoreQuota(signal);

  const name = `${prefix}${point.group.name}/data`;
  await using volume = await volumeFrom(member, name, backEnd.volumeType);
  await using second = await volumeFrom(other, `${name}-2`, backEnd.volumeType);
  await Promise.all([isThere(volume.id), isThere(second.id)]);
  expect(await port.volumeById(volume.id, signal)).toEqual({
    id: volume.id,
    name,
    status: "available",
    sizeGib: 1,
    volumeType: backEnd.volumeType,
    snapshotId: member.id,
    bootable: false,
    encrypted: false,
    availabilityZone: "nova",
    attachments: [],
    metadata: { "ffr-role": "data", "ffr-run": "r" },
    groupId: undefined,
  });
  expect(
    (await port.volumesNamed(`${prefix}${point.group.name}/`, signal)).map(({ id }) => id).sort(),
  ).toEqual([volume.id, second.id].sort());
  const after = await port.restoreQuota(signal);
  if (!("value" in before) || !("value" in after)) throw new Error("a project may read its quota");
  expect(after.value.volumes.limit).toBe(before.value.volumes.limit);
  expect(after.value.groups?.counted).toBeGreaterThan(0);

  expect(await port.deleteVolume(volume.id, signal)).toBe("deleted");
  await isGone(volume.id);
  expect(await port.deleteVolume(volume.id, signal)).toBe("gone");
});

test.each(backEnds)("a group from its snapshot on $volumeType", async (backEnd) => {
  await using point = await aPoint(backEnd);
  const name = `${prefix}${point.group.name}/group`;
  await using group = await groupFrom(name, point.id, "available");
  expect(await port.groupsNamed(name, signal)).toEqual([
    { id: group.id, name, status: "available", groupSnapshotId: point.id },
  ]);
  const volumes = await port.volumesOfRestoredGroup(group.id, signal);
  expect(volumes.map(({ snapshotId }) => snapshotId).sort()).toEqual(
    point.members.map(({ id }) => id).sort(),
  );
  for (const volume of volumes) {
    expect(volume).toMatchObject({
      name: "",
      metadata: {},
      status: "available",
      sizeGib: 1,
      groupId: group.id,
    });
    const mark = { name: `${name}/${volume.snapshotId}`, metadata: { "ffr-role": "any" } };
    await port.nameVolume(volume.id, mark, signal);
    await port.nameVolume(volume.id, mark, signal);
    expect(await port.volumeById(volume.id, signal)).toMatchObject(mark);
  }
  const source = point.group.id;
  await expect(port.deleteRestoredGroup(source, signal)).rejects.toMatchObject({ kind: "refused" });
  await expect(port.deleteVolume(point.group.volumes[0]?.id ?? "", signal)).rejects.toMatchObject({
    kind: "refused",
  });
  expect(await port.deleteRestoredGroup(group.id, signal)).toBe("deleted");
  await expect.poll(() => port.groupById(group.id, signal), settled).toBeUndefined();
  expect(await port.deleteRestoredGroup(group.id, signal)).toBe("gone");
});

test.each(backEnds)("attach to a server and take away again on $volumeType", async (backEnd) => {
  await using point = await aPoint(backEnd);
  const name = `${prefix}${point.group.name}`.replaceAll("/", "-");
  const metadata = { "freezeframe:recovery": "yes" };
  await using server = await makeServer(lab, name, metadata);
  expect(await port.recoveryServer(name, signal)).toEqual({
    id: server.id,
    name,
    status: "ACTIVE",
    metadata,
  });
  expect(await port.recoveryServer(server.id, signal)).toMatchObject({ name });

  const [member] = point.members;
  if (member === undefined) throw new Error("two members");
  await using volume = await volumeFrom(member, `${name}-data`, backEnd.volumeType);
  await isThere(volume.id);
  expect(await port.attachVolume(server.id, volume.id, signal)).toBe("attached");
  const seen = (await lab.bot.cinder("GET", `/volumes/${volume.id}`)).body.volume;
  expect(seen).toMatchObject({ status: "in-use", attachments: [{ server_id: server.id }] });
  expect(await port.attachVolume(server.id, volume.id, signal)).toBe("attached");
  const attached = await port.attachedTo(server.id, signal);
  expect(attached).toEqual([{ volumeId: volume.id, device: seen.attachments[0].device }]);
  expect((await port.volumeById(volume.id, signal))?.attachments).toEqual([
    { serverId: server.id, device: seen.attachments[0].device },
  ]);
  await expect(port.deleteVolume(volume.id, signal)).rejects.toMatchObject({ kind: "refused", status: 400 });

  await port.detachVolume(server.id, volume.id, signal);
  expect(await port.attachedTo(server.id, signal)).toEqual([]);
  await port.detachVolume(server.id, volume.id, signal);
  await isThere(volume.id);
});

test("what Nova refuses is refused: a volume in a wrong state, no such volume, no such server", async () => {
  const [backEnd] = backEnds;
  await using point = await aPoint(backEnd);
  const [member] = point.members;
  if (member === undefined) throw new Error("two members");
  const name = `${prefix}${point.group.name}`.replaceAll("/", "-");
  await using server = await makeServer(lab, name, {});
  await using volume = await volumeFrom(member, `${name}-data`, backEnd.volumeType);
  await isThere(volume.id);
  const reset = (status: string) =>
    lab.admin.cinder("POST", `/volumes/${volume.id}/action`, { "os-reset_status": { status } });
  await reset("error");
  const wrong = await port.attachVolume(server.id, volume.id, signal);
  await reset("available");
  expect(wrong).toEqual({ refused: expect.stringContaining("400") });
  expect(await port.attachVolume(server.id, randomUUID(), signal)).toEqual({
    refused: expect.stringContaining("404"),
  });
  expect(await port.attachVolume(randomUUID(), volume.id, signal)).toEqual({
    refused: expect.stringContaining("404"),
  });
  await expect(port.recoveryServer(`${name}-none`, signal)).rejects.toMatchObject({ kind: "not-found" });
  expect(
    await port.createVolumeFromSnapshot(
      { name, description: "", snapshotId: randomUUID(), sizeGib: 1, volumeType: "atomic", metadata: {} },
      signal,
    ),
  ).toMatchObject({ kind: "refused", reason: expect.stringMatching(/404 .*\(req-/) });
  expect(
    await port.createGroupFromSnapshot({ name, description: "", groupSnapshotId: randomUUID() }, signal),
  ).toMatchObject({ kind: "refused", reason: expect.stringMatching(/404 .*\(req-/) });
});

/** Takes a copy away from below a member snapshot: its volume cannot be made, and nobody else's is touched. */
async function loseCopy(volumeType: string, name: string): Promise<void> {
  const folder = join(lab.state, "backends", volumeType);
  const found = await readdir(folder, { recursive: true });
  const [file] = found.filter((path) => path.endsWith(name));
  if (file === undefined) throw new Error(`${folder} has no ${name}`);
  await rm(join(folder, file));
}

test("a hollow restore: Cinder says available of a volume that was never made, and only its attach tells", async () => {
  const [, backEnd] = backEnds;
  await using point = await aPoint(backEnd);
  const [lost] = point.members;
  if (lost === undefined) throw new Error("two members");
  await loseCopy(backEnd.volumeType, `snapshot-${lost.id}`);
  const name = `${prefix}${point.group.name}`.replaceAll("/", "-");
  await using server = await makeServer(lab, name, {});
  await using group = await groupFrom(`${name}-group`, point.id, "available");
  const volumes = await port.volumesOfRestoredGroup(group.id, signal);
  expect(volumes.map(({ status }) => status)).toEqual(["available", "available"]);
  const hollow = volumes.find(({ snapshotId }) => snapshotId === lost.id);
  const outcome = await port.attachVolume(server.id, hollow?.id ?? "", AbortSignal.timeout(60_000));
  expect(outcome).toEqual({ refused: expect.stringMatching(/gave up|500/) });
  expect(await port.attachedTo(server.id, signal)).toEqual([]);
});
