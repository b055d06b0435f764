import type {
  ApplicationAct,
  BackendEvidence,
  Evidence,
  HoldEvidence,
  ServerHold,
  SetEvidence,
} from "#domain/evidence.ts";

/** Evidence in which everything was observed that grade A needs, and C as well: a freeze on an atomic back end. */

export const token = "0123456789abcdef01234567";
export const name = `ff/test/orders/r-20261123-104207-7f3a/${token}`;

export const database: Extract<ApplicationAct, { kind: "postgresql" }> = {
  kind: "postgresql",
  cluster: "main",
  version: "15.18",
  paths: ["/data", "/wal"],
  pathsFrozen: true,
  checkpointAdvanced: true,
  role: "primary",
  fsync: true,
  fullPageWrites: true,
  synchronousCommit: "on",
  sameServer: true,
  walToReplay: 2_900_000,
  commitsBefore: "2026-11-23T10:42:07.310Z",
};

export const mariadb: Extract<ApplicationAct, { kind: "mariadb" }> = {
  kind: "mariadb",
  name: "main",
  version: "10.11.19",
  paths: ["/data", "/wal"],
  pathsFrozen: true,
  stageAfterFreeze: true,
  stageBeforeThaw: true,
  stageEnded: true,
  redoWritten: true,
  doublewrite: true,
  flushMethod: "O_DIRECT",
  role: "primary",
  engines: [
    { engine: "InnoDB", tables: 12 },
    { engine: "MyISAM", tables: 1 },
  ],
  redoToApply: 1_310_720,
  gtid: "0-1-4711",
  commitsBefore: "2026-11-23T10:42:07.310Z",
};

export const hook: Extract<ApplicationAct, { kind: "hook" }> = {
  kind: "hook",
  name: "flush",
  provedAfterFreeze: true,
  provedBeforeThaw: true,
};

const mount = (role: string) => ({
  mount: `/${role}`,
  volumeIds: [`volume-${role}`],
  device: `/dev/${role}`,
  fsType: "ext4",
  fsUuid: `uuid-${role}`,
});

export const server: ServerHold = {
  server: "db-1",
  kit: "1.0.0",
  kernel: "6.1.0",
  bootId: "boot",
  mounts: [mount("data"), mount("wal")],
  blockedBeforeCut: true,
  blockedAfterCut: true,
  heldUntilOrdered: true,
  thawCause: "ordered",
  watchdogQuiet: true,
  thawProved: true,
  frozenMs: 800,
  acts: [database],
};

export const hold: HoldEvidence = {
  token,
  budgetMs: 10_000,
  servers: [server],
  frozenAt: "2026-11-23T10:42:07.320Z",
  thawOrderedAt: "2026-11-23T10:42:08.120Z",
  thawedAt: "2026-11-23T10:42:08.140Z",
  windowMs: 830,
  availableBeforeThaw: true,
};

const member = (role: string) => ({
  role,
  volumeId: `volume-${role}`,
  volumeName: `orders-${role}`,
  expectedSize: 10,
  snapshotId: `snapshot-${role}`,
  status: "available",
  size: 10,
});

export const set: SetEvidence = {
  groupSnapshotId: "group-snapshot",
  name,
  status: "available",
  requestedAt: "2026-11-23T10:42:07.400Z",
  availableAt: "2026-11-23T10:42:08.100Z",
  members: [member("data"), member("wal")],
  foreignMembers: [],
};

export const backend: BackendEvidence = {
  pools: ["host@pure#pool"],
  groupTypeSpec: "<is> True",
  poolCapability: true,
  driver: {
    driver: "cinder.volume.drivers.pure.PureISCSIDriver",
    verdict: "atomic",
    by: "knowledge-base",
    source: "openstack/cinder",
  },
  unread: [],
};

export const whole: Evidence = { hold, holdFailure: [], policy: "require", set, backend };

export const { hold: _, ...unfrozen }: Evidence = { ...whole, policy: "skip" };

/** `whole` with a change to its only server. */
export const serverWith = (change: Partial<ServerHold>): Evidence => ({
  ...whole,
  hold: { ...hold, servers: [{ ...server, ...change }] },
});
export const holdWith = (change: Partial<HoldEvidence>): Evidence => ({
  ...whole,
  hold: { ...hold, ...change },
});
/** Without a freeze, and with a change to what was read of the back end. */
export const backendWith = (change: Partial<BackendEvidence>): Evidence => ({
  ...unfrozen,
  backend: { ...backend, ...change },
});
