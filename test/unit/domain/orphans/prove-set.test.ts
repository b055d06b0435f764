import { expect, test } from "vitest";
import type { SeenSet, SeenSnapshot } from "#domain/orphans/cloud-scan.ts";
import type { KnownWorld, RunFate } from "#domain/orphans/known-world.ts";
import { proveSets } from "#domain/orphans/prove-set.ts";
import { relate } from "#domain/orphans/related.ts";

// Whose a group snapshot is that bears the exact name of one of ours.

const MINUTE = 60_000;
const opened = Date.UTC(2026, 10, 23, 10);
const over: RunFate = { state: "over", endedAt: opened + 2 * MINUTE };
const nothing = { sets: [], snapshots: [], groups: [], volumes: [] };

function proved(given: { createdAt?: number; run?: RunFate; metadata?: Record<string, string> }) {
  const { createdAt = opened + MINUTE, run = over, metadata = {} } = given;
  const set: SeenSet = {
    ...{ id: "set-1", name: "ff/here/orders/r-1/token-1", groupId: "group-1", status: "error", createdAt },
  };
  const member: SeenSnapshot = {
    ...{ id: "snap-1", name: set.name, volumeId: "data", groupSnapshotId: set.id, status: "error" },
    ...{ gib: 1, metadata, changedAt: createdAt, counts: true },
  };
  const scan = {
    ...{ cloud: "prod", setIds: new Set([set.id]), groups: [], volumes: [], servers: [], elsewhere: nothing },
    ...{ sets: [set], snapshots: [member] },
  };
  const known: KnownWorld = {
    ...{ instance: "here", at: opened + 600 * MINUTE, creatingIsLeftoverMs: MINUTE, applications: [] },
    holds: new Map([["token-1", { application: "orders", runId: "r-1", openedAt: opened }]]),
    ...{ points: [], restores: new Map(), runs: new Map([["r-1", run]]), accountedElsewhere: new Set() },
    ...{ protect: new Set(), signed: () => false },
  };
  return proveSets(scan, known, relate(scan))[0]?.is;
}

test("made while the run of its hold went on: what that run left behind", () => {
  expect(proved({})).toBe("left");
});

test("made before or after it, or nobody knows when: somebody else may have given it that name", () => {
  expect(proved({ createdAt: opened + 60 * MINUTE })).toBe("unknown");
  expect(proved({ createdAt: opened - 60 * MINUTE })).toBe("unknown");
  expect(proved({ run: { state: "over", endedAt: undefined } })).toBe("unknown");
});

test("stamped: a point that the store has lost, unless its run is just about to record it", () => {
  const metadata = { "freezeframe:instance": "here", "freezeframe:point": "orders-1" };
  expect(proved({ metadata })).toBe("adoptable");
  expect(proved({ metadata, run: { state: "live" } })).toBe("live");
});
