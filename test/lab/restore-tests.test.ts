import { afterEach, expect, test } from "vitest";
import type { Document } from "./harness/application-dir.ts";
import { addFault } from "./harness/faults.ts";
import { guest } from "./harness/guest.ts";
import { lab } from "./harness/lab.ts";
import { changeManifest, restoreDir } from "./harness/restore.ts";
import {
  expectFailed,
  expectInconclusive,
  expectNothingOfIt,
  FRESHNESS,
  inventory,
  pointNow,
  restoreTest,
  takePoint,
} from "./harness/restore-test.ts";
import { placeOf, snapshotFile, tear } from "./harness/tear.ts";

// Restore tests on real Cinder and Nova, a recovery server with the recovery kit, and PostgreSQL: what each verdict rests on,
// and that nothing is left. The rest of it is in all/restore-tests.test.ts.

const here = await lab();
const server = "orders-db-1";
const PATIENCE = 240_000;

afterEach(async () => {
  expect(Object.values(await guest(server).frozen())).not.toContain(true);
});

test(
  "an A point passes: RTO by phase, the age of its newest data, tested, and nothing is left",
  async () => {
    await using dir = await restoreDir(here, "orders-db");
    await changeManifest(dir, (manifest: Document) => {
      manifest.restoreTest.checks.push(FRESHNESS);
      manifest.objectives = { ...manifest.objectives, rpo: "4h", rto: "15m" };
    });
    const point = await takePoint(dir);
    expect(point.label.grade).toBe("A");
    const before = await inventory(here);
    const { code, result: report } = await restoreTest(dir);
    expect(report.headline).toMatch(/^passed: orders-db from .*, data verified in .*, within its objective/);
    expect(report).toMatchObject({
      verdict: "passed",
      reasons: [],
      target: "server",
      point: { id: point.id, grade: "A" },
    });
    expect(code).toBe(0);
    const phases: { phase: string; ms: number }[] = report.phases;
    expect(phases.map(({ phase }) => phase)).toEqual(["volumes", "attach", "recovery", "checks"]);
    const sum = phases.reduce((all, { ms }) => all + ms, 0);
    expect(Math.abs(sum - report.rtoMs)).toBeLessThan(2_000);
    // The writer commits many times a second: the newest order was as old as one commit when the freeze began.
    expect(report.dataRpo).toMatchObject({ by: "freshness", objectiveMs: 4 * 3_600_000 });
    expect(report.dataRpo.beforeCutMs).toBeGreaterThanOrEqual(0);
    expect(report.dataRpo.beforeCutMs).toBeLessThan(10_000);
    expect(report.dataRpo.lostMs).toBe(report.startedAt - report.dataRpo.asOf);
    expect((await pointNow(dir, point.id)).label).toMatchObject({
      grade: "A",
      text: `${point.label.text}, tested`,
    });
    await expectNothingOfIt(here, dir, before, report);
  },
  PATIENCE,
);

test(
  "a table that is torn in the copy fails in checks: the point loses its grade, and one made the same way is flagged",
  async () => {
    await using dir = await restoreDir(here, "orders-db");
    const psql = "runuser -u postgres -- psql -XAtqd orders";
    // Its first page is old: no image of it is in the WAL that recovery replays.
    await guest(server).sh(`${psql} -c 'vacuum freeze orders' -c checkpoint`);
    const path = (await guest(server).sh(`${psql} -c "select pg_relation_filepath('orders')"`)).trim();
    await changeManifest(dir, (manifest: Document) => {
      manifest.restoreTest.checks.push(FRESHNESS);
    });
    const sibling = await takePoint(dir);
    const point = await takePoint(dir);
    const place = await placeOf(server, `/var/lib/postgresql/15/main/${path}`);
    const data = point.evidence.set.members.find(({ role }: Document) => role === "data");
    await tear(await snapshotFile(here, "atomic", point.groupSnapshotId, data), place + 1_024, 4_096);
    const before = await inventory(here);
    const answer = await restoreTest(dir, point.id);
    expect(answer.result.reasons.join()).toMatch(/invalid page/);
    expect(answer.result.databaseLog).toBeUndefined();
    await expectFailed(dir, point, answer, "checks");
    expect(answer.result.flagged).toEqual([sibling.id]);
    expect((await pointNow(dir, sibling.id)).label).toMatchObject({
      grade: sibling.label.grade,
      text: `${sibling.label.text}; a point made the same way failed its restore test`,
    });
    await expectNothingOfIt(here, dir, before, answer.result);
  },
  PATIENCE,
);

test(
  "an attach that is refused is inconclusive: the label is what it was, and nothing is left",
  async () => {
    await using dir = await restoreDir(here, "orders-db");
    const point = await takePoint(dir);
    const before = await inventory(here);
    await using _fault = await addFault(`attach-${dir.instance}`, {
      op: "initialize_connection",
      action: "fail",
      match: `ffr/${dir.instance}/`,
    });
    const answer = await restoreTest(dir);
    await expectInconclusive(dir, point, answer, "attach", /attach/i);
    await expectNothingOfIt(here, dir, before, answer.result);
  },
  PATIENCE,
);
