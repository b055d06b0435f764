import { expect, test } from "vitest";
import type { ApplicationDir, Document } from "../harness/application-dir.ts";
import { guest } from "../harness/guest.ts";
import { lab } from "../harness/lab.ts";
import { loseCopy } from "../harness/lose-copy.ts";
import { expectNothingRestored, restore, restoreDir, withoutFreeze } from "../harness/restore.ts";
import { placeOf, snapshotFile, tear } from "../harness/tear.ts";
import { verb } from "../harness/verb.ts";

// Copies that are not what Cinder says they are: each must be found, by whom it can be found by, and told as what it is.

const here = await lab();
const server = "orders-db-1";
const PATIENCE = 240_000;

async function take(dir: ApplicationDir): Promise<Document> {
  const { result } = await verb(dir, "snapshot", dir.application);
  return (await verb(dir, "evidence", result.point)).result;
}

const memberOf = (point: Document, role: string) =>
  point.evidence.set.members.find((member: Document) => member.role === role);

const fileOf = (point: Document, role: string) =>
  snapshotFile(here, "atomic", point.groupSnapshotId, memberOf(point, role));

const failedChecks = (report: Document): string[] =>
  report.checks.filter((one: Document) => !one.passed).map((one: Document) => one.check);

/** What was found damaged is told as such, taken away, and never called restored. */
async function expectFound(dir: ApplicationDir, { code, result }: Document, reached: string): Promise<void> {
  expect(result).toMatchObject({ reached, state: "torn down", left: [], cutOver: [] });
  expect(result.rtoMs).toBeUndefined();
  expect(result.headline).not.toMatch(/restored|verified/);
  expect(code).toBe(5);
  await expectNothingRestored(here, dir);
}

test(
  "a torn table is found by reading every row, although PostgreSQL starts and answers",
  async () => {
    await using dir = await restoreDir(here, "orders-db");
    const psql = "runuser -u postgres -- psql -XAtqd orders";
    // Its first page is old: no image of it is in the WAL that recovery replays.
    await guest(server).sh(`${psql} -c 'vacuum freeze orders' -c checkpoint`);
    const path = (await guest(server).sh(`${psql} -c "select pg_relation_filepath('orders')"`)).trim();
    const point = await take(dir);
    const place = await placeOf(server, `/var/lib/postgresql/15/main/${path}`);
    await tear(await fileOf(point, "data"), place + 1_024, 4_096);
    const answer = await restore(dir, point.id);
    expect(answer.result.phases).toMatchObject({
      databaseRecovered: { ok: true },
      dataVerified: { ok: false },
    });
    expect(failedChecks(answer.result)).toEqual(
      expect.arrayContaining(["PostgreSQL: every row", "PostgreSQL: checksums"]),
    );
    await expectFound(dir, answer, "database recovered");
  },
  PATIENCE,
);

test(
  "a torn file system is found before it is mounted, and no database is started on it",
  async () => {
    await using dir = await restoreDir(here, "orders-db", withoutFreeze);
    const point = await take(dir);
    // The first group's inode table, behind superblock, descriptors and bitmaps.
    const [, table = "0"] =
      /Inode table at (\d+)-/.exec(
        await guest(server).sh("dumpe2fs $(findmnt -no SOURCE /etc/orders) 2>/dev/null"),
      ) ?? [];
    await tear(await fileOf(point, "config"), Number(table) * 4_096, 16_384);
    const answer = await restore(dir, point.id);
    expect(failedChecks(answer.result)).toEqual(["file system config"]);
    expect(answer.result.phases.databaseRecovered?.ok).not.toBe(true);
    await expectFound(dir, answer, "attached");
  },
  PATIENCE,
);

test(
  "a hollow restore, of which Cinder says available, is found when its volume is attached",
  async () => {
    await using dir = await restoreDir(here, "orders-db-loop", withoutFreeze);
    const point = await take(dir);
    await loseCopy(here, "generic", memberOf(point, "wal").snapshotId);
    const answer = await restore(dir, point.id, "--strategy", "group");
    expect(answer.result.headline).toContain("attaching failed: wal: ");
    await expectFound(dir, answer, "volumes created");
  },
  PATIENCE,
);

test(
  "another collation library than the source's is told, and nothing is concluded from such indexes",
  async () => {
    const psql = "runuser -u postgres -- psql -XAtqd postgres -v ON_ERROR_STOP=1";
    const { sh } = guest(server);
    await using stack = new AsyncDisposableStack();
    stack.defer(async () => void (await sh(`${psql} -c 'drop database if exists sorted'`)));
    await sh(
      `${psql} -c "create database sorted template template0 locale_provider icu icu_locale 'en' locale 'C'" -c "update pg_database set datcollversion = '58.0.1' where datname = 'sorted'"`,
    );
    await using dir = await restoreDir(here, "orders-db");
    const point = await take(dir);
    const answer = await restore(dir, point.id);
    expect(failedChecks(answer.result)).toEqual(["collation library"]);
    const check = answer.result.checks.find((one: Document) => one.check === "collation library");
    expect(check.text).toMatch(/database sorted: 58\.0\.1 at the source, [\d.]+ here/);
    expect(answer.result.phases.dataVerified?.ok).not.toBe(true);
    await expectFound(dir, answer, "database recovered");
  },
  PATIENCE,
);
