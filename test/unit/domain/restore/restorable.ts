import { Application } from "#domain/application.ts";
import { labelOf } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { FoundMember, FoundServer, RestoreFacts, SourceVolume } from "#domain/restore/facts.ts";
import { waysToRestore } from "#domain/restore/strategy.ts";
import { application as snapshotted } from "../found.ts";
import { backend, set, whole } from "../observed.ts";

/** Facts with nothing against a restore of `orders` from a grade A point, but that its array knows groups only. */

export const NOW = Date.parse("2026-11-23T12:42:07.400Z");

export const application: Application = Application.parse({
  ...snapshotted,
  quiesce: { policy: "require", stages: [[{ kind: "postgresql", server: "db-1" }]] },
  objectives: { rto: "15m", grade: "B" },
  restore: { order: ["wal", "data"], recoveryServer: "recovery-1" },
});

export const pointWith = (evidence: RecoveryPoint["evidence"]): RecoveryPoint => ({
  id: "orders-20261123-104207-0123",
  application: "orders",
  cloud: "prod",
  runId: "r-20261123-104207-7f3a",
  groupId: "group",
  groupSnapshotId: "group-snapshot",
  createdAt: Date.parse(set.requestedAt),
  requestedBy: "U0OPS",
  evidence,
  label: labelOf(evidence),
});

export const point = pointWith(whole);

export const source = (role: string, change: Partial<SourceVolume> = {}): SourceVolume => ({
  id: `volume-${role}`,
  sizeGib: 10,
  volumeType: "tier1",
  bootable: false,
  encrypted: false,
  availabilityZone: "nova",
  groupId: "group",
  ...change,
});

export const member = (role: string, change: Partial<FoundMember> = {}): FoundMember => {
  const evidence = set.members.find((one) => one.role === role);
  if (evidence === undefined) throw new Error(`the point has no ${role}`);
  return {
    evidence,
    snapshot: {
      id: `snapshot-${role}`,
      volumeId: `volume-${role}`,
      status: "available",
      size: 10,
      metadata: {},
    },
    source: source(role),
    ...change,
  };
};

export const recovery: FoundServer & {
  nova: { value: object };
} = {
  name: "recovery-1",
  listed: true,
  nova: {
    value: {
      id: "server-recovery-1",
      name: "recovery-1",
      status: "ACTIVE",
      metadata: { "freezeframe:recovery": "yes" },
    },
  },
  kit: {
    value: { kit: "1.0.0", kernel: "6.1.0", postgresql: [13, 15], glibc: "2.36", icu: "72" },
  },
};

const use = (limit: number, inUse: number) => ({ limit, inUse, reserved: 0, counted: inUse });

export const facts: RestoreFacts = {
  instance: "test",
  application,
  point,
  better: undefined,
  set: { id: "group-snapshot", name: set.name, groupId: "group", status: "available" },
  members: [member("data"), member("wal")],
  roles: undefined,
  ways: waysToRestore(backend),
  asked: undefined,
  quota: {
    value: { volumes: use(10, 2), gigabytes: use(1_000, 40), groups: use(10, 1), perType: {} },
  },
  target: "server",
  server: recovery,
  applications: [application],
  history: [],
  ttlMs: 72 * 3_600_000,
  onFailure: "tear down",
};
