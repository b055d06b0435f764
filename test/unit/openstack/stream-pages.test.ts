import { expect, test } from "vitest";
import { streamVolumes } from "#openstack/block-storage/volumes.ts";
import { failureOf, patient, type SmallCloud, startSmallCloud } from "./small-cloud.ts";

const volume = (id: string) => ({
  ...{ id, name: id, status: "available", size: 1, metadata: {}, attachments: [], links: ["not kept"] },
});
const next = (marker: string) => ({
  volumes_links: [{ rel: "next", href: `http://internal/detail?limit=2&marker=${marker}` }],
});

/** Pages p0, p1 … `pages` of them, or without end. */
const paged = (pages: number): Promise<SmallCloud> =>
  startSmallCloud({
    volume: ({ query }) => {
      const page = Number(query.marker ?? "0");
      const more = page + 1 < pages ? next(String(page + 1)) : {};
      return { status: 200, body: { volumes: [volume(`p${page}`)], ...more } };
    },
  });

test("pages come in the server's order, and of each row only what is asked for is kept", async () => {
  await using cloud = await paged(3);
  const seen: unknown[] = [];
  for await (const page of streamVolumes(cloud.client, {}, { signal: patient() })) seen.push(...page);
  const { links: _links, ...row } = volume("p0");
  expect(seen).toEqual([row, { ...row, id: "p1", name: "p1" }, { ...row, id: "p2", name: "p2" }]);
  expect(cloud.volumeRequests()).toHaveLength(3);
});

test("the next page is fetched while this one is looked at, and never the one after it", async () => {
  await using cloud = await paged(10);
  const pages = streamVolumes(cloud.client, {}, { signal: patient() })[Symbol.asyncIterator]();
  await pages.next();
  await expect.poll(() => cloud.volumeRequests().length).toBe(2);
  await pages.next();
  await expect.poll(() => cloud.volumeRequests().length).toBe(3);
  await pages.return?.();
});

test("whoever stops reading is not held up by the page that was fetched ahead", async () => {
  await using cloud = await startSmallCloud({
    volume: ({ query }) =>
      query.marker === undefined ? { status: 200, body: { volumes: [volume("a")], ...next("1") } } : "hang",
  });
  for await (const page of streamVolumes(cloud.client, {}, { signal: patient() })) {
    expect([...page]).toHaveLength(1);
    break;
  }
});

test("a row that is none is an error that says where, and what came before it was seen", async () => {
  await using cloud = await startSmallCloud({
    volume: () => ({ status: 200, body: { volumes: [volume("a"), { ...volume("b"), size: "large" }] } }),
  });
  const seen: string[] = [];
  const read = async () => {
    for await (const page of streamVolumes(cloud.client, {}, { signal: patient() }))
      for (const { id } of page) seen.push(id);
  };
  expect(await failureOf(read())).toMatchObject({
    kind: "failed",
    message: expect.stringContaining("GET /volumes/detail: a row of the list cannot be read: size: "),
  });
  expect(seen).toEqual(["a"]);
});

test("a list that leads back to itself ends with an error, and so does one whose marker is gone", async () => {
  await using round = await startSmallCloud({
    volume: () => ({ status: 200, body: { volumes: [], ...next("a") } }),
  });
  const read = async (cloud: SmallCloud) => {
    for await (const page of streamVolumes(cloud.client, {}, { signal: patient() }))
      expect(page).toBeDefined();
  };
  expect(await failureOf(read(round))).toMatchObject({
    kind: "failed",
    message: expect.stringMatching(/does not end/),
  });
  await using gone = await startSmallCloud({
    volume: ({ query }) =>
      query.marker === undefined
        ? { status: 200, body: { volumes: [volume("a")], ...next("a") } }
        : { status: 404, body: { itemNotFound: { code: 404, message: "Volume a could not be found." } } },
  });
  expect(await failureOf(read(gone))).toMatchObject({ kind: "not-found" });
});

test("the cloud's time is Keystone's, and a clock here that was set wrong does not change it", async () => {
  let wrong = 0;
  const clock = { now: () => Date.now() + wrong, monotonic: () => performance.now() };
  await using cloud = await startSmallCloud({ clock });
  const before = await cloud.client.time(patient());
  wrong = 365 * 86_400_000;
  const after = await cloud.client.time(patient());
  expect(after - before).toBeLessThan(60_000);
  expect(after).toBeGreaterThanOrEqual(before);
});
