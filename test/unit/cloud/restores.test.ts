import { expect, test } from "vitest";
import type { Scripted, Seen } from "../openstack/scripted-server.ts";
import { patient, startSmallCloud } from "../openstack/small-cloud.ts";
import { adapt } from "./connect.ts";

const ok = (body: unknown): Scripted => ({ status: 200, body });
const notFound: Scripted = { status: 404, body: { itemNotFound: { code: 404, message: "not found" } } };
const volumeRow = {
  id: "v",
  name: "ffr/i/app/r/data",
  status: "available",
  size: 20,
  volume_type: "atomic",
  group_id: null,
  snapshot_id: "s",
  availability_zone: "nova",
  bootable: "true",
  metadata: { "ffr-role": "data" },
  multiattach: false,
  encrypted: true,
  attachments: [] as { server_id: string; device: string }[],
};
const groupRow = {
  id: "g",
  name: "ffr/i/app/r",
  status: "available",
  group_type: "t",
  volume_types: ["vt"],
  group_snapshot_id: "gs" as string | null,
};
const volumeRequest = {
  name: "ffr/i/app/r/data",
  description: "d",
  snapshotId: "s",
  sizeGib: 20,
  volumeType: "atomic",
  metadata: { "ffr-role": "data" },
};
const groupRequest = { name: "ffr/i/app/r", description: "d", groupSnapshotId: "gs" };

test("a volume from a member snapshot is one POST with what was asked, and its id comes back", async () => {
  await using cloud = await startSmallCloud({
    volume: () => ({ status: 202, body: { volume: { id: "v", name: "n" } } }),
  });
  using port = await adapt(cloud);
  expect(await port.createVolumeFromSnapshot(volumeRequest, patient())).toEqual({ kind: "created", id: "v" });
  expect(cloud.volumeRequests().map(({ method, body }) => ({ method, body }))).toEqual([
    {
      method: "POST",
      body: {
        volume: {
          name: "ffr/i/app/r/data",
          description: "d",
          snapshot_id: "s",
          size: 20,
          volume_type: "atomic",
          metadata: { "ffr-role": "data" },
        },
      },
    },
  ]);
});

test.each<readonly [string, Scripted, "refused" | "unknown"]>([
  ["400", { status: 400 }, "refused"],
  ["413 over quota", { status: 413, headers: { "retry-after": "0" } }, "refused"],
  ["500", { status: 500 }, "unknown"],
  ["a cut connection", "drop", "unknown"],
  ["garbage", { status: 202, text: "<html>" }, "unknown"],
])("a volume that ends in %s is one POST and its outcome is told", async (_, fault, kind) => {
  await using cloud = await startSmallCloud({ volume: () => fault });
  using port = await adapt(cloud);
  expect(await port.createVolumeFromSnapshot(volumeRequest, patient())).toMatchObject({ kind });
  expect(cloud.volumeRequests()).toHaveLength(1);
});

/** Answers the POST of a create-from-src, and the list of groups that comes after a refusal. */
const groups = (post: Scripted, list: Scripted) => (seen: Seen) => (seen.method === "POST" ? post : list);

test.each<readonly [string, Scripted, Scripted, object]>([
  ["taken", { status: 202, body: { group: { id: "g", name: "n" } } }, "drop", { kind: "created", id: "g" }],
  ["lost", "drop", ok({ groups: [groupRow] }), { kind: "unknown" }],
  ["a 400 that left nothing", { status: 400 }, ok({ groups: [] }), { kind: "refused", leftover: undefined }],
  [
    "a 400 that left a group in creating",
    { status: 400 },
    ok({ groups: [{ ...groupRow, status: "creating" }] }),
    { kind: "refused", leftover: "g" },
  ],
  [
    "a 400 beside somebody else's group of this name",
    { status: 400 },
    ok({ groups: [{ ...groupRow, group_snapshot_id: null }] }),
    { kind: "refused", leftover: undefined },
  ],
  ["a 400 after which nobody can look", { status: 400 }, { status: 403 }, { kind: "unknown" }],
])("a group from its snapshot: %s", async (_, post, list, outcome) => {
  await using cloud = await startSmallCloud({ volume: groups(post, list) });
  using port = await adapt(cloud);
  expect(await port.createGroupFromSnapshot(groupRequest, patient())).toMatchObject(outcome);
  const posts = cloud.volumeRequests().filter(({ method }) => method === "POST");
  expect(posts.map(({ path, body }) => ({ path: path.split("/").slice(-2).join("/"), body }))).toEqual([
    {
      path: "groups/action",
      body: { "create-from-src": { name: "ffr/i/app/r", description: "d", group_snapshot_id: "gs" } },
    },
  ]);
});

test("lists by prefix hold what begins with it, nameless volumes aside", async () => {
  const names = ["ffr/i/app/r/data", "ffr/i/app/r2/data", "orders-data", null];
  await using cloud = await startSmallCloud({
    volume: ({ path }) =>
      path.startsWith("/volumes")
        ? ok({ volumes: names.map((name, index) => ({ ...volumeRow, id: `v${index}`, name })) })
        : ok({ groups: names.map((name, index) => ({ ...groupRow, id: `g${index}`, name })) }),
  });
  using port = await adapt(cloud);
  const volumes = await port.volumesNamed("ffr/i/app/r/", patient());
  expect(volumes).toMatchObject([
    { id: "v0", bootable: true, encrypted: true, sizeGib: 20, snapshotId: "s" },
  ]);
  expect((await port.groupsNamed("ffr/i/app/r", patient())).map(({ id }) => id)).toEqual(["g0", "g1"]);
});

test("what is not there is undefined, for snapshots, volumes and groups", async () => {
  await using cloud = await startSmallCloud({ volume: () => notFound });
  using port = await adapt(cloud);
  expect(await port.snapshotOf("s", patient())).toBeUndefined();
  expect(await port.volumeById("v", patient())).toBeUndefined();
  expect(await port.groupById("g", patient())).toBeUndefined();
  expect(await port.deleteVolume("v", patient())).toBe("gone");
  expect(await port.deleteRestoredGroup("g", patient())).toBe("gone");
});

test("only what was made from a snapshot is deleted", async () => {
  await using cloud = await startSmallCloud({
    volume: ({ method, path }) => {
      if (method !== "GET") return { status: 202 };
      return path.startsWith("/volumes")
        ? ok({ volume: { ...volumeRow, snapshot_id: path.endsWith("/mine") ? "s" : null } })
        : ok({ group: { ...groupRow, group_snapshot_id: path.endsWith("/mine") ? "gs" : null } });
    },
  });
  using port = await adapt(cloud);
  expect(await port.deleteVolume("mine", patient())).toBe("deleted");
  expect(await port.deleteRestoredGroup("mine", patient())).toBe("deleted");
  const written = () => cloud.volumeRequests().filter(({ method }) => method !== "GET");
  expect(written().map(({ method, body }) => ({ method, body }))).toEqual([
    { method: "DELETE", body: undefined },
    { method: "POST", body: { delete: { "delete-volumes": true } } },
  ]);
  await expect(port.deleteVolume("yours", patient())).rejects.toMatchObject({ kind: "refused" });
  await expect(port.deleteRestoredGroup("yours", patient())).rejects.toMatchObject({ kind: "refused" });
  expect(written()).toHaveLength(2);
});

test("a delete that finds nothing any more has gone well, and a refused one is told", async () => {
  const answers: Scripted[] = [notFound, { status: 400 }];
  await using cloud = await startSmallCloud({
    volume: ({ method }) => (method === "GET" ? ok({ volume: volumeRow }) : (answers.shift() ?? "drop")),
  });
  using port = await adapt(cloud);
  expect(await port.deleteVolume("v", patient())).toBe("gone");
  await expect(port.deleteVolume("v", patient())).rejects.toMatchObject({ kind: "refused", status: 400 });
});

test("a name whose answer was lost is written again only when it is not there", async () => {
  const state = { name: "", metadata: {} as Record<string, string>, lose: 1, apply: true };
  await using cloud = await startSmallCloud({
    volume: ({ method, path, body }) => {
      if (method === "GET")
        return ok({ volume: { ...volumeRow, name: state.name, metadata: state.metadata } });
      const lost = path.endsWith("/metadata") ? false : state.lose-- > 0;
      if (!lost || state.apply) {
        if (path.endsWith("/metadata"))
          state.metadata = { ...state.metadata, ...(body as { metadata: Record<string, string> }).metadata };
        else state.name = (body as { volume: { name: string } }).volume.name;
      }
      return lost ? "drop" : ok({ metadata: state.metadata, volume: {} });
    },
  });
  using port = await adapt(cloud);
  const renames = () => cloud.volumeRequests().filter(({ method }) => method === "PUT").length;
  await port.nameVolume("v", { name: "one", metadata: { role: "data" } }, patient());
  expect([state.name, state.metadata, renames()]).toEqual(["one", { role: "data" }, 1]);
  Object.assign(state, { lose: 1, apply: false });
  await port.nameVolume("v", { name: "two", metadata: { more: "x" } }, patient());
  expect([state.name, state.metadata, renames()]).toEqual(["two", { role: "data", more: "x" }, 3]);
});

test("quota: Cinder's figures beside what is there, and types only where they have a limit", async () => {
  const use = (limit: number, in_use: number) => ({ limit, in_use, reserved: 1 });
  const quota_set = {
    volumes: use(10, 2),
    gigabytes: use(1000, 0),
    snapshots: use(10, 1),
    groups: use(10, 7),
    volumes_atomic: use(3, 2),
    gigabytes_atomic: use(-1, 40),
    snapshots_atomic: use(-1, 0),
    volumes_generic: use(-1, 0),
    gigabytes_generic: use(-1, 0),
  };
  const snapshot = { id: "s", name: "n", volume_id: "v", status: "available", size: 20, metadata: {} };
  await using cloud = await startSmallCloud({
    volume: ({ path }) => {
      if (path.startsWith("/os-quota-sets/")) return ok({ quota_set });
      if (path.startsWith("/snapshots")) return ok({ snapshots: [snapshot] });
      if (path.startsWith("/groups")) return ok({ groups: [groupRow] });
      return ok({ "volume-summary": { total_count: 1, total_size: 20 } });
    },
  });
  using port = await adapt(cloud);
  expect(await port.restoreQuota(patient())).toEqual({
    value: {
      volumes: { limit: 10, inUse: 2, reserved: 1, counted: 1 },
      gigabytes: { limit: 1000, inUse: 0, reserved: 1, counted: 40 },
      groups: { limit: 10, inUse: 7, reserved: 1, counted: 1 },
      perType: {
        atomic: {
          volumes: { limit: 3, inUse: 2, reserved: 1 },
          gigabytes: { limit: -1, inUse: 40, reserved: 1 },
        },
      },
    },
  });
});

interface Disk {
  status: string;
  server?: string;
}

/** Cinder shows this disk; each read goes on to the next state, the last one stays. */
function moving(...states: Disk[]) {
  return (): Scripted => {
    const [state = { status: "available" }] = states;
    if (states.length > 1) states.shift();
    const attachments = state.server === undefined ? [] : [{ server_id: state.server, device: "/dev/vdb" }];
    return ok({ volume: { ...volumeRow, status: state.status, attachments } });
  };
}

const taken = ok({ volumeAttachment: { id: "v", volumeId: "v", serverId: "srv", device: null } });

test.each<readonly [string, Scripted, Disk[], unknown]>([
  [
    "Nova takes it and Cinder shows it",
    taken,
    [{ status: "reserved" }, { status: "attaching" }, { status: "in-use", server: "srv" }],
    "attached",
  ],
  [
    "Nova takes it and gives up",
    taken,
    [{ status: "attaching" }, { status: "available" }],
    { refused: expect.stringContaining("gave up: it is available") },
  ],
  ["the answer is lost, and it is attached", "drop", [{ status: "in-use", server: "srv" }], "attached"],
  [
    "the answer is lost, and it is on its way",
    "drop",
    [{ status: "attaching" }, { status: "in-use", server: "srv" }],
    "attached",
  ],
  ["the answer is lost, and nothing is seen", "drop", [{ status: "available" }], "unknown"],
  ["it is attached there already", { status: 400 }, [{ status: "in-use", server: "srv" }], "attached"],
  [
    "it is attached elsewhere",
    { status: 400 },
    [{ status: "in-use", server: "other" }],
    { refused: expect.stringContaining("400") },
  ],
  [
    "the server is in a wrong state",
    { status: 409, body: { conflictingRequest: { code: 409, message: "Cannot 'attach_volume'" } } },
    [{ status: "available" }],
    { refused: expect.stringContaining("Cannot 'attach_volume'") },
  ],
])("attach: %s", async (_, answer, states, outcome) => {
  const posts: Seen[] = [];
  await using cloud = await startSmallCloud({
    volume: moving(...states),
    compute: (seen) => {
      posts.push(seen);
      return answer;
    },
  });
  using port = await adapt(cloud);
  expect(await port.attachVolume("srv", "v", patient())).toEqual(outcome);
  expect(posts.map(({ method, path, body }) => ({ method, path, body }))).toEqual([
    {
      method: "POST",
      path: "/servers/srv/os-volume_attachments",
      body: { volumeAttachment: { volumeId: "v" } },
    },
  ]);
});

test("an attach that does not end before its deadline is unknown", async () => {
  await using cloud = await startSmallCloud({
    volume: moving({ status: "attaching" }),
    compute: () => taken,
  });
  using port = await adapt(cloud);
  expect(await port.attachVolume("srv", "v", AbortSignal.timeout(400))).toBe("unknown");
});

test.each<readonly [string, Scripted, Disk[], string | undefined]>([
  [
    "it goes out",
    { status: 202 },
    [{ status: "in-use", server: "srv" }, { status: "detaching", server: "srv" }, { status: "available" }],
    undefined,
  ],
  ["it is not there", "hang", [{ status: "available" }], undefined],
  [
    "it is on its way out",
    "hang",
    [{ status: "detaching", server: "srv" }, { status: "available" }],
    undefined,
  ],
  [
    "the answer is lost",
    "drop",
    [{ status: "in-use", server: "srv" }, { status: "detaching", server: "srv" }, { status: "available" }],
    undefined,
  ],
  ["the guest does not let go", { status: 202 }, [{ status: "in-use", server: "srv" }], "still attached"],
  ["Nova refuses", { status: 409 }, [{ status: "in-use", server: "srv" }], "409"],
])("detach: %s", async (_, answer, states, failure) => {
  await using cloud = await startSmallCloud({ volume: moving(...states), compute: () => answer });
  using port = await adapt(cloud);
  const done = port.detachVolume("srv", "v", patient());
  if (failure === undefined) await expect(done).resolves.toBeUndefined();
  else await expect(done).rejects.toThrow(failure);
});

test("a recovery server with its metadata, and what hangs on it", async () => {
  const server = {
    id: "srv",
    name: "recovery-1",
    status: "ACTIVE",
    metadata: { "freezeframe:recovery": "yes" },
  };
  await using cloud = await startSmallCloud({
    compute: ({ path }) =>
      path.endsWith("/os-volume_attachments")
        ? ok({ volumeAttachments: [{ volumeId: "v", device: "/dev/vdb" }, { volumeId: "w" }] })
        : ok({ servers: [server] }),
  });
  using port = await adapt(cloud);
  expect(await port.recoveryServer("recovery-1", patient())).toEqual(server);
  await expect(port.recoveryServer("recovery-2", patient())).rejects.toMatchObject({ kind: "not-found" });
  expect(await port.attachedTo("srv", patient())).toEqual([
    { volumeId: "v", device: "/dev/vdb" },
    { volumeId: "w", device: "" },
  ]);
});

test("a list that is not found for a moment is read again: Cinder answers so while a group goes", async () => {
  const answers: Scripted[] = [notFound, notFound];
  await using cloud = await startSmallCloud({
    volume: () => answers.shift() ?? ok({ volumes: [volumeRow] }),
  });
  using port = await adapt(cloud);
  expect(await port.volumesOfRestoredGroup("g", patient())).toHaveLength(1);
});
