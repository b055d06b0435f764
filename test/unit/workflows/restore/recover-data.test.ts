import { describe, expect, test } from "vitest";
import { DomainError } from "#domain/errors.ts";
import type { RestorePlan } from "#domain/restore/plan.ts";
import { RecoveryFailure } from "#domain/restore/recovery-failure.ts";
import { systemClock } from "#support/clock.ts";
import { recoverData } from "#workflows/recover-data.ts";
import type { RecoverySession } from "#workflows/recovery-port.ts";
import type { RestoreRun } from "#workflows/restore-run.ts";
import { simpleRecovery } from "./simple-recovery.ts";

const never = new AbortController().signal;
const address = { server: "recovery-1", via: { kind: "local", port: 1 } } as const;
const volumes = ["data", "raw"].map((role) => ({ role, volumeId: `volume-${role}` }));

/** A mounted volume and one that nobody mounts; a database, a query and the time of the newest data. */
const plan = {
  instance: "test",
  volumes: [{ role: "data", mount: "/data" }, { role: "raw" }],
  postgresql: { cluster: "main", dataRole: "data", major: 15 },
  checks: [
    { kind: "postgresql", sql: "select 1" },
    { kind: "freshness", sql: "select max(at) from orders" },
  ],
} as unknown as RestorePlan;

type Acts = Partial<
  Pick<RecoverySession, "find" | "startPostgresql" | "startMariadb" | "check" | "mount" | "stop">
>;

/** What is read of a session that does these things otherwise. */
async function readBack(
  acts: Acts = {},
  prepare: (recovery: ReturnType<typeof simpleRecovery>) => void = () => {},
  how: { readonly givesWay?: true; readonly told?: string[]; readonly its?: RestorePlan } = {},
) {
  const recovery = simpleRecovery();
  recovery.says.check = ({ kind }) =>
    kind === "freshness"
      ? { passed: true, text: "the newest data is of …", asOf: 1_795_428_007_310 }
      : { passed: true, text: "ok" };
  prepare(recovery);
  const ports = { clock: systemClock, restoreLimits: { recoverWithinMs: 5_000, pollMs: 1 } };
  const { givesWay, told = [] } = how;
  const run = { runId: "r-1", plan: how.its ?? plan, expiresAt: 0, ports, givesWay } as unknown as RestoreRun;
  const open = async () => ({
    ...(await recovery.port.open(address, { runId: "plan", instance: "test" }, never)),
    ...acts,
  });
  return recoverData(run, volumes, never, (what) => void told.push(what), open);
}

const refuse =
  (saysNo: boolean, role?: string, log: readonly string[] = []) =>
  async () => {
    throw new RecoveryFailure("failed", "it said so", { saysNo, role, log });
  };

const lost = async () => {
  throw new DomainError("unreachable", "recovery-1: the connection is gone");
};

describe("a MariaDB server", () => {
  const { postgresql: _none, ...without } = plan;
  const mariadb = { name: "main", series: "10.11", dataRole: "data" };
  const its = { ...without, mariadb, checks: [{ kind: "mariadb" }] } as unknown as RestorePlan;

  test("is started by its name and series, and read", async () => {
    const told: string[] = [];
    const recovery = { heard: [] as string[] };
    const { reading, checks } = await readBack({}, (simple) => Object.assign(recovery, simple), {
      told,
      its,
    });
    expect(recovery.heard).toContain("start mariadb main 10.11 on data");
    expect(reading).toEqual({ disksFound: true, undone: [] });
    expect(checks.map(({ check }) => check)).toEqual([
      "file system data",
      "file system raw",
      "MariaDB: every table and index (mariadb-check)",
      "MariaDB: every row",
      "MariaDB: checksums of InnoDB's pages",
    ]);
  });

  test("that does not recover is the data's no, and one that is of another series says nothing of it", async () => {
    const no = await readBack({ startMariadb: refuse(true) }, undefined, { its });
    expect(no.reading).toMatchObject({ saysNo: "recovery" });
    const other = await readBack({ startMariadb: refuse(false) }, undefined, { its });
    expect(other.reading).not.toHaveProperty("saysNo");
    expect(other.reading?.undone).toHaveLength(1);
  });
});

test("what was read well says no to nothing, and the time of the newest data is told", async () => {
  const { reading, checks } = await readBack();
  expect(reading).toEqual({ disksFound: true, undone: [] });
  expect(checks.at(-1)).toMatchObject({
    check: "newest data: select max(at) from orders",
    asOf: 1_795_428_007_310,
  });
});

describe("the data says no", () => {
  test.each<[string, Acts, "recovery" | "checks"]>([
    ["a mounted volume without a file system", { find: refuse(true, "data") }, "checks"],
    ["a database that does not recover", { startPostgresql: refuse(true) }, "recovery"],
    ["a check that says no", { check: async () => ({ passed: false, text: "it answers 0" }) }, "checks"],
    ["a database that fell over what was asked", { check: refuse(true) }, "checks"],
  ])("%s", async (_, acts, saysNo) => {
    expect((await readBack(acts)).reading).toMatchObject({ disksFound: true, saysNo, undone: [] });
  });

  test("and goes on saying so when the connection is lost afterwards", async () => {
    const { reading } = await readBack({
      check: async () => ({ passed: false, text: "it answers 0" }),
      stop: lost,
    });
    expect(reading).toEqual({
      disksFound: true,
      saysNo: "checks",
      undone: ["recovery-1: the connection is gone"],
    });
  });

  test("with the last words of the database's log", async () => {
    const { reading, database } = await readBack({
      startPostgresql: refuse(true, undefined, ["PANIC: gone"]),
    });
    expect(reading.databaseLog).toEqual(["PANIC: gone"]);
    expect(database).toMatchObject({ ok: false, text: "it said so" });
  });

  test("of another major version than the point's", async () => {
    const { reading } = await readBack({}, ({ says }) => {
      says.major = 14;
    });
    expect(reading.saysNo).toBe("recovery");
  });
});

describe("nothing is known of the data", () => {
  test.each<[string, Acts, boolean]>([
    ["a disk that is not there", { find: refuse(false, "data") }, false],
    ["a volume that nobody mounts, without a file system", { find: refuse(true, "raw") }, false],
    ["a mount that the kernel refuses", { mount: refuse(false, "data") }, true],
    ["a server that cannot run the database", { startPostgresql: refuse(false) }, true],
    ["a check that could not be done", { check: refuse(false) }, true],
    [
      "a query that answers no time",
      { check: async () => ({ passed: false, undone: true, text: "12" }) },
      true,
    ],
    ["a connection that is lost at the disks", { find: lost }, false],
    ["a connection that is lost at the start", { startPostgresql: lost }, true],
    ["a connection that is lost in the checks", { check: lost }, true],
    ["a connection that is lost at the end", { stop: lost }, true],
  ])("%s", async (_, acts, disksFound) => {
    const { reading } = await readBack(acts);
    expect(reading.saysNo).toBeUndefined();
    expect(reading.disksFound).toBe(disksFound);
    expect(reading.undone).not.toEqual([]);
  });

  test("text that sorts otherwise there", async () => {
    const { reading, checks } = await readBack({}, ({ says }) => {
      says.collations = "orders: 2.31, here 2.36";
    });
    expect(reading.saysNo).toBeUndefined();
    expect(checks.find(({ check }) => check === "collation library")).toMatchObject({
      passed: false,
      undone: true,
    });
  });
});

describe("another run reads on the recovery server", () => {
  const busy = new DomainError("busy", "recovery-1: another recovery is open (run r-2)", {
    next: "wait, or end it",
  });

  test("a restore waits for it, says for which, and then reads", async () => {
    const told: string[] = [];
    let tries = 0;
    const find = async () => {
      tries += 1;
      if (tries < 3) throw busy;
      return [];
    };
    const { reading, problem } = await readBack({ find }, undefined, { told });
    expect({ reading, problem }).toEqual({ reading: { disksFound: true, undone: [] }, problem: undefined });
    expect(told.slice(0, 3)).toEqual([
      "finding the disks",
      "waiting: recovery-1: another recovery is open (run r-2)",
      "waiting: recovery-1: another recovery is open (run r-2)",
    ]);
  });

  test("a test gives way, and says what to do", async () => {
    const find = async () => Promise.reject(busy);
    const { reading } = await readBack({ find }, undefined, { givesWay: true });
    expect(reading).toEqual({
      disksFound: false,
      undone: ["recovery-1: another recovery is open (run r-2). wait, or end it"],
    });
  });
});
