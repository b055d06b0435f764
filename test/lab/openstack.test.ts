import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { connectCloud } from "#cloud/connect-cloud.ts";
import { readCloud } from "#config/clouds-file.ts";
import { processEnvironment } from "#config/environment.ts";
import { connectBlockStorage } from "#openstack/block-storage/connect.ts";
import { deleteGroupSnapshot } from "#openstack/block-storage/group-snapshots.ts";
import { listGroupTypes } from "#openstack/block-storage/group-types.ts";
import { createGroup, deleteGroup, showGroup } from "#openstack/block-storage/groups.ts";
import { listSnapshots } from "#openstack/block-storage/snapshots.ts";
import { listVolumeTypes } from "#openstack/block-storage/volume-types.ts";
import { createVolume, listVolumes, showVolume } from "#openstack/block-storage/volumes.ts";
import { OpenStackError } from "#openstack/errors.ts";
import { createHttp } from "#openstack/http.ts";
import { Session } from "#openstack/identity/session.ts";
import { systemClock } from "#support/clock.ts";
import { Secret } from "#support/secret.ts";
import { labState } from "./harness/lab.ts";

const environment = processEnvironment();
const place = {
  env: { OS_CLIENT_CONFIG_FILE: join(labState(), "etc/clouds.yaml"), ...environment },
  cwd: import.meta.dirname,
};
const credentials = await readCloud("lab-bot", place);
const reader = await readCloud("lab-admin", place);
const clock = systemClock;

const http = createHttp();
const closed = new AbortController();
const session = new Session({ http, credentials, clock });
const client = connectBlockStorage({ http, session, credentials, clock, closed: closed.signal });
const port = await connectCloud({ credentials, reader, declared: [], clock });
const alone = await connectCloud({ credentials, declared: [], clock });

const signal = AbortSignal.timeout(110_000);
const unique = `openstack-test-${randomUUID().slice(0, 8)}`;
const settled = { timeout: 30_000, interval: 100 };

afterAll(() => {
  port[Symbol.dispose]();
  alone[Symbol.dispose]();
  closed.abort();
  session.close();
  http.close();
});

/** A group of two volumes on the back end of this volume type, gone at the end. */
async function aGroup(groupType: string, volumeType: string) {
  const type = (await listGroupTypes(client, { signal })).find(({ name }) => name === groupType);
  const kind = (await listVolumeTypes(client, { all: false }, { signal })).find(
    ({ name }) => name === volumeType,
  );
  if (type === undefined || kind === undefined)
    throw new Error(`the lab has no ${groupType} or no ${volumeType}`);
  const name = `${unique}-${volumeType}`;
  const { id } = await createGroup(client, { name, groupType: type.id, volumeTypes: [kind.id] }, { signal });
  await expect.poll(async () => (await showGroup(client, id, { signal })).status, settled).toBe("available");
  const volumes: string[] = [];
  for (const role of ["data", "wal"]) {
    const volume = await createVolume(
      client,
      { name: `${name}-${role}`, size: 1, volumeType, groupId: id },
      { signal },
    );
    await expect
      .poll(async () => (await showVolume(client, volume.id, { signal })).status, settled)
      .toBe("available");
    volumes.push(volume.id);
  }
  return {
    id,
    name,
    volumes,
    typeId: type.id,
    [Symbol.asyncDispose]: async () => {
      for (const leftover of await port.groupSnapshotsNamed(id, "", signal)) {
        await deleteGroupSnapshot(client, leftover.id, { signal }).catch(() => undefined);
      }
      // Cinder refuses while member snapshots are on their way out, a moment longer than the group snapshot shows.
      await expect
        .poll(
          () => deleteGroup(client, id, { withVolumes: true }, { signal }).then(() => "taken", String),
          settled,
        )
        .toBe("taken");
      await expect
        .poll(
          () =>
            showGroup(client, id, { signal }).then(
              ({ status }) => status,
              () => "gone",
            ),
          settled,
        )
        .toBe("gone");
    },
  };
}

test.each([
  ["consistent", "atomic", "<is> True", true],
  ["plain", "generic", null, false],
] as const)(
  "a group snapshot of a group of type %s on %s, from the first look to its members' metadata",
  async (groupType, volumeType, spec, capable) => {
    await using group = await aGroup(groupType, volumeType);
    await port.warm(signal);

    expect(await port.findGroup(group.name, signal)).toMatchObject({
      id: group.id,
      status: "available",
      groupTypeId: group.typeId,
    });
    expect(await port.groupTypeName(group.typeId, signal)).toBe(groupType);
    expect((await port.volumesOfGroup(group.id, signal)).map(({ id }) => id).sort()).toEqual(
      [...group.volumes].sort(),
    );
    expect(await port.groupTypeSpec(group.typeId, signal)).toEqual({ value: spec });
    expect(await port.volumeTypeSpec(volumeType, signal)).toEqual({ value: spec });
    const pool = await port.poolOf(group.volumes[0] ?? "", signal);
    const pools = await port.pools(signal);
    if (!("value" in pool) || !("value" in pools)) throw new Error("the reader may read these");
    expect(pools.value.find(({ name }) => name === pool.value)).toMatchObject({
      consistentGroupSnapshot: capable,
    });

    const name = `ff/lab/${group.name}/run/token`;
    const outcome = await port.createGroupSnapshot(group.id, name, "lab test", signal);
    if (outcome.kind !== "created") throw new Error(outcome.reason);
    const { id } = outcome.groupSnapshot;
    await expect
      .poll(async () => (await port.showGroupSnapshot(id, signal))?.status, settled)
      .toBe("available");
    expect(
      (await port.groupSnapshotsNamed(group.id, `ff/lab/${group.name}/run/`, signal)).map((one) => one.id),
    ).toEqual([id]);

    const members = await port.membersOf(id, group.volumes, signal);
    expect(members.map(({ volumeId }) => volumeId).sort()).toEqual([...group.volumes].sort());
    expect(members.map(({ status, size }) => ({ status, size }))).toEqual([
      { status: "available", size: 1 },
      { status: "available", size: 1 },
    ]);
    for (const member of members)
      await port.setSnapshotMetadata(member.id, { "ff-point": "p", "ff-role": member.volumeId }, signal);
    const stamped = await port.membersOf(id, [], signal);
    expect(stamped.map(({ metadata, volumeId }) => metadata["ff-role"] === volumeId)).toEqual([true, true]);

    await deleteGroupSnapshot(client, id, { signal });
    await expect.poll(() => port.showGroupSnapshot(id, signal), settled).toBeUndefined();
  },
);

test("a project's credential alone: what it may not read is said, never guessed", async () => {
  const [type] = await listGroupTypes(client, { signal });
  const readings = [
    await alone.pools(signal),
    await alone.groupTypeSpec(type?.id ?? "", signal),
    await alone.volumeTypeSpec("atomic", signal),
    await alone.volumeTypeSpec("generic", signal),
  ];
  expect(readings.map((reading) => "unread" in reading)).toEqual([true, true, true, true]);
  expect(await alone.quota(signal)).toMatchObject({ value: { snapshots: { limit: expect.any(Number) } } });
});

test("lists come whole when Cinder pages them", async () => {
  await using group = await aGroup("consistent", "atomic");
  const paged = await listVolumes(client, { group_id: group.id }, { signal, query: { limit: "1" } });
  expect(paged.map(({ id }) => id).sort()).toEqual([...group.volumes].sort());
});

test("real refusals: an unknown group, members by group snapshot, a wrong password", async () => {
  expect(await port.createGroupSnapshot(randomUUID(), "ff/none", "", signal)).toMatchObject({
    kind: "refused",
    reason: expect.stringMatching(/404 .*\(req-/),
  });
  expect(await port.showGroupSnapshot(randomUUID(), signal)).toBeUndefined();
  const byGroupSnapshot = { signal, query: { group_snapshot_id: randomUUID() } };
  await expect(listSnapshots(client, {}, byGroupSnapshot)).rejects.toMatchObject({
    status: 400,
    applied: "not-applied",
    requestId: expect.stringMatching(/^req-/),
  });

  if (credentials.auth.method !== "password") throw new Error("the lab's bot has a password");
  const wrong = { ...credentials, auth: { ...credentials.auth, password: new Secret("wrong") } };
  const refused = new Session({ http, credentials: wrong, clock }).token(signal);
  await expect(refused).rejects.toBeInstanceOf(OpenStackError);
  await expect(refused).rejects.toMatchObject({
    kind: "not-permitted",
    message: expect.stringContaining("lab-bot"),
  });
});

test("a token that was revoked is replaced in the middle of a request", async () => {
  // One that Cinder has not seen yet: it remembers for minutes those that it found good.
  const fresh = new Session({ http, credentials, clock });
  const other = connectBlockStorage({ http, session: fresh, credentials, clock, closed: closed.signal });
  await other.prepare(signal, 0);
  const revoked = await fresh.token(signal);
  const answer = await http.send({
    method: "DELETE",
    url: `${credentials.authUrl}/auth/tokens`,
    headers: { "X-Subject-Token": revoked.id.reveal() },
    token: revoked.id,
    signal,
  });
  expect(answer.status).toBe(204);
  expect((await listGroupTypes(other, { signal })).length).toBeGreaterThan(0);
  expect((await fresh.token(signal)).id.reveal()).not.toBe(revoked.id.reveal());
});
