import { expect, test } from "vitest";
import { createGroupSnapshot, showGroupSnapshot } from "#openstack/block-storage/group-snapshots.ts";
import type { Clock } from "#support/clock.ts";
import type { Scripted } from "./scripted-server.ts";
import { failureOf, patient, startSmallCloud } from "./small-cloud.ts";

const shown = {
  status: 200,
  body: { group_snapshot: { id: "gs", name: "ff/x", group_id: "g", status: "available" } },
};
const created = { status: 202, body: { group_snapshot: { id: "gs", name: "ff/x", group_type_id: "t" } } };
const wanted = { groupId: "g", name: "ff/x", description: "d" };
const overQuota: Scripted = {
  status: 413,
  headers: { "retry-after": "0", "x-openstack-request-id": "req-413" },
  body: {
    overLimit: {
      code: 413,
      message: "SnapshotLimitExceeded: Maximum number of snapshots allowed (2) exceeded",
    },
  },
};

/** Plays these answers one after the other; the last one stays. */
function inTurn(...answers: Scripted[]): () => Scripted {
  let next = 0;
  return () => answers[Math.min(next++, answers.length - 1)] ?? "hang";
}

test.each([
  ["503", { status: 503 }],
  ["500", { status: 500, body: { computeFault: { code: 500, message: "The server has either erred" } } }],
  ["429", { status: 429 }],
  ["a cut connection", "drop"],
  ["garbage", { status: 200, text: "<html>" }],
  ["a body of another shape", { status: 200, body: { group_snapshot: { id: 7 } } }],
] as const)("a read is tried again after %s", async (_, fault) => {
  await using cloud = await startSmallCloud({ volume: inTurn(fault, fault, shown) });
  expect(await showGroupSnapshot(cloud.client, "gs", { signal: patient() })).toMatchObject({ id: "gs" });
  expect(cloud.volumeRequests()).toHaveLength(3);
});

test("a read is given up after four tries, with the last reason and its request id", async () => {
  await using cloud = await startSmallCloud({
    volume: () => ({ status: 503, headers: { "x-openstack-request-id": "req-9" } }),
  });
  const error = await failureOf(showGroupSnapshot(cloud.client, "gs", { signal: patient() }));
  expect(error).toMatchObject({
    kind: "unreachable",
    status: 503,
    requestId: "req-9",
    applied: "not-applied",
  });
  expect(cloud.volumeRequests()).toHaveLength(4);
});

test("a read that is not there is not tried again", async () => {
  await using cloud = await startSmallCloud();
  expect(await failureOf(showGroupSnapshot(cloud.client, "gs", { signal: patient() }))).toMatchObject({
    kind: "not-found",
    status: 404,
  });
  expect(cloud.volumeRequests()).toHaveLength(1);
});

test.each([
  ["a cut connection", "drop"],
  ["500", { status: 500 }],
  ["502", { status: 502, text: "<html>bad gateway" }],
  ["503 with Retry-After", { status: 503, headers: { "retry-after": "0" } }],
  ["504", { status: 504 }],
] as const)("a write is not repeated after %s: it may have been applied", async (_, fault) => {
  await using cloud = await startSmallCloud({ volume: inTurn(fault, created) });
  const error = await failureOf(createGroupSnapshot(cloud.client, wanted, { signal: patient() }));
  expect(error).toMatchObject({ applied: "unknown" });
  expect(cloud.volumeRequests()).toHaveLength(1);
});

test("a write that a rate limit turned away is repeated", async () => {
  await using cloud = await startSmallCloud({ volume: inTurn({ status: 429 }, created) });
  expect(await createGroupSnapshot(cloud.client, wanted, { signal: patient() })).toMatchObject({ id: "gs" });
  expect(cloud.volumeRequests()).toHaveLength(2);
});

test("a write with one attempt is not repeated even then", async () => {
  await using cloud = await startSmallCloud({ volume: inTurn({ status: 429 }, created) });
  const error = await failureOf(
    createGroupSnapshot(cloud.client, wanted, { signal: patient(), attempts: 1 }),
  );
  expect(error).toMatchObject({ status: 429, applied: "not-applied" });
  expect(cloud.volumeRequests()).toHaveLength(1);
});

test("413 is a quota that is used up, for reads and writes alike: not tried again, its words kept", async () => {
  await using cloud = await startSmallCloud({ volume: () => overQuota });
  const error = await failureOf(createGroupSnapshot(cloud.client, wanted, { signal: patient() }));
  expect(error).toMatchObject({
    kind: "refused",
    applied: "not-applied",
    requestId: "req-413",
    message: expect.stringContaining(
      "SnapshotLimitExceeded: Maximum number of snapshots allowed (2) exceeded",
    ),
  });
  expect(cloud.volumeRequests()).toHaveLength(1);
});

test("a success that cannot be read was applied when the service signed it, unknown when nobody did", async () => {
  const signed = { status: 202, text: "{", headers: { "x-openstack-request-id": "req-1" } };
  for (const [answer, applied] of [
    [signed, "applied"],
    [{ status: 202, text: "{" }, "unknown"],
  ] as const) {
    await using cloud = await startSmallCloud({ volume: () => answer });
    expect(await failureOf(createGroupSnapshot(cloud.client, wanted, { signal: patient() }))).toMatchObject({
      applied,
    });
    expect(cloud.volumeRequests()).toHaveLength(1);
  }
});

test("Retry-After as a date is waited for", async () => {
  const at = Date.UTC(2026, 10, 23, 12, 0, 0);
  const clock: Clock = { now: () => at - 150, monotonic: () => performance.now() };
  const later = { status: 503, headers: { "retry-after": new Date(at).toUTCString() } };
  await using cloud = await startSmallCloud({ clock, volume: inTurn(later, shown) });
  await cloud.client.prepare(patient(), 0);
  const started = performance.now();
  await showGroupSnapshot(cloud.client, "gs", { signal: patient() });
  expect(performance.now() - started).toBeGreaterThanOrEqual(140);
});

test("a server that asks for a longer wait than we grant gets none: the caller is told", async () => {
  await using cloud = await startSmallCloud({
    volume: () => ({ status: 503, headers: { "retry-after": "31" } }),
  });
  const error = await failureOf(showGroupSnapshot(cloud.client, "gs", { signal: patient() }));
  expect(error).toMatchObject({ retryAfterMs: 31_000 });
  expect(cloud.volumeRequests()).toHaveLength(1);
});

test("waiting for the next try ends when it is called off", async () => {
  const off = new AbortController();
  await using cloud = await startSmallCloud({
    volume: () => ({ status: 503, headers: { "retry-after": "25" } }),
  });
  const failure = failureOf(showGroupSnapshot(cloud.client, "gs", { signal: off.signal }));
  await expect.poll(() => cloud.volumeRequests().length).toBe(1);
  off.abort();
  expect(await failure).toMatchObject({ status: 503 });
});
