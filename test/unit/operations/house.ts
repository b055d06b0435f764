import { onTestFinished } from "vitest";
import type { Application } from "#domain/application.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Members } from "#domain/permission.ts";
import { createEmbeddedEngine } from "#engine/embedded/embedded-engine.ts";
import type { BoundWorkflow, Engine, Json } from "#engine/port.ts";
import { createOperations, type Operations } from "#operations/index.ts";
import { createRecords } from "#store/records.ts";
import { openStore } from "#store/store.ts";
import type { Database } from "#support/database.ts";
import type { BackupPort } from "#workflows/backup-port.ts";
import type { GuestPort, GuestStatus } from "#workflows/guest-port.ts";
import {
  DISCARD_RESTORE,
  REQUEST_CLEANUP,
  REQUEST_RESTORE,
  REQUEST_SNAPSHOT,
  SCAN_ORPHANS,
  SNAPSHOT_APPLICATION,
  TEST_RESTORE,
} from "#workflows/names.ts";
import type { Limits } from "#workflows/ports.ts";
import type { RecordsPort } from "#workflows/records-port.ts";
import { requestSnapshot } from "#workflows/request-snapshot.ts";
import { createSnapshotTurns } from "#workflows/snapshot-turns.ts";
import type { TestPorts } from "#workflows/test-ports.ts";
import { createWindowSlots } from "#workflows/window-slots.ts";
import { withoutOrphans } from "../../workflows/without-orphans.ts";
import { withoutRestores } from "../../workflows/without-restores.ts";
import { application as orders } from "../domain/found.ts";
import { results } from "../slack-views/results.ts";
import { temporaryDatabase } from "../store/temporary-database.ts";
import { smallSlack } from "./members.ts";
import { noGuests, notAsked } from "./no-guests.ts";

export const signal = new AbortController().signal;
export const operator = { slackId: "U0OPS", name: "@ann" };
export const stranger = { slackId: "U0NOBODY", name: "@bob" };
export const start = Date.UTC(2026, 10, 23, 10, 42, 7);
export { orders };

export const named = (name: string, change: Partial<Application> = {}): Application => ({
  ...orders,
  application: name,
  ...change,
});

/** Operations on a real store and engine; the workflow, the guests and Slack are the test's. */
export interface House {
  readonly operations: Operations;
  readonly engine: Engine;
  readonly records: RecordsPort;
  readonly database: Database;
  /** `pass` lets time pass; setting `at` alone is somebody who sets the clock. */
  readonly clock: { at: number; pass(ms: number): void };
  /** Durable transactions since the last asking. */
  writes(): number;
  audit(): Record<string, unknown>[];
  /** The files on disk, as the next reload finds them. */
  readonly files: { read: () => Promise<readonly Application[]> };
  readonly guests: GuestStatus[];
  readonly settled: string[];
}

interface HouseOptions {
  readonly database?: Database;
  readonly applications?: readonly Application[];
  readonly members?: Members;
  readonly workflow?: BoundWorkflow;
  readonly betweenFreezesMs?: number;
  readonly breakGlass?: readonly string[];
  readonly limits?: Partial<Limits>;
  /** That are scanned for orphans. */
  readonly orphanClouds?: readonly string[];
  /** Copies of the store; default: none is due. */
  readonly backups?: BackupPort;
}

/** A snapshot that went well: one that says nothing of itself counts as failed. */
const wellDone: Json = JSON.parse(JSON.stringify(results.ok));

const byName = (applications: readonly Application[]): ReadonlyMap<string, Application> =>
  new Map(applications.map((one) => [one.application, one]));

export function openHouse(options: HouseOptions = {}): House {
  const { database, writes } = counted(options.database ?? temporaryDatabase());
  let passed = 0;
  const clock = {
    at: start,
    pass: (ms: number) => {
      clock.at += ms;
      passed += ms;
    },
  };
  const time = { now: () => clock.at, monotonic: () => performance.now() + passed };
  const records = createRecords({ store: openStore(database), clock: time, freeBytes: database.freeBytes });
  const workflow = options.workflow ?? (async () => wellDone);
  const files = { read: async () => options.applications ?? [orders] };
  let current = byName(options.applications ?? [orders]);
  const members = options.members ?? smallSlack();
  const guests: GuestStatus[] = [];
  const settled: string[] = [];
  const { betweenFreezesMs = 300_000 } = options;
  const ports: TestPorts = {
    ...withoutRestores(openStore(database), time),
    orphans: { ...withoutOrphans(openStore(database), time), clouds: () => options.orphanClouds ?? [] },
    ...(options.backups === undefined ? {} : { backups: options.backups }),
    clock: time,
    instance: "here",
    application: (name) => findApplication(current, name),
    cloud: notAsked,
    guests: guestPort(guests, settled),
    records,
    members,
    breakGlass: options.breakGlass ?? [],
    sign: () => "",
    limits: { ...limits, betweenFreezesMs, ...options.limits },
    snapshotTurns: createSnapshotTurns(1),
    windowSlots: createWindowSlots(1),
  };
  const engine = createEmbeddedEngine({
    database,
    clock: time,
    workflows: {
      [SNAPSHOT_APPLICATION]: workflow,
      "other@1": workflow,
      // Whoever wants to know what these do asks them elsewhere.
      [REQUEST_RESTORE]: workflow,
      [DISCARD_RESTORE]: workflow,
      [TEST_RESTORE]: workflow,
      [SCAN_ORPHANS]: workflow,
      [REQUEST_CLEANUP]: workflow,
      [REQUEST_SNAPSHOT]: (ctx, input) => requestSnapshot(ctx, input, ports),
    },
  });
  onTestFinished(() => engine.close());
  const operations = createOperations({
    engine,
    ports,
    manifests: {
      current: () => current,
      reload: async () => {
        current = byName(await files.read());
        return current;
      },
    },
  });
  const audit = (): Record<string, unknown>[] =>
    database
      .read((sql) => sql.prepare("SELECT entry FROM audit ORDER BY seq").all())
      .map((row) => JSON.parse(String(row.entry)));
  return { operations, engine, records, database, clock, writes, audit, files, guests, settled };
}

function guestPort(guests: readonly GuestStatus[], settled: string[]): GuestPort {
  return {
    ...noGuests,
    status: async (servers) =>
      servers.map(
        ({ server }) => guests.find((guest) => guest.server === server) ?? { server, state: "idle" },
      ),
    settle: async (_servers, token) => void settled.push(token),
  };
}

function counted(database: Database): { database: Database; writes: () => number } {
  let count = 0;
  const write: Database["write"] = (change) => {
    count += 1;
    return database.write(change);
  };
  return {
    database: { ...database, write },
    writes: () => {
      const since = count;
      count = 0;
      return since;
    },
  };
}

const limits = {
  heartbeatMs: 1_000,
  silenceMs: 3_000,
  budgetMaxMs: 30_000,
  creatingIsLeftoverMs: 600_000,
  windowExecutions: 3,
  betweenExecutionsMs: 60_000,
  windowsAtOnce: 8,
  pollMs: 100,
  betweenFreezesMs: 300_000,
  approvalExpiryMs: 3_600_000,
  prunedAtOnce: 3,
};

/** A workflow that goes on until the test lets it, and says how far it is. */
export function held(): { workflow: BoundWorkflow; release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const workflow: BoundWorkflow = async (ctx) => {
    ctx.progress({ phase: "frozen" });
    return ctx.step("hold", async ({ signal: stop }) => {
      const aborted = new Promise<never>((_, reject) =>
        stop.addEventListener("abort", () => reject(stop.reason), { once: true }),
      );
      await Promise.race([promise, aborted]);
      return null;
    });
  };
  return { workflow, release: resolve };
}
