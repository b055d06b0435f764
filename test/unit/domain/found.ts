import type { Application } from "#domain/application.ts";
import { Application as Schema } from "#domain/application.ts";
import type { Volume } from "#domain/cloud.ts";
import type { CloudFacts, FoundVolume } from "#domain/preflight/facts.ts";

/** A cloud in which preflight has nothing to say against `orders`: two volumes on one server and one consistent pool. */

export const SPEC = "<is> True";
export const POOL = "host@pure#pool";

export const application: Application = Schema.parse({
  version: 1,
  application: "orders",
  cloud: "prod",
  owners: { operators: ["U0OPS"], approvers: ["U0BOSS"] },
  group: {
    name: "orders",
    type: "tier1",
    volumes: [
      { role: "data", name: "orders-data" },
      { role: "wal", name: "orders-wal" },
    ],
  },
  servers: [{ name: "db-1", local: { port: 7001 } }],
  quiesce: { policy: "require", stages: [[{ kind: "fsfreeze", server: "db-1", roles: ["data", "wal"] }]] },
});

export const volume = (role: string, change: Partial<Volume> = {}): Volume => ({
  id: `volume-${role}`,
  name: `orders-${role}`,
  status: "in-use",
  size: 10,
  type: "tier1",
  multiattach: false,
  encrypted: false,
  groupId: "group",
  host: POOL,
  attachedTo: [{ serverId: "server-db-1", device: `/dev/${role}` }],
  ...change,
});

export const found = (role: string, change: Partial<Volume> = {}): FoundVolume => ({
  role,
  server: "db-1",
  volume: volume(role, change),
  pool: { value: POOL },
});

export const facts: CloudFacts = {
  application,
  group: { id: "group", name: "orders", status: "available", groupTypeId: "type", volumeTypeIds: ["tier1"] },
  groupTypeName: "tier1",
  groupTypeSpec: { value: SPEC },
  volumes: [found("data"), found("wal")],
  groupVolumes: [volume("data"), volume("wal")],
  volumeTypeSpecs: [{ type: "tier1", spec: { value: SPEC } }],
  pools: {
    value: [
      { name: POOL, consistentGroupSnapshot: true, vendor: "Pure", protocol: "iSCSI", driverVersion: "1" },
    ],
  },
  quota: {
    value: {
      snapshots: { limit: 10, inUse: 3, reserved: 0 },
      gigabytes: { limit: 1_000, inUse: 100, reserved: 0 },
    },
  },
  servers: [{ name: "db-1", server: { value: { id: "server-db-1", name: "db-1", status: "ACTIVE" } } }],
  driver: { evidence: { driver: "pure", verdict: "atomic", by: "knowledge-base", source: "source" } },
};
