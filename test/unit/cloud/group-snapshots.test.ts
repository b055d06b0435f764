import { expect, test } from "vitest";
import { deadAddress, type Scripted, type Seen } from "../openstack/scripted-server.ts";
import { failureOf, patient, startSmallCloud } from "../openstack/small-cloud.ts";
import { adapt } from "./connect.ts";

const created: Scripted = {
  status: 202,
  body: { group_snapshot: { id: "gs", name: "ff/x", group_type_id: "t" } },
};

test("a create that is taken gives the id and name, from one POST", async () => {
  await using cloud = await startSmallCloud({ volume: () => created });
  using port = await adapt(cloud);
  expect(await port.createGroupSnapshot("g", "ff/x", "d", patient())).toEqual({
    kind: "created",
    groupSnapshot: { id: "gs", name: "ff/x" },
  });
  expect(cloud.volumeRequests().map(({ method, body }) => ({ method, body }))).toEqual([
    { method: "POST", body: { group_snapshot: { group_id: "g", name: "ff/x", description: "d" } } },
  ]);
});

test.each<readonly [string, Scripted, "refused" | "unknown"]>([
  ["400", { status: 400, body: { badRequest: { code: 400, message: "Invalid Group" } } }, "refused"],
  ["403", { status: 403 }, "refused"],
  ["404", { status: 404 }, "refused"],
  ["413", { status: 413, headers: { "retry-after": "0" } }, "refused"],
  ["429", { status: 429 }, "refused"],
  ["500", { status: 500 }, "unknown"],
  ["502", { status: 502 }, "unknown"],
  ["504", { status: 504 }, "unknown"],
  ["a cut connection", "drop", "unknown"],
  ["half an answer", "stall", "unknown"],
  ["garbage", { status: 202, text: "<html>" }, "unknown"],
  [
    "garbage that the service signed",
    { status: 202, text: "{", headers: { "x-openstack-request-id": "req-1" } },
    "unknown",
  ],
])("a create that ends in %s is one POST and its outcome is told", async (_, fault, kind) => {
  await using cloud = await startSmallCloud({ volume: () => fault });
  using port = await adapt(cloud);
  expect(await port.createGroupSnapshot("g", "ff/x", "d", AbortSignal.timeout(1_000))).toMatchObject({
    kind,
  });
  expect(cloud.volumeRequests()).toHaveLength(1);
});

test("a create that got 401 is sent once more with a new token, since Cinder never saw the first", async () => {
  await using cloud = await startSmallCloud({
    volume: ({ headers }) => (headers["x-auth-token"] === "token-1" ? { status: 401 } : created),
  });
  using port = await adapt(cloud);
  expect(await port.createGroupSnapshot("g", "ff/x", "d", patient())).toMatchObject({ kind: "created" });
  expect(cloud.volumeRequests()).toHaveLength(2);
});

test("a create that is called off is unknown once it was sent, and refused before", async () => {
  await using cloud = await startSmallCloud({ volume: () => "hang" });
  using port = await adapt(cloud);
  const off = new AbortController();
  const outcome = port.createGroupSnapshot("g", "ff/x", "d", off.signal);
  await expect.poll(() => cloud.volumeRequests().length).toBe(1);
  off.abort();
  expect(await outcome).toMatchObject({ kind: "unknown" });
  expect(await port.createGroupSnapshot("g", "ff/x", "d", AbortSignal.abort())).toMatchObject({
    kind: "refused",
  });
  expect(cloud.volumeRequests()).toHaveLength(1);
});

test("a create in a cloud that cannot be reached, or has no Cinder, is refused", async () => {
  const dead = await deadAddress();
  await using unreachable = await startSmallCloud({ credentials: { blockStorageUrl: dead } });
  await using without = await startSmallCloud({ catalog: () => [] });
  for (const cloud of [unreachable, without]) {
    using port = await adapt(cloud);
    expect(await port.createGroupSnapshot("g", "ff/x", "d", patient())).toMatchObject({ kind: "refused" });
  }
});

test("after warm, a create needs neither Keystone nor discovery nor a new connection", async () => {
  await using cloud = await startSmallCloud({
    volume: ({ method }) => (method === "POST" ? created : { status: 200, body: { group_snapshots: [] } }),
  });
  using port = await adapt(cloud);
  await port.warm(patient());
  // Cinder has had to ask Keystone about this token by now, and remembers.
  expect(cloud.volumeRequests().map(({ headers }) => headers["x-auth-token"])).toEqual(["token-1"]);
  const before = cloud.server.seen.length;
  await port.createGroupSnapshot("g", "ff/x", "d", patient());
  const inside = cloud.server.seen.slice(before);
  expect(inside).toHaveLength(1);
  expect(cloud.server.seen.slice(0, before).map(({ connection }) => connection)).toContain(
    inside[0]?.connection,
  );
});

test("show: what Cinder has, undefined for a 404, an error for the rest", async () => {
  const answers: Record<string, Scripted> = {
    "/group_snapshots/here": {
      status: 200,
      body: { group_snapshot: { id: "here", name: "ff/x", group_id: "g", status: "creating" } },
    },
    "/group_snapshots/broken": { status: 500 },
  };
  await using cloud = await startSmallCloud({ volume: ({ path }) => answers[path] ?? { status: 404 } });
  using port = await adapt(cloud);
  expect(await port.showGroupSnapshot("here", patient())).toEqual({
    id: "here",
    name: "ff/x",
    groupId: "g",
    status: "creating",
  });
  expect(await port.showGroupSnapshot("gone", patient())).toBeUndefined();
  expect(await failureOf(port.showGroupSnapshot("broken", patient()))).toMatchObject({ status: 500 });
});

test("group snapshots are found by the beginning of their name within one group", async () => {
  const rows = ["ff/i/orders/run/token", "ff/i/orders/other/token", null].map((name, i) => ({
    id: `${i}`,
    name,
    group_id: "g",
    status: "available",
  }));
  await using cloud = await startSmallCloud({
    volume: () => ({ status: 200, body: { group_snapshots: rows } }),
  });
  using port = await adapt(cloud);
  const found = await port.groupSnapshotsNamed("g", "ff/i/orders/run/", patient());
  expect(found.map(({ id }) => id)).toEqual(["0"]);
  expect(cloud.volumeRequests()[0]?.query).toEqual({ group_id: "g" });
});

const snapshot = (id: string, volume_id: string, name: string, group_snapshot_id: string | null) => ({
  id,
  volume_id,
  name,
  group_snapshot_id,
  status: "available",
  size: 1,
  metadata: {},
});

/** Cinder's rule for projects: `name` and `volume_id` filter, `group_snapshot_id` is a 400. */
function snapshotsServer(rows: readonly ReturnType<typeof snapshot>[]) {
  return ({ path, query }: Seen): Scripted => {
    if (path.startsWith("/group_snapshots/")) {
      return {
        status: 200,
        body: { group_snapshot: { id: "gs", name: "ff/x", group_id: "g", status: "available" } },
      };
    }
    if ("group_snapshot_id" in query) return { status: 400 };
    const { name, volume_id } = query;
    const snapshots = rows.filter(
      (row) =>
        (name === undefined || row.name === name) && (volume_id === undefined || row.volume_id === volume_id),
    );
    return { status: 200, body: { snapshots } };
  };
}

test("members: those of the set in two requests, a foreign volume's too, namesakes of another set not", async () => {
  const rows = [
    snapshot("a", "data", "ff/x", "gs"),
    snapshot("b", "wal", "ff/x", "gs"),
    snapshot("c", "foreign", "ff/x", "gs"),
    snapshot("d", "data", "ff/x", "other"),
    snapshot("e", "data", "ff/x", null),
  ];
  await using cloud = await startSmallCloud({ volume: snapshotsServer(rows) });
  using port = await adapt(cloud);
  const members = await port.membersOf("gs", ["data", "wal"], patient());
  expect(members.map(({ id, volumeId }) => [id, volumeId])).toEqual([
    ["a", "data"],
    ["b", "wal"],
    ["c", "foreign"],
  ]);
  expect(cloud.volumeRequests()).toHaveLength(2);
});

test("members: one that was renamed is found by its volume; one that is missing is missing", async () => {
  const rows = [snapshot("a", "data", "ff/x", "gs"), snapshot("b", "wal", "renamed by somebody", "gs")];
  await using cloud = await startSmallCloud({ volume: snapshotsServer(rows) });
  using port = await adapt(cloud);
  const members = await port.membersOf("gs", ["data", "wal", "config"], patient());
  expect(members.map(({ id }) => id).sort()).toEqual(["a", "b"]);
});

test("metadata whose answer was lost is read back and not written again when it is there", async () => {
  for (const [present, posts] of [
    [{ ff: "1", theirs: "x" }, 1],
    [{ theirs: "x" }, 2],
  ] as const) {
    let first = true;
    await using cloud = await startSmallCloud({
      volume: ({ method }) => {
        if (method === "GET") {
          return { status: 200, body: { snapshot: { ...snapshot("s", "v", "n", null), metadata: present } } };
        }
        const lost = first;
        first = false;
        return lost ? "drop" : { status: 200, body: { metadata: { ff: "1" } } };
      },
    });
    using port = await adapt(cloud);
    await port.setSnapshotMetadata("s", { ff: "1" }, patient());
    expect(cloud.volumeRequests().filter(({ method }) => method === "POST")).toHaveLength(posts);
  }
});
