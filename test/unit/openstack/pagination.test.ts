import { expect, test } from "vitest";
import { listGroupSnapshots } from "#openstack/block-storage/group-snapshots.ts";
import { failureOf, patient, startSmallCloud } from "./small-cloud.ts";

const row = (id: string) => ({ id, name: `ff/${id}`, group_id: "g", status: "available" });
const next = (href: string) => ({ group_snapshot_links: [{ rel: "next", href }] });

test("links are followed to the end: a short page or an empty one is not it", async () => {
  await using cloud = await startSmallCloud({
    volume: ({ query }) => {
      switch (query.marker) {
        case undefined:
          return {
            status: 200,
            body: {
              group_snapshots: [row("a"), row("b")],
              ...next("http://internal:8776/v3/p/group_snapshots/detail?group_id=g&marker=b"),
            },
          };
        case "b":
          return {
            status: 200,
            body: {
              group_snapshots: [],
              ...next("http://internal:8776/v3/p/group_snapshots/detail?group_id=g&marker=c"),
            },
          };
        default:
          return { status: 200, body: { group_snapshots: [row("d")] } };
      }
    },
  });
  const all = await listGroupSnapshots(cloud.client, { group_id: "g" }, { signal: patient() });
  expect(all.map(({ id }) => id)).toEqual(["a", "b", "d"]);
  expect(cloud.volumeRequests().map(({ query }) => query)).toEqual([
    { group_id: "g" },
    { group_id: "g", marker: "b" },
    { group_id: "g", marker: "c" },
  ]);
});

test("only a link's query is followed: the token never goes to the host that it names", async () => {
  await using stranger = await startSmallCloud();
  await using cloud = await startSmallCloud({
    volume: ({ query }) => ({
      status: 200,
      body: {
        group_snapshots: [],
        ...(query.marker === undefined ? next(`${stranger.server.url}/v3/x?marker=m`) : {}),
      },
    }),
  });
  await listGroupSnapshots(cloud.client, {}, { signal: patient() });
  expect(cloud.volumeRequests()).toHaveLength(2);
  expect(stranger.server.seen).toHaveLength(0);
});

test("a list that leads back to itself ends with an error", async () => {
  await using cloud = await startSmallCloud({
    volume: () => ({ status: 200, body: { group_snapshots: [row("a")], ...next("/detail?marker=a") } }),
  });
  expect(await failureOf(listGroupSnapshots(cloud.client, {}, { signal: patient() }))).toMatchObject({
    message: expect.stringContaining("does not end"),
  });
  expect(cloud.volumeRequests()).toHaveLength(2);
});

test("a list that never ends stops at a hundred pages", async () => {
  let page = 0;
  await using cloud = await startSmallCloud({
    volume: () => {
      page += 1;
      return { status: 200, body: { group_snapshots: [], ...next(`?marker=${page}`) } };
    },
  });
  await failureOf(listGroupSnapshots(cloud.client, {}, { signal: patient() }));
  expect(cloud.volumeRequests()).toHaveLength(100);
});

test("a page that fails once is fetched again, without losing or doubling a row", async () => {
  const failed = new Set<string>();
  await using cloud = await startSmallCloud({
    volume: ({ query }) => {
      const marker = query.marker ?? "";
      if (!failed.has(marker)) {
        failed.add(marker);
        return { status: 503 };
      }
      return {
        status: 200,
        body: { group_snapshots: [row(`after-${marker}`)], ...(marker === "" ? next("?marker=m") : {}) },
      };
    },
  });
  const all = await listGroupSnapshots(cloud.client, {}, { signal: patient() });
  expect(all.map(({ id }) => id)).toEqual(["after-", "after-m"]);
});
