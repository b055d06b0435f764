import { afterEach, expect, test } from "vitest";
import type { ApplicationDir, Document } from "./harness/application-dir.ts";
import { guest } from "./harness/guest.ts";
import { lab } from "./harness/lab.ts";
import {
  changeManifest,
  expectNothingRestored,
  lookInside,
  restore,
  restoreDir,
  withoutFreeze,
} from "./harness/restore.ts";
import { restoredThings } from "./harness/restored-things.ts";
import { verb } from "./harness/verb.ts";

// From a point to a database that runs: the command line as a process of its own, real Cinder and Nova, a recovery server
// with the recovery kit, and PostgreSQL started on what was restored.

const here = await lab();
const PATIENCE = 240_000;

afterEach(async () => {
  for (const server of ["orders-db-1", "orders-db-loop-1"])
    expect(Object.values(await guest(server).frozen())).not.toContain(true);
});

/** A point, and what its database must hold: all that the writer was told of before this moment. */
interface Taken {
  readonly point: string;
  readonly label: { readonly grade: string };
  /** Nothing that was acknowledged before it may be missing. */
  readonly lastId: number;
  /** Rows of the source up to there. */
  readonly rows: number;
  /** Nothing that was begun after it may be in it. */
  readonly notAfter: string;
}

async function take(dir: ApplicationDir, server: string): Promise<Taken> {
  const { result } = await verb(dir, "snapshot", dir.application);
  const { evidence } = (await verb(dir, "evidence", result.point)).result;
  // With a freeze: all of before it, nothing of after it. Without: the cut is somewhere between request and answer.
  const fromMs = Date.parse(evidence.hold?.frozenAt ?? evidence.set.requestedAt);
  const notAfter = evidence.hold?.frozenAt ?? evidence.set.availableAt;
  const before = (await guest(server).acknowledged()).filter(({ atMs }) => atMs < fromMs);
  const lastId = before.at(-1)?.id ?? 0;
  expect(lastId).toBeGreaterThan(0);
  const rows = Number(await sourceSql(server, `select count(*) from orders where id <= ${lastId}`));
  return { point: result.point, label: result.label, lastId, rows, notAfter };
}

const sourceSql = (server: string, sql: string): Promise<string> =>
  guest(server).sh(`runuser -u postgres -- psql -XAtqd orders -c "${sql}"`);

/** The report's own check asks for the last acknowledged commit, too. */
const askFor = (dir: ApplicationDir, { lastId, rows }: Taken): Promise<void> =>
  changeManifest(dir, (manifest: Document) => {
    manifest.restoreTest.checks.push(
      { kind: "postgresql", sql: "select max(id) from orders", atLeast: lastId },
      { kind: "postgresql", sql: `select count(*) from orders where id <= ${lastId}`, atLeast: rows },
    );
  });

/** The restored database itself, read by nobody but this test. */
async function expectCommits(dir: ApplicationDir, report: Document, taken: Taken): Promise<void> {
  const [rows, later, newest] = await lookInside(here, report, dir.application, [
    `select count(*) from orders where id <= ${taken.lastId}`,
    `select count(*) from orders where placed_at > '${taken.notAfter}'`,
    "select max(id) from orders",
  ]);
  expect(Number(newest)).toBeGreaterThanOrEqual(taken.lastId);
  expect([Number(rows), Number(later)]).toEqual([taken.rows, 0]);
}

test.each([
  { grade: "A", application: "orders-db-loop", server: "orders-db-loop-1", strategy: "volumes" },
  { grade: "C", application: "orders-db", server: "orders-db-1", strategy: "group", manifest: withoutFreeze },
] as const)(
  "$application, $grade, restored as $strategy: PostgreSQL runs and has every acknowledged commit; discarded, it is gone",
  async ({ grade, application, server, strategy, ...rest }) => {
    await using dir = await restoreDir(here, application, "manifest" in rest ? rest.manifest : undefined);
    const taken = await take(dir, server);
    expect(taken.label.grade).toBe(grade);
    await askFor(dir, taken);
    const { code, result: report } = await restore(dir, taken.point, "--strategy", strategy);
    expect(report).toMatchObject({
      reached: "data verified",
      headline: expect.stringMatching(/^data verified: /),
      point: taken.point,
      state: "kept",
      server: { name: "recovery-1" },
      approvedBy: [],
    });
    expect(code).toBe(0);
    expect(report.phases).toMatchObject({
      volumesCreated: { ok: true },
      attached: { ok: true },
      databaseRecovered: {
        ok: true,
        text: expect.stringMatching(/PostgreSQL 15\.\d+ answers, WAL replayed/),
      },
      dataVerified: { ok: true },
    });
    expect(report.rtoMs).toBe(report.phases.dataVerified.ms);
    expect(report.checks.filter((check: { passed: boolean }) => !check.passed)).toEqual([]);
    await expectCommits(dir, report, taken);

    const things = await restoredThings(here, dir.instance);
    expect(things.filter(({ kind }) => kind === "volume")).toHaveLength(3);
    const discarded = await verb(dir, "discard", report.runId);
    expect(discarded).toMatchObject({ code: 0, result: { left: [] } });
    expect(discarded.result.gone.toSorted()).toEqual(things.map(({ id }) => id).toSorted());
    await expectNothingRestored(
      here,
      dir,
      things.map(({ id }) => id),
    );
    expect((await verb(dir, "restores")).result).toEqual([]);
  },
  PATIENCE,
);
