import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Application } from "#domain/application.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { createEmbeddedEngine } from "#engine/embedded/embedded-engine.ts";
import type { Engine, Json, RunView } from "#engine/port.ts";
import { createAdoptionRecords } from "#store/adoption-records.ts";
import { createDriftRecords } from "#store/drift-records.ts";
import { openDatabase } from "#store/open-database.ts";
import { createRecords } from "#store/records.ts";
import { createRestoreRecords } from "#store/restore-records.ts";
import { openStore } from "#store/store.ts";
import { createTestRecords } from "#store/test-records.ts";
import { systemClock } from "#support/clock.ts";
import type { Database } from "#support/database.ts";
import { discardRestore } from "#workflows/discard-restore.ts";
import { createFreshPlans } from "#workflows/fresh-plans.ts";
import { DISCARD_RESTORE, REQUEST_RESTORE, RESTORE_APPLICATION, TEST_RESTORE } from "#workflows/names.ts";
import { requestRestore } from "#workflows/request-restore.ts";
import { restoreApplication } from "#workflows/restore-application.ts";
import type { RestoreLimits } from "#workflows/restore-ports.ts";
import { createSnapshotTurns } from "#workflows/snapshot-turns.ts";
import type { TestPorts } from "#workflows/test-ports.ts";
import { testRestore } from "#workflows/test-restore.ts";
import { createTestSlots } from "#workflows/test-slots.ts";
import { createWindowSlots } from "#workflows/window-slots.ts";
import { withoutOrphans } from "../../../workflows/without-orphans.ts";
import { application as orders, point } from "../../domain/restore/restorable.ts";
import { temporaryDirectory } from "../../store/temporary-database.ts";
import { type SimpleCloud, simpleCloud } from "./simple-cloud.ts";
import { type SimpleRecovery, simpleRecovery } from "./simple-recovery.ts";

/** The real workflows on the real engine and store; cloud and recovery server are simple ones that outlive a process. */
export interface RestoreHouse {
  readonly cloud: SimpleCloud;
  readonly recovery: SimpleRecovery;
  readonly path: string;
  application: Application;
  point: RecoveryPoint;
  /** Beside it. */
  readonly points?: readonly RecoveryPoint[];
  readonly limits?: Partial<RestoreLimits>;
}

/** Where nobody has to approve. */
export const application: Application = { ...orders, approve: ["cleanup"] };

export const openHouse = (change: Partial<RestoreHouse> = {}): RestoreHouse => ({
  cloud: simpleCloud(),
  recovery: simpleRecovery(),
  path: join(temporaryDirectory(), "store.db"),
  application,
  point,
  ...change,
});

/** One process on the house's store. */
export interface Life {
  readonly engine: Engine;
  readonly ports: TestPorts;
  audit(): { readonly act: string; readonly subject: string }[];
  /** Durable writes so far. */
  writes(): number;
  /** Resolves when this process dies. */
  readonly dead: Promise<void>;
  run(workflow: string, input: Json, id?: string): Promise<RunView>;
  close(): Promise<void>;
}

export interface Death {
  /** Dies at this durable write, before or after it is done. */
  readonly at: number;
  readonly when: "before" | "after";
}

export async function live(house: RestoreHouse, death?: Death): Promise<Life> {
  const died = Promise.withResolvers<void>();
  const life: Mortal = { dead: false, counts: false, writes: 0, die: died.resolve };
  const opened = openDatabase(house.path, { clock: systemClock });
  const database = mortal(opened, life, death);
  const records = createRecords({ store: openStore(database), clock: systemClock, freeBytes: () => 2 ** 40 });
  const restores = createRestoreRecords({ store: openStore(database), clock: systemClock });
  for (const one of [house.point, ...(house.points ?? [])])
    if ((await records.point(one.id)) === undefined) await records.savePoint(one);
  const ports: TestPorts = {
    clock: systemClock,
    instance: "test",
    application: () => house.application,
    applications: () => [house.application],
    cloud: () => mortalPort(house.cloud.port, life),
    guests: undefined as never,
    records,
    restores,
    tests: createTestRecords({ store: openStore(database), clock: systemClock }),
    adoptions: createAdoptionRecords({ store: openStore(database), clock: systemClock }),
    drift: createDriftRecords({ store: openStore(database), clock: systemClock }),
    driftEveryMs: 21_600_000,
    backups: { backUp: () => Promise.reject(new Error("not asked")), backUpIfDue: async () => undefined },
    orphans: withoutOrphans(openStore(database), systemClock),
    testSlots: createTestSlots(1),
    testLimits: { scratchTtlMs: 3_600_000 },
    members: {
      of: async () => [],
      person: async (id) => ({ id, team: "T0", ours: true, deactivated: false, bot: false, guest: false }),
    },
    breakGlass: [],
    sign: (text) => `signed ${text.length}`,
    limits: { approvalExpiryMs: 60_000 } as never,
    snapshotTurns: createSnapshotTurns(1),
    windowSlots: createWindowSlots(1),
    recovery: mortalPort(house.recovery.port, life),
    recoveryServers: [
      {
        name: house.application.restore.recoveryServer ?? "recovery-1",
        cloud: "prod",
        address: { server: "recovery-1", via: { kind: "local", port: 1 } },
      },
    ],
    freshPlans: createFreshPlans(),
    restoreLimits: {
      manualTtlMs: 3_600_000,
      createWithinMs: 20_000,
      createPerGibMs: 0,
      attachWithinMs: 20_000,
      bootWithinMs: 5_000,
      recoverWithinMs: 20_000,
      tearDownWithinMs: 1_000,
      pollMs: 1,
      ...house.limits,
    },
  };
  const engine = createEmbeddedEngine({
    database,
    clock: systemClock,
    workflows: {
      [RESTORE_APPLICATION]: (ctx, input) => restoreApplication(ctx, input, ports),
      [REQUEST_RESTORE]: (ctx, input) => requestRestore(ctx, input, ports),
      [DISCARD_RESTORE]: async (ctx, input) => discardRestore(ctx, input, ports),
      [TEST_RESTORE]: (ctx, input) => testRestore(ctx, input, ports),
    },
  });
  life.die = () => {
    void engine.close();
    died.resolve();
  };
  life.counts = true;
  let closed: Promise<void> | undefined;
  const close = () => {
    // A dead one waits for nothing.
    closed ??= (life.dead ? Promise.resolve() : engine.close()).then(() => opened.close());
    return closed;
  };
  onTestFinished(close);
  const run: Life["run"] = async (workflow, input, id = `r-20261123-104207-${life.writes}`) => {
    await engine.start(workflow, id, input);
    return engine.ended(id);
  };
  const audit: Life["audit"] = () =>
    opened
      .read((sql) => sql.prepare("SELECT entry FROM audit ORDER BY seq").all())
      .map(({ entry }) => JSON.parse(String(entry)));
  return { engine, ports, run, audit, writes: () => life.writes, dead: died.promise, close };
}

interface Mortal {
  dead: boolean;
  /** From here on; what was written before is not a run's. */
  counts: boolean;
  writes: number;
  die: () => void;
}

/** A database of a process that dies at one of its writes: from then on nothing of it is on disk. */
function mortal(database: Database, life: Mortal, death: Death | undefined): Database {
  return {
    ...database,
    write: (change) => {
      if (life.counts) life.writes += 1;
      const now = life.counts && life.writes === death?.at;
      const lost = life.dead || (now && death.when === "before");
      if (now) life.dead = true;
      if (now) life.die();
      return lost ? unwritten(database, change) : database.write(change);
    },
  };
}

/** A dead process cannot be told so: it gets the answer, and nothing is kept. */
function unwritten<T>(database: Database, change: Parameters<typeof database.write<T>>[0]): T {
  const undone = new Error("rolled back");
  let result: { value: T } | undefined;
  try {
    database.write((sql) => {
      result = { value: change(sql) };
      throw undone;
    });
  } catch (error) {
    if (error !== undone || result === undefined) throw error;
  }
  if (result === undefined) throw undone;
  return result.value;
}

/** What a dead process asks never happens. */
function mortalPort<T extends object>(port: T, life: Mortal): T {
  return new Proxy(port, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      return (...given: unknown[]) =>
        life.dead ? new Promise(() => undefined) : Reflect.apply(value, target, given);
    },
  });
}

export const wish = { application: "orders", point: point.id, requestedBy: "U0OPS" };
