import { Application } from "#domain/application.ts";
import type { Evidence, HoldEvidence, MemberEvidence, ServerHold, SetEvidence } from "#domain/evidence.ts";
import { labelOf } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { type Ending, type SnapshotResult, snapshotResult } from "#domain/snapshot-result.ts";
import type { RunView } from "#engine/port.ts";
import { database } from "../domain/observed.ts";

/** An application with three volumes and what a run of it may see. Labels and results are made by the domain's own rules. */

export const NOW = Date.parse("2026-11-23T10:42:12.000Z");
export const RUN = "r-20261123-104203-7f3a";
const TESTED = "test-restore:orders-db:2026-11-23T09:42:00Z";
export const POINT = "orders-db-20261123-104207-9c1e";

export const application = Application.parse({
  version: 1,
  application: "orders-db",
  cloud: "prod",
  channel: "C0123456789",
  owners: { operators: ["S0STORAGE1", "U0KIM2345"], approvers: ["S0DBATEAM1"] },
  group: {
    name: "orders-db",
    volumes: ["data", "wal", "config"].map((role) => ({
      role,
      name: `orders-${role}`,
      mount: `/srv/${role}`,
    })),
  },
  servers: [{ name: "orders-db-1", ssh: { host: "10.0.0.5", user: "freezeframe" } }],
  quiesce: { policy: "require", budget: "10s", stages: [[{ kind: "postgresql", server: "orders-db-1" }]] },
  objectives: { rpo: "4h", grade: "A" },
});

const volumeId = (role: string): string =>
  `${{ data: "3fa2b6a4", wal: "88e1c0d2", config: "c41f7b93" }[role] ?? "00000000"}-1d0c-4f8e-9a55-0242ac120002`;

const server: ServerHold = {
  server: "orders-db-1",
  kit: "1.0.0",
  kernel: "6.1.0-28-amd64",
  bootId: "6b1f",
  mounts: ["data", "wal", "config"].map((role) => ({
    mount: `/srv/${role}`,
    volumeIds: [volumeId(role)],
    device: "/dev/vdb",
    fsType: "ext4",
    fsUuid: `${role}-uuid`,
  })),
  blockedBeforeCut: true,
  blockedAfterCut: true,
  heldUntilOrdered: true,
  thawCause: "ordered",
  watchdogQuiet: true,
  thawProved: true,
  frozenMs: 800,
  acts: [{ ...database, paths: ["/srv/data", "/srv/wal"], walToReplay: 290_000 }],
};

export const hold: HoldEvidence = {
  token: "9c1e0a5b7d3f4c2e8a6b1d09",
  budgetMs: 10_000,
  servers: [server],
  frozenAt: "2026-11-23T10:42:07.310Z",
  thawOrderedAt: "2026-11-23T10:42:08.080Z",
  thawedAt: "2026-11-23T10:42:08.110Z",
  windowMs: 800,
  availableBeforeThaw: true,
};

/** A guest that came back too early: the hold is not whole. */
export const lostHold: HoldEvidence = {
  ...hold,
  availableBeforeThaw: false,
  servers: [{ ...server, heldUntilOrdered: false, blockedAfterCut: false, thawCause: "deadline" }],
  windowMs: 10_900,
};

export const unthawedHold: HoldEvidence = {
  ...hold,
  servers: [{ ...server, thawProved: false, watchdogQuiet: false, thawCause: "no answer" }],
};

export const member = (role: string, change: Partial<MemberEvidence> = {}): MemberEvidence => ({
  role,
  volumeId: volumeId(role),
  volumeName: `orders-${role}`,
  expectedSize: role === "data" ? 200 : 20,
  snapshotId: `${role === "wal" ? "5d0e" : "71ab"}9c1e-77aa-4b1d-8f0e-0242ac120002`,
  status: "available",
  size: role === "data" ? 200 : 20,
  ...change,
});

export const set: SetEvidence = {
  groupSnapshotId: "0b7c2f4e-55d1-4c0f-b1a7-0242ac120002",
  name: `ff/prod/orders-db/${RUN}/${hold.token}`,
  status: "available",
  requestedAt: "2026-11-23T10:42:07.400Z",
  availableAt: "2026-11-23T10:42:08.050Z",
  members: [member("data"), member("wal"), member("config")],
  foreignMembers: [],
};

export const failedSet: SetEvidence = {
  ...set,
  status: "error",
  members: [member("data"), member("wal", { status: "error" }), member("config")],
};

const looping: Evidence["backend"] = {
  pools: ["cinder-1@ceph-ssd#ceph-ssd"],
  groupTypeSpec: null,
  poolCapability: false,
  driver: {
    driver: "cinder.volume.drivers.rbd.RBDDriver",
    verdict: "loops",
    by: "knowledge-base",
    source: "cinder/volume/drivers/rbd.py, no create_group_snapshot",
  },
  unread: [],
};

const unreadable: Evidence["backend"] = {
  unread: ["the specs of the group type need an administrator's credential"],
};

export const evidence = {
  /** Frozen and proved, on a back end that loops: A. */
  whole: { hold, holdFailure: [], policy: "require", set, backend: looping },
  /** The guest thawed early, on the same back end: D. */
  lost: {
    hold: lostHold,
    holdFailure: ["orders-db-1 thawed before it was told to (deadline)"],
    policy: "degrade",
    set: { ...set, availableAt: "2026-11-23T10:42:18.600Z" },
    backend: looping,
  },
  /** The freeze was refused, on the same back end: D. */
  unfrozen: {
    holdFailure: ["orders-db-1: ssh: connect to host 10.0.0.5 port 22: No route to host"],
    policy: "degrade",
    set,
    backend: looping,
  },
  /** No freeze wanted, and nothing readable: E. */
  unknown: { holdFailure: [], policy: "skip", set, backend: unreadable },
  /** A, and its restore was tested since. */
  tested: {
    ...{ hold, holdFailure: [], policy: "require", set, backend: looping },
    tests: { verdict: "passed", runId: TESTED, at: NOW - 3_600_000, text: "data verified in 3.1 min" },
  },
  /** A, until its restore was tested. */
  testFailed: {
    ...{ hold, holdFailure: [], policy: "require", set, backend: looping },
    tests: {
      ...{ verdict: "failed", runId: TESTED, at: NOW - 3_600_000, phase: "recovery" },
      text: "PostgreSQL did not start: could not locate a valid checkpoint record",
    },
  },
  /** A, and another one of its kind failed. */
  siblingFailed: {
    ...{ hold, holdFailure: [], policy: "require", set, backend: looping },
    siblingFailed: { point: POINT, runId: TESTED, at: NOW - 3_600_000 },
  },
} satisfies Record<string, Evidence>;

export const pointOf = (seen: Evidence, change: Partial<RecoveryPoint> = {}): RecoveryPoint => ({
  id: POINT,
  application: "orders-db",
  cloud: "prod",
  runId: RUN,
  groupId: "a1e3c2d4-0b7c-4c0f-b1a7-0242ac120002",
  groupSnapshotId: set.groupSnapshotId,
  createdAt: Date.parse(set.requestedAt),
  reason: "before the schema change",
  requestedBy: "U0KIM2345",
  evidence: seen,
  label: labelOf(seen),
  ...change,
});

const begun: Ending = {
  application: "orders-db",
  runId: RUN,
  policy: "require",
  findings: [],
  lastGood: { point: "orders-db-20261123-054203-11d0", grade: "A", ageMs: 5 * 3_600_000 },
};

export const resultOf = (change: Partial<Ending>): SnapshotResult => snapshotResult({ ...begun, ...change });

export const run = (change: Partial<RunView> = {}): RunView => ({
  id: RUN,
  workflow: "snapshot-application@1",
  state: "running",
  input: { application: "orders-db", requestedBy: "U0KIM2345", reason: "before the schema change" },
  lockKey: "orders-db",
  createdAt: NOW - 9_000,
  ...change,
});
