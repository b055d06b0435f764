import { RestorePlan } from "#domain/restore/plan.ts";
import { RestoreRecord } from "#domain/restore/record.ts";
import {
  headlineOf,
  type RestoredThing,
  type RestorePhases,
  RestoreReport,
  reached,
} from "#domain/restore/report.ts";
import type { RunView } from "#engine/port.ts";
import type { RestorePhase } from "#surfaces/slack/views/restore-phase.ts";
import { approval, approvals } from "./approvals.ts";
import { NOW, POINT, run } from "./sample.ts";

/** A restore of the sample's application, in every state that people may see. */

const MINUTE = 60_000;
export const REQUEST = "r-20261123-103712-7f3a9c21";
const RESTORE = `${REQUEST}-restore`;
const BEGAN = NOW - 4 * MINUTE;

export const plan = RestorePlan.parse({
  version: 1,
  instance: "prod",
  application: "orders-db",
  cloud: "prod",
  point: {
    id: POINT,
    groupId: "a1e3c2d4-0b7c-4c0f-b1a7-0242ac120002",
    groupSnapshotId: "0b7c2f4e-55d1-4c0f-b1a7-0242ac120002",
    takenAt: NOW - 5 * 3_600_000,
    grade: "A",
    label: "application-consistent (verified freeze)",
  },
  strategy: {
    how: "volumes",
    why: "Cinder took the members one after another: each is a snapshot of its own",
  },
  volumes: ["data", "wal", "config"].map((role) => ({
    role,
    snapshotId: `71ab9c1e-77aa-4b1d-8f0e-${role.padEnd(12, "0")}`,
    sourceVolumeId: `3fa2b6a4-1d0c-4f8e-9a55-${role.padEnd(12, "0")}`,
    sizeGib: role === "data" ? 200 : 20,
    volumeType: "ceph-ssd",
    bootable: false,
    encrypted: false,
    mount: `/srv/${role}`,
  })),
  leftOut: [],
  server: { id: "5d0e9c1e-77aa-4b1d-8f0e-0242ac120002", name: "recovery-1" },
  postgresql: { cluster: "main", major: 15, dataRole: "data" },
  checks: [{ kind: "filesystem" }, { kind: "postgresql" }],
  ttlMs: 72 * 3_600_000,
  onFailure: "tear down",
  findings: [],
  plannedAt: BEGAN,
  quota: { uses: {} },
  expected: { ms: 4 * MINUTE, from: 3 },
  rtoMs: 15 * MINUTE,
});

const phase = (ok: boolean, ms: number, text: string) => ({ ok, at: BEGAN + ms, ms, text });

const whole: RestorePhases = {
  volumesCreated: phase(true, 41_000, "3 volumes, each of its snapshot, size and type"),
  attached: phase(true, 68_000, "3 volumes to recovery-1"),
  databaseRecovered: phase(true, 95_000, "PostgreSQL 15.18 answers, WAL replayed in 2300 ms"),
  dataVerified: phase(true, 184_000, "collation library, PostgreSQL: every row"),
};

const checks = [
  { check: "file system data", passed: true, text: "clean, journal replayed", readsData: false },
  { check: "file system wal", passed: true, text: "clean", readsData: false },
  { check: "collation library", passed: true, text: "same", readsData: false },
  { check: "PostgreSQL: every index (amcheck)", passed: true, text: "41 indexes", readsData: true },
  { check: "PostgreSQL: every row", passed: true, text: "18 tables, 1204311 rows", readsData: true },
  { check: "PostgreSQL: SELECT count(*) FROM orders", passed: true, text: "403112", readsData: true },
];

const volumes = plan.volumes.map(({ role, sourceVolumeId }) => ({
  role,
  volumeId: sourceVolumeId.replace("3fa2b6a4", "99e0c1d2"),
  name: `ffr/prod/orders-db/${RESTORE}/${role}`,
}));

const there: RestoredThing[] = volumes.map(({ volumeId, name }) => ({
  kind: "volume",
  id: volumeId,
  name,
  status: "in-use",
  remedy: [
    `openstack server remove volume 5d0e9c1e-77aa-4b1d-8f0e-0242ac120002 ${volumeId}`,
    `openstack volume delete ${volumeId}`,
  ],
}));

const stuck: RestoredThing[] = there
  .slice(0, 1)
  .map((thing) => ({ ...thing, status: "detaching", why: "Nova did not let it go within 300 s" }));

const reportOf = (phases: RestorePhases, change: Partial<RestoreReport> = {}): RestoreReport => {
  const came = { phases, needsDatabase: true };
  return RestoreReport.parse({
    runId: RESTORE,
    application: "orders-db",
    cloud: "prod",
    point: POINT,
    headline: headlineOf({ ...came, application: "orders-db", point: POINT }),
    reached: reached(came),
    ...came,
    checks,
    objectiveMs: 15 * MINUTE,
    approvedBy: ["U0LEE6789"],
    volumes,
    server: plan.server,
    left: there,
    state: "kept",
    expiresAt: NOW + 71 * 3_600_000,
    cutOver: [],
    ...change,
  });
};

const cutOver = [
  ...volumes.map(
    ({ volumeId, role }) =>
      `openstack volume unset --property freezeframe:restore ${volumeId} && openstack volume set --name orders-db-${role}-restored ${volumeId}`,
  ),
  "# stop the application on orders-db-1 and unmount its volumes there",
  ...volumes.map(({ volumeId }) => `openstack server add volume orders-db-1 ${volumeId}`),
];

const gone = { volumes: [], left: [], state: "torn down" as const, expiresAt: undefined };
const { dataVerified: _v, ...recovered } = whole;
const { attached: _a, databaseRecovered: _d, ...onlyMade } = recovered;

/** How a restore can end that has a report. */
export const reports = {
  verified: reportOf(whole, { rtoMs: 184_000, cutOver }),
  "objective-missed": reportOf(
    { ...whole, dataVerified: phase(true, 22 * MINUTE, "PostgreSQL: every row") },
    { rtoMs: 22 * MINUTE, cutOver, approvedBy: [] },
  ),
  "not-the-whole": reportOf(whole, {
    cutOver,
    gaps: ["config left out"],
    headline: headlineOf({
      ...{ application: "orders-db", point: POINT, phases: whole, needsDatabase: true },
      gaps: ["config left out"],
    }),
  }),
  booted: reportOf(
    {
      volumesCreated: whole.volumesCreated,
      booted: phase(true, 131_000, "the server says that it is up, with 3 disks"),
      databaseRecovered: phase(true, 140_000, "PostgreSQL 15.18 answers, no WAL to replay"),
      dataVerified: phase(true, 184_000, "PostgreSQL: every row; not done: PostgreSQL: checksums"),
    },
    {
      ...{ rtoMs: 184_000, cutOver, server: { id: "77aa", name: `ffr/prod/orders-db/${RESTORE}` } },
      checks: [
        ...checks,
        {
          ...{ check: "PostgreSQL: checksums", passed: true, skipped: true, readsData: false },
          text: "the cluster has none",
        },
      ],
    },
  ),
  "volumes-only": reportOf(onlyMade, { checks: [], server: undefined }),
  "not-checked": reportOf(recovered, { checks: checks.slice(0, 3) }),
  "create-failed": reportOf(
    { volumesCreated: phase(false, 93_000, "wal is error: the back end has no room (pool ceph-ssd)") },
    { ...gone, checks: [] },
  ),
  "database-failed": reportOf(
    {
      ...onlyMade,
      attached: phase(true, 68_000, "3 volumes to recovery-1"),
      databaseRecovered: phase(
        false,
        91_000,
        "PostgreSQL did not start: could not locate a valid checkpoint record",
      ),
    },
    {
      ...gone,
      checks: checks.slice(0, 2),
      reading: { disksFound: true, saysNo: "recovery", undone: [] },
    },
  ),
  "check-failed": reportOf(
    {
      ...whole,
      dataVerified: phase(
        false,
        184_000,
        "PostgreSQL: every row: invalid page in block 7 of relation orders",
      ),
    },
    {
      ...gone,
      checks: checks.map((check) =>
        check.check === "PostgreSQL: every row"
          ? { ...check, passed: false, text: "invalid page in block 7 of relation orders" }
          : check,
      ),
      reading: { disksFound: true, saysNo: "checks", undone: [] },
    },
  ),
  "left-behind": reportOf(
    {
      volumesCreated: phase(true, 41_000, "3 volumes"),
      attached: phase(false, 341_000, "wal did not attach"),
    },
    { ...gone, state: "left behind", left: stuck, checks: [] },
  ),
} satisfies Record<string, RestoreReport>;

export const recordOf = (change: Partial<RestoreRecord> = {}): RestoreRecord =>
  RestoreRecord.parse({
    id: RESTORE,
    application: "orders-db",
    plan,
    requestedBy: "U0KIM2345",
    reason: "rows were deleted by the 14:00 job",
    approvalId: approvals.approved.id,
    startedAt: BEGAN,
    state: "kept",
    report: reports.verified,
    ...change,
  });

/** The record that a report leaves; none when nothing is there. */
export const recordFor = (report: RestoreReport): RestoreRecord | undefined =>
  report.state === "torn down"
    ? undefined
    : recordOf({ report, state: report.state === "kept" ? "kept" : "left" });

export const request = (change: Partial<RunView> = {}): RunView =>
  run({
    id: REQUEST,
    workflow: "request-restore@1",
    input: {
      application: "orders-db",
      requestedBy: "U0KIM2345",
      point: "latest",
      reason: "rows were deleted by the 14:00 job",
    },
    createdAt: BEGAN - 2 * MINUTE,
    ...change,
  });

export const child = (change: Partial<RunView> = {}): RunView =>
  run({ id: RESTORE, workflow: "restore-application@1", lockKey: "orders-db", createdAt: BEGAN, ...change });

export const discardRun = (change: Partial<RunView> = {}): RunView =>
  run({
    id: "r-20261125-091500-02be11aa",
    workflow: "discard-restore@1",
    input: { application: "orders-db", restore: RESTORE, requestedBy: "U0KIM2345" },
    ...change,
  });

export const stuckThings = stuck;
export const goneIds = volumes.map(({ volumeId }) => volumeId);

export const restoreApproval = approval({ subject: { kind: "restore", planId: RESTORE }, runId: REQUEST });
export const approvedRestore = {
  ...approvals.approved,
  ...{ subject: restoreApproval.subject, runId: REQUEST },
};

const creating: RestorePhase = { phase: "creating", done: 2, of: 3 };
const created: RestorePhase = { phase: "creating", done: 3, of: 3 };
const attaching: RestorePhase = { phase: "attaching", done: 2, of: 3 };
const recovering: RestorePhase = { phase: "recovering", what: "checking: PostgreSQL: every row" };

/** What a restore may have been heard to do. */
export const heard = {
  creating: [creating],
  attaching: [created, attaching],
  booting: [created, { phase: "booting" }],
  recovering: [created, { phase: "attaching", done: 3, of: 3 }, recovering],
  listing: [created, attaching, recovering, { phase: "listing" }],
  "tearing-down": [created, attaching, { phase: "tearing down" }],
  "made-in-vain": [
    { phase: "creating", done: 1, of: 3 },
    { phase: "tearing down", why: "wal is error, so what was still being made was not waited for; …" },
  ],
} satisfies Record<string, RestorePhase[]>;
