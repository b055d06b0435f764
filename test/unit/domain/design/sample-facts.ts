import { Application } from "#domain/application.ts";
import type { Volume } from "#domain/cloud.ts";
import type { CloudSeen, SeenPool } from "#domain/design/cloud-seen.ts";
import type { DesignFacts } from "#domain/design/facts.ts";

export const AT = Date.UTC(2026, 10, 23, 9, 0);

const POOLS = {
  atomic: "host@fast#one",
  loops: "host@ceph#rbd",
} as const;

export const pool = (name: string, change: Partial<SeenPool> = {}): SeenPool => ({
  name,
  consistentGroupSnapshot: name === POOLS.atomic,
  vendor: "Vendor",
  protocol: "iSCSI",
  driverVersion: "1.0",
  backendName: name === POOLS.atomic ? "fast" : "ceph",
  ...change,
});

/** A cloud with a back end of each kind, read by an administrator's credential. */
export const cloudSeen = (change: Partial<CloudSeen> = {}): CloudSeen => ({
  name: "prod",
  as: { project: "prod", reader: "prod-reader" },
  at: AT,
  projectId: "0123456789abcdef0123456789abcdef",
  url: "https://cloud.example/volume/v3/0123456789abcdef0123456789abcdef",
  groupTypes: [
    { id: "gt-consistent", name: "consistent", spec: { value: "<is> True" } },
    { id: "gt-misspelt", name: "almost", spec: { value: "<is> true" } },
    { id: "gt-plain", name: "plain", spec: { value: null } },
  ],
  volumeTypes: [
    { id: "vt-fast", name: "fast", spec: { value: "<is> True" }, backendName: { value: "fast" } },
    { id: "vt-ceph", name: "ceph", spec: { value: null }, backendName: { value: "ceph" } },
  ],
  pools: { value: [pool(POOLS.atomic), pool(POOLS.loops)] },
  declared: [
    { pool: "host@fast", driver: "PureISCSIDriver", release: 28 },
    { pool: "host@ceph", driver: "cinder.volume.drivers.rbd.RBDDriver", release: 28 },
  ],
  ...change,
});

const volume = (role: string, on: keyof typeof POOLS): Volume => ({
  id: `id-${role}`,
  name: `orders-${role}`,
  status: "in-use",
  size: 10,
  type: on === "atomic" ? "fast" : "ceph",
  multiattach: false,
  encrypted: false,
  groupId: "group-1",
  host: POOLS[on],
  attachedTo: [{ serverId: "server-1", device: "/dev/vdb" }],
});

/** PostgreSQL over two volumes and a file system beside it; on the back end of that kind. */
export function designFacts(
  on: keyof typeof POOLS = "atomic",
  change: Partial<DesignFacts> = {},
): DesignFacts {
  const application = change.application ?? orders();
  return {
    instance: "prod",
    application,
    cloud: cloudSeen(),
    group: {
      value: {
        id: "group-1",
        name: "orders",
        status: "available",
        groupTypeId: on === "atomic" ? "gt-consistent" : "gt-plain",
        volumeTypeIds: [],
      },
    },
    inGroup: ["id-wal", "id-data", "id-config"],
    volumes: application.group.volumes.map(({ role, name, server, mount }) => ({
      role,
      named: name ?? role,
      server,
      mount,
      volume: { value: volume(role, on) },
      pool: { value: POOLS[on] },
    })),
    servers: [{ name: "orders-1", id: { value: "server-1" } }],
    recoveryServer: { name: "recovery-1", id: { value: "server-2" } },
    quota: {
      value: {
        snapshots: { limit: 40, inUse: 6, reserved: 0 },
        gigabytes: { limit: 1_000, inUse: 60, reserved: 0 },
      },
    },
    mounts: [],
    findings: [],
    prediction: undefined,
    points: [],
    tests: [],
    snapshotGapMs: 7_200_000,
    ...change,
  };
}

/** A manifest with what the change lays over it. */
export const orders = (change: Readonly<Record<string, unknown>> = {}): Application =>
  Application.parse({
    version: 1,
    application: "orders",
    cloud: "prod",
    owners: { operators: ["U0OPERATOR"], approvers: ["U0APPROVER"] },
    group: {
      name: "orders",
      type: "consistent",
      volumes: [
        { role: "wal", name: "orders-wal", mount: "/srv/wal" },
        { role: "data", name: "orders-data", mount: "/srv/data" },
        { role: "config", name: "orders-config", mount: "/srv/config" },
      ],
    },
    servers: [{ name: "orders-1", ssh: { host: "10.0.0.5", user: "freezeframe" } }],
    quiesce: {
      policy: "require",
      stages: [
        [{ kind: "postgresql", server: "orders-1" }],
        [{ kind: "fsfreeze", server: "orders-1", roles: ["config"] }],
      ],
    },
    objectives: { rpo: "4h", rto: "15m", grade: "A" },
    schedule: { snapshot: "0 */2 * * *", restoreTest: "0 5 * * 0", timezone: "Europe/Vienna" },
    retention: { last: 6, daily: 7 },
    restore: { recoveryServer: "recovery-1", order: ["data", "wal", "config"] },
    restoreTest: {
      target: { kind: "server", name: "recovery-1" },
      checks: [
        { kind: "filesystem" },
        { kind: "postgresql", sql: "select count(*) from orders", atLeast: 1 },
      ],
    },
    ...change,
  });
