import { expect, test } from "vitest";
import { findOrphans } from "#domain/orphans/find-orphans.ts";
import type { KnownWorld } from "#domain/orphans/known-world.ts";
import type { OrphanPorts } from "#workflows/orphan-ports.ts";
import { accountedElsewhere } from "#workflows/orphans/accounted-elsewhere.ts";

// Two entries of config.yml, east and west, of two projects of one cloud; both see the third.

const volume = {
  ...{ id: "copy", name: "", status: "available", gib: 1, snapshotId: undefined, groupId: undefined },
  ...{ metadata: { "freezeframe:instance": "here" }, servers: [], createdAt: 0, counts: true },
};

const scanOf = (cloud: string, things: Partial<Parameters<typeof findOrphans>[0]["elsewhere"]> = {}) => ({
  ...{ cloud, setIds: new Set<string>(), sets: [], snapshots: [], groups: [], volumes: [], servers: [] },
  elsewhere: {
    ...{ sets: [], snapshots: [], groups: [] },
    volumes: [{ project: "third", thing: volume }],
    ...things,
  },
});

interface Told {
  readonly cloud: string;
  readonly foundAt: number;
}

function ports(told: readonly Told[], { clouds = ["east", "west"], restoredIn = "" } = {}): OrphanPorts {
  const list = told.map(({ cloud, foundAt }) => ({
    record: { orphan: { class: "another project's", cloud, thing: "copy" }, foundAt },
  }));
  return {
    applications: () => [],
    restores: { get: async () => (restoredIn === "" ? undefined : { plan: { cloud: restoredIn } }) },
    orphans: { clouds: () => clouds, records: { hold: async () => undefined, list: async () => list } },
  } as unknown as OrphanPorts;
}

const leaves = async (cloud: string, told: OrphanPorts): Promise<boolean> =>
  (await accountedElsewhere(scanOf(cloud), told)).has("copy");

test("what another entry has told of is not told twice", async () => {
  const east = ports([{ cloud: "east", foundAt: 10 }]);
  expect(await leaves("west", east)).toBe(true);
  expect(await leaves("east", east)).toBe(false);
  expect(await leaves("west", ports([]))).toBe(false);
});

test("of two that have told at once one goes on: the first, by name where there is none", async () => {
  const later = ports([
    { cloud: "east", foundAt: 11 },
    { cloud: "west", foundAt: 10 },
  ]);
  expect([await leaves("east", later), await leaves("west", later)]).toEqual([true, false]);
  const together = ports([
    { cloud: "west", foundAt: 10 },
    { cloud: "east", foundAt: 10 },
  ]);
  expect([await leaves("east", together), await leaves("west", together)]).toEqual([false, true]);
});

test("an entry that is in config.yml no more answers for nothing, whether it has told of it or made it", async () => {
  expect(await leaves("west", ports([{ cloud: "east", foundAt: 10 }], { clouds: ["west"] }))).toBe(false);
  const restored = { ...volume, metadata: { ...volume.metadata, "freezeframe:restore": "run-1" } };
  const scan = scanOf("west", { volumes: [{ project: "third", thing: restored }] });
  const made = (clouds: string[]) => accountedElsewhere(scan, ports([], { clouds, restoredIn: "east" }));
  expect((await made(["east", "west"])).has("copy")).toBe(true);
  expect((await made(["west"])).has("copy")).toBe(false);
});

test("a snapshot of a volume of ours that says that it is ours is one thing, of one class", () => {
  const snapshot = {
    ...{ id: "s", name: "", volumeId: "data", groupSnapshotId: undefined, status: "available", gib: 1 },
    ...{ metadata: { "freezeframe:instance": "here" }, changedAt: 0, counts: true },
  };
  const scan = scanOf("east", { volumes: [], snapshots: [{ project: "third", thing: snapshot }] });
  const known: KnownWorld = {
    ...{ instance: "here", at: 0, creatingIsLeftoverMs: 1, points: [], signed: () => false },
    ...{ holds: new Map(), restores: new Map(), runs: new Map(), protect: new Set() },
    applications: [{ name: "orders", groupIds: new Set(), volumeIds: new Set(["data"]) }],
    accountedElsewhere: new Set(),
  };
  expect(findOrphans(scan, known).orphans.map((one) => one.class)).toEqual(["another project's"]);
});
