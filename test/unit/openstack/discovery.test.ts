import { expect, test } from "vitest";
import { listGroups } from "#openstack/block-storage/groups.ts";
import { listServers } from "#openstack/compute/servers.ts";
import { failureOf, patient, projectId, service, startSmallCloud } from "./small-cloud.ts";

const noGroups = { status: 200, body: { groups: [] } };

test.each([
  ["3.38", "3.38"],
  ["3.59", "3.59"],
  ["3.70", "3.70"],
  ["3.71", "3.70"],
  ["3.100", "3.70"],
])("a Cinder that speaks up to %s is spoken to in %s", async (max, pinned) => {
  await using cloud = await startSmallCloud({ volume: () => noGroups, maxMicroversion: max });
  await listGroups(cloud.client, {}, { signal: patient() });
  expect(cloud.volumeRequests()[0]?.headers["openstack-api-version"]).toBe(`volume ${pinned}`);
});

test.each(["3.37", "3.9", "3.0"])(
  "a Cinder that speaks up to %s is refused in words, before any other request",
  async (max) => {
    await using cloud = await startSmallCloud({ maxMicroversion: max });
    expect(await failureOf(listGroups(cloud.client, {}, { signal: patient() }))).toMatchObject({
      kind: "refused",
      message: `Cinder speaks up to microversion ${max}; 3.38 is needed`,
    });
    expect(cloud.volumeRequests()).toHaveLength(0);
  },
);

test("discovery is done once, however many ask at first", async () => {
  await using cloud = await startSmallCloud({ volume: () => noGroups });
  const signal = patient();
  await Promise.all(Array.from({ length: 5 }, () => listGroups(cloud.client, {}, { signal })));
  await listGroups(cloud.client, {}, { signal });
  expect(cloud.server.seen.filter(({ path }) => path === "/volume/")).toHaveLength(1);
  expect(cloud.tokenRequests()).toHaveLength(1);
});

test("discovery that failed is tried again by the next request", async () => {
  let down = true;
  await using cloud = await startSmallCloud({
    volume: () => noGroups,
    identity: () => (down ? { status: 404 } : undefined),
  });
  await failureOf(listGroups(cloud.client, {}, { signal: patient() }));
  down = false;
  expect(await listGroups(cloud.client, {}, { signal: patient() })).toEqual([]);
});

test.each([
  ["with version and project", (url: string) => `${url}/volume/v3/${projectId}`],
  ["with the version alone", (url: string) => `${url}/volume/v3/`],
  ["bare", (url: string) => `${url}/volume`],
])("an endpoint %s is understood", async (_, endpoint) => {
  await using cloud = await startSmallCloud({
    volume: () => noGroups,
    catalog: (url) => [service("block-storage", endpoint(url))],
  });
  await listGroups(cloud.client, {}, { signal: patient() });
  expect(cloud.volumeRequests()[0]?.path).toBe(`/volume/v3/${projectId}/groups/detail`);
});

test("the official service type wins over its old name; region and interface choose the endpoint", async () => {
  await using cloud = await startSmallCloud({
    volume: () => noGroups,
    credentials: { region: "north", interface: "internal" },
    catalog: (url) => [
      service("volumev3", "http://127.0.0.1:9/old", "north"),
      service("block-storage", "http://127.0.0.1:9/south", "south"),
      service("block-storage", `${url}/volume`, "north"),
    ],
  });
  expect(await listGroups(cloud.client, {}, { signal: patient() })).toEqual([]);
});

test("a region that the catalog does not have is told together with what it has", async () => {
  await using cloud = await startSmallCloud({ credentials: { region: "west" } });
  expect(await failureOf(listGroups(cloud.client, {}, { signal: patient() }))).toMatchObject({
    kind: "invalid-input",
    message: expect.stringContaining("block-storage or volumev3 endpoint for interface public, region west"),
    next: expect.stringContaining("volumev3 (public, RegionOne)"),
  });
});

test("without a region, a catalog with several is not guessed at", async () => {
  await using cloud = await startSmallCloud({
    catalog: (url) => [
      service("volumev3", `${url}/volume`, "north"),
      service("volumev3", `${url}/volume`, "south"),
    ],
  });
  expect(await failureOf(listGroups(cloud.client, {}, { signal: patient() }))).toMatchObject({
    message: expect.stringContaining("north, south"),
    next: "Set region_name of this cloud.",
  });
});

test("Nova is asked for a name as it is written, although its filter is a regular expression", async () => {
  const named = (name: string) => ({ id: name, name, status: "ACTIVE", metadata: {} });
  await using cloud = await startSmallCloud({
    compute: ({ query }) => ({
      status: 200,
      body: {
        servers: ["db.1", "db-1", "old-db.1"]
          .map(named)
          .filter(({ name }) => new RegExp(query.name ?? "").test(name)),
      },
    }),
  });
  const servers = await listServers(cloud.compute, { name: "db.1" }, { signal: patient() });
  expect(servers.map(({ name }) => name)).toEqual(["db.1"]);
});
