import type { CleanupReport } from "#domain/orphans/cleanup-record.ts";
import { type Orphan, orphan } from "#domain/orphans/orphan.ts";
import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import type { OrphanReport } from "#domain/orphans/orphan-report.ts";
import type { ScanRecord } from "#domain/orphans/scan-record.ts";
import { standingOf } from "#domain/orphans/standing.ts";
import { NOW } from "./sample.ts";

/** Orphans as a scan finds them; whether they may go is told by the domain's own rule. */

const HOUR = 3_600_000;
const graceMs = 24 * HOUR;
const RUN = "r-20261122-020004-71aa3c10";

const of = (change: Partial<Orphan> & Pick<Orphan, "class" | "kind" | "thing">): Orphan =>
  orphan({
    ...{ cloud: "prod", application: "orders-db", name: "", status: "error", gib: 0 },
    ...{ by: "clean-up", proof: [], bound: [] },
    ...change,
  });

const record = (found: Orphan, change: Partial<OrphanRecord> = {}): OrphanRecord => ({
  orphan: found,
  foundAt: NOW - 30 * HOUR,
  told: { at: NOW - 29 * HOUR, where: "channel C0123456789" },
  ...change,
});

const setProof = [
  `its name carries the token of a hold that run ${RUN} of this installation has opened`,
  `run ${RUN} is over, and no recovery point is of this group snapshot`,
];

export const failedSet = of({
  ...{ class: "failed set", kind: "group snapshot", thing: "5d1c2b3a-0000-4000-8000-000000000001" },
  name: `ff/prod/orders-db/${RUN}/7f3a9c21d0e4b5a6c7d8e9f0`,
  ...{ gib: 220, objects: 4, runId: RUN },
  proof: [...setProof, "it is in error; its members: available, error, error"],
});

const deadVolume = of({
  ...{
    class: "dead run",
    kind: "volume",
    thing: "9b0e5a44-0000-4000-8000-000000000002",
    status: "available",
  },
  name: "ffr/prod/orders-db/r-20261121-041200-1c2d3e4f/data",
  gib: 200,
  proof: ["restore r-20261121-041200-1c2d3e4f is over, and was to take it away"],
});

const stuckSet = of({
  ...{ class: "stuck set", kind: "group snapshot", thing: "5d1c2b3a-0000-4000-8000-000000000003" },
  name: "ff/prod/orders-db/r-20261123-080001-aa01bb02/00112233445566778899aabb",
  ...{ gib: 220, objects: 4, by: "administrator", status: "creating" },
  proof: ["it has been creating for 2 h 41 min"],
  commands: [
    "cinder reset-state --type group-snapshot --state error 5d1c2b3a-0000-4000-8000-000000000003   # as an administrator",
    "cinder group-snapshot-delete 5d1c2b3a-0000-4000-8000-000000000003",
  ],
});

const another = of({
  ...{ class: "another tool's", kind: "snapshot", thing: "c0ffee00-0000-4000-8000-000000000004" },
  ...{ name: "nightly-backup", status: "available", gib: 200, by: "owner" },
  proof: ["it is of orders-db's volumes, and bears no mark of this installation"],
  commands: ["openstack volume snapshot show c0ffee00-0000-4000-8000-000000000004"],
});

const drifted: Orphan = orphan({
  ...{ class: "quota drift", kind: "quota", cloud: "prod", thing: "gigabytes", name: "quota gigabytes" },
  ...{ status: "reported 1240, counted 1020", gib: 0, by: "administrator", bound: [] },
  proof: ["Cinder reports 1240 gigabytes in use, its lists show 1020: 220 of 2000 are lost to the project"],
  commands: [
    "cinder-manage quota check --project-id 4f1e   # on a controller, Wallaby and later",
    "cinder-manage quota sync --project-id 4f1e",
  ],
});

const scan: ScanRecord = {
  ...{ cloud: "prod", runId: "r-20261123-100000-0a0b0c0d", startedAt: NOW - 200_000, endedAt: NOW - 190_000 },
  ...{ aheadMs: 40, orphans: 4, adoptable: [], adoptableCount: 0, unknown: [], unknownCount: 0 },
  looked: { sets: 41, snapshots: 133, groups: 7, volumes: 64, servers: 22 },
};

const report = (records: readonly OrphanRecord[], scans: readonly ScanRecord[] = [scan]): OrphanReport => ({
  scans: [...scans],
  unscanned: [],
  orphans: records.map((one) => {
    const standing = standingOf(one, { at: NOW, graceMs });
    return standing.may ? { record: one } : { record: one, stays: standing.why };
  }),
});

const kept = (until?: number): OrphanRecord["kept"] => ({
  ...{ by: "U0KIM2345", at: NOW - HOUR, reason: "the vendor looks at it" },
  ...(until === undefined ? {} : { until }),
});

const told = { told: { at: NOW - HOUR, where: "channel C0123456789" } };
const shop = (found: Orphan): Orphan => ({ ...found, id: `${found.id.slice(0, 11)}f`, application: "shop" });

export const orphanReports = {
  none: report([]),
  found: report([record(failedSet, told), record(stuckSet, told), record(another, told)]),
  due: report([record(failedSet), record(deadVolume), record(stuckSet), record(another)]),
  snoozed: report([record(failedSet, { kept: kept(NOW + 6 * 24 * HOUR) }), record(deadVolume)]),
  kept: report([record(failedSet, { kept: kept() })]),
  untold: report([{ orphan: failedSet, foundAt: NOW - 1_000 }]),
  all: report(
    [record(failedSet), record(shop(deadVolume), told), record({ ...drifted })].concat(
      record(shop(failedSet), { kept: kept() }),
    ),
  ),
  many: report(
    Array.from({ length: 40 }, (_, index) =>
      record(of({ ...deadVolume, thing: `9b0e5a44-0000-4000-8000-${String(index).padStart(12, "0")}` })),
    ),
  ),
  lost: report(
    [],
    [
      {
        ...scan,
        adoptable: [{ setId: "5d1c", name: "ff/prod/orders-db/r-20261123-104203-7f3a/0123456789ab" }],
        ...{ adoptableCount: 1, unknown: ["5d1d", "5d1e"], unknownCount: 2 },
      },
    ],
  ),
} as const satisfies Readonly<Record<string, OrphanReport>>;

const item = (
  { id, kind, thing, name, gib }: Orphan,
  change: Partial<CleanupReport["items"][number]>,
): CleanupReport["items"][number] => ({
  ...{ id, kind, thing, name, gib, outcome: "deleted", remedy: [] },
  ...change,
});

export const cleanups = {
  whole: {
    ...{ runId: "r-20261123-104300-0d0d-clean", application: "orders-db", cloud: "prod", freedGib: 420 },
    approvedBy: ["U0LEE6789"],
    items: [item(deadVolume, {}), item(failedSet, {})],
  },
  part: {
    ...{ runId: "r-20261123-104300-0d0d-clean", application: "orders-db", cloud: "prod", freedGib: 0 },
    approvedBy: ["U0LEE6789"],
    brokeGlass: true,
    items: [
      item(deadVolume, {
        outcome: "skipped",
        why: "changed since the plan: it is attached to 7c1f since 2026-11-23 10:40 UTC",
      }),
      item(failedSet, {
        outcome: "left",
        why: "the back end could not delete it: it is in error (8f21 deleted, 90ab error)",
        remedy: ["cinder group-snapshot-delete 5d1c2b3a-0000-4000-8000-000000000001"],
      }),
    ],
  },
} as const satisfies Readonly<Record<string, CleanupReport>>;
