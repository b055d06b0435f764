import { expect, test } from "vitest";
import type { Scripted, Seen } from "../openstack/scripted-server.ts";
import { failureOf, patient, projectId, startSmallCloud } from "../openstack/small-cloud.ts";
import { adapt } from "./connect.ts";

const id = "7419a346-97db-4d0d-ab3b-0e978932f52d";
const forbidden: Scripted = {
  status: 403,
  body: { forbidden: { code: 403, message: "Policy doesn't allow it" } },
};
const group = (over: object) => ({
  id,
  name: "orders",
  status: "available",
  group_type: "gt",
  volume_types: ["vt"],
  ...over,
});
const ok = (body: object): Scripted => ({ status: 200, body });

const volume = {
  id,
  name: "orders-data",
  status: "in-use",
  size: 20,
  volume_type: "atomic",
  group_id: "g",
  multiattach: false,
  encrypted: true,
  bootable: "false",
  metadata: {},
  attachments: [
    { server_id: "srv", device: "/dev/vdb" },
    { server_id: null, device: null },
  ],
};

test("a volume in our words", async () => {
  await using cloud = await startSmallCloud({
    volume: () => ok({ volume: { ...volume, "os-vol-host-attr:host": "lab@atomic#pool" } }),
  });
  using port = await adapt(cloud);
  expect(await port.findVolume(id, patient())).toEqual({
    id,
    name: "orders-data",
    status: "in-use",
    size: 20,
    type: "atomic",
    multiattach: false,
    encrypted: true,
    groupId: "g",
    host: "lab@atomic#pool",
    attachedTo: [
      { serverId: "srv", device: "/dev/vdb" },
      { serverId: "", device: "" },
    ],
  });
});

test("a group is found by id, and by a name that looks like an id", async () => {
  const volumeApi = ({ path, query }: Seen): Scripted => {
    if (path === `/groups/${id}`) return { status: 404 };
    return ok({ groups: query.name === id ? [group({ id: "other", name: id })] : [] });
  };
  await using byName = await startSmallCloud({ volume: volumeApi });
  using port = await adapt(byName);
  expect(await port.findGroup(id, patient())).toMatchObject({
    id: "other",
    groupTypeId: "gt",
    volumeTypeIds: ["vt"],
  });
});

test("a name that nothing has, and one that two have, are told apart", async () => {
  const twins = [group({ id: "one" }), group({ id: "two" }), group({ id: "three", name: "orders-2" })];
  await using cloud = await startSmallCloud({ volume: () => ok({ groups: twins }) });
  using port = await adapt(cloud);
  expect(await failureOf(port.findGroup("nothing", patient()))).toMatchObject({ kind: "not-found" });
  expect(await failureOf(port.findGroup("orders", patient()))).toMatchObject({
    kind: "refused",
    message: expect.stringContaining("one, two"),
    next: "Name the group by its id.",
  });
});

test("a server is found by name; a cloud without Nova or without the right says so in words", async () => {
  const server = { id: "s", name: "db-1", status: "PAUSED" };
  await using nova = await startSmallCloud({ compute: () => ok({ servers: [{ ...server, metadata: {} }] }) });
  await using deaf = await startSmallCloud({ compute: () => forbidden });
  await using none = await startSmallCloud();
  using withNova = await adapt(nova);
  using withoutRight = await adapt(deaf);
  using withoutNova = await adapt(none);
  expect(await withNova.findServer("db-1", patient())).toEqual({ value: server });
  expect(await failureOf(withNova.findServer("db-2", patient()))).toMatchObject({ kind: "not-found" });
  expect(await withoutRight.findServer("db-1", patient())).toEqual({
    unread: expect.stringContaining("403"),
  });
  expect(await withoutNova.findServer("db-1", patient())).toEqual({
    unread: expect.stringContaining("no compute endpoint"),
  });
});

const key = "consistent_group_snapshot_enabled";

test.each<readonly [string, object, unknown]>([
  ["the exact string", { group_specs: { [key]: "<is> true" } }, { value: "<is> true" }],
  ["none, where specs are shown", { group_specs: {} }, { value: null }],
  [
    "nothing, where specs are not shown",
    {},
    { unread: expect.stringContaining("group:access_group_types_specs") },
  ],
])("group type spec: %s", async (_, extra, expected) => {
  await using cloud = await startSmallCloud({
    volume: () => ok({ group_type: { id: "gt", name: "consistent", ...extra } }),
  });
  using port = await adapt(cloud);
  expect(await port.groupTypeSpec("gt", patient())).toEqual(expected);
  expect(await port.groupTypeName("gt", patient())).toBe("consistent");
});

test.each<readonly [string, object, unknown]>([
  ["the value", { extra_specs: { [key]: "<is> True" } }, { value: "<is> True" }],
  ["none, when other hidden keys are shown", { extra_specs: { volume_backend_name: "b" } }, { value: null }],
  ["none, in an administrator's view", { extra_specs: {}, qos_specs_id: null }, { value: null }],
  [
    "nothing, when it may be hidden",
    { extra_specs: {} },
    { unread: expect.stringContaining("read_sensitive") },
  ],
  [
    "nothing, from what anybody may see",
    { extra_specs: { multiattach: "<is> True" } },
    { unread: expect.any(String) },
  ],
])("volume type spec: %s", async (_, extra, expected) => {
  await using cloud = await startSmallCloud({
    volume: () => ok({ volume_types: [{ id: "vt", name: "atomic", ...extra }] }),
  });
  using port = await adapt(cloud);
  expect(await port.volumeTypeSpec("atomic", patient())).toEqual(expected);
});

test("pools: capabilities as drivers report them, strings for booleans included; 403 in words", async () => {
  const pool = (name: string, capabilities: object) => ({ name, capabilities });
  await using cloud = await startSmallCloud({
    volume: () =>
      ok({
        pools: [
          pool("a@b#c", {
            [key]: true,
            vendor_name: "V",
            storage_protocol: ["iSCSI", "FC"],
            driver_version: 1.2,
          }),
          pool("a@b#d", { [key]: "True", vendor_name: null }),
          pool("a@b#e", { [key]: "False" }),
          pool("a@b#f", {}),
        ],
      }),
  });
  using port = await adapt(cloud);
  const pools = await port.pools(patient());
  expect("value" in pools && pools.value.map((one) => one.consistentGroupSnapshot)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect("value" in pools && pools.value[0]).toMatchObject({
    vendor: "V",
    protocol: "iSCSI, FC",
    driverVersion: "1.2",
  });
  await using other = await startSmallCloud({ volume: () => forbidden });
  using unprivileged = await adapt(other);
  expect(await unprivileged.pools(patient())).toEqual({
    unread: expect.stringContaining("Policy doesn't allow it"),
  });
});

test("what only administrators are shown goes to the reader, everything else does not", async () => {
  const shown = ok({ volume: { ...volume, "os-vol-host-attr:host": "lab@atomic#pool" } });
  await using main = await startSmallCloud({ volume: () => ok({ volume }) });
  await using reader = await startSmallCloud({ volume: () => shown });
  using alone = await adapt(main);
  using both = await adapt(main, reader);
  expect(await alone.poolOf(id, patient())).toEqual({
    unread: expect.stringContaining("volume_host_attribute"),
  });
  expect(await both.poolOf(id, patient())).toEqual({ value: "lab@atomic#pool" });
  expect((await both.findVolume(id, patient())).host).toBeUndefined();
  expect(reader.volumeRequests()).toHaveLength(1);
});

test("a cloud that does not answer is an error, not something unread", async () => {
  await using cloud = await startSmallCloud({ volume: () => ({ status: 503 }) });
  using port = await adapt(cloud);
  expect(await failureOf(port.pools(patient()))).toMatchObject({ kind: "unreachable", status: 503 });
});

test("quota of the token's own project", async () => {
  const use = { limit: 10, in_use: 3, reserved: 1 };
  await using cloud = await startSmallCloud({
    volume: () => ok({ quota_set: { snapshots: use, gigabytes: { ...use, limit: -1 }, volumes: use } }),
  });
  using port = await adapt(cloud);
  expect(await port.quota(patient())).toEqual({
    value: {
      snapshots: { limit: 10, inUse: 3, reserved: 1 },
      gigabytes: { limit: -1, inUse: 3, reserved: 1 },
    },
  });
  expect(cloud.volumeRequests()[0]).toMatchObject({
    path: `/volume/v3/${projectId}/os-quota-sets/${projectId}`,
    query: { usage: "True" },
  });
});

test("connecting talks to nobody: a bot starts while its cloud is down", async () => {
  await using cloud = await startSmallCloud();
  using _port = await adapt(cloud);
  expect(cloud.server.seen).toHaveLength(0);
});
