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
  "a hollow restore, of which Cinder says available, is found by its group or at the attach",
  async () => {
    await using dir = await restoreDir(here, "orders-db-loop", withoutFreeze);
    const point = await take(dir);
    await loseCopy(here, "generic", memberOf(point, "wal").snapshotId);
    const answer = await restore(dir, point.id, "--strategy", "group");
    // Cinder says error for a moment before it says available: seen then, nothing is attached any more.
    const early = answer.result.reached === "nothing";
    expect(answer.result.headline).toMatch(
      early ? /group \S+ is error, expected available/ : /attaching failed: wal: /,
    );
    await expectFound(dir, answer, early ? "nothing" : "volumes created");
  },
  PATIENCE,
);

const asPostgres = "runuser -u postgres -- psql -XAtqd postgres -v ON_ERROR_STOP=1";

/** A database of the source that sorts text with ICU, in a version that it recorded. */
async function sortedDatabase(recorded?: string): Promise<AsyncDisposable> {
  const { sh } = guest(server);
  await sh(
    `${asPostgres} -c "create database sorted template template0 locale_provider icu icu_locale 'en' locale 'C'"`,
  );
  if (recorded !== undefined)
    await sh(
      `${asPostgres} -c "update pg_database set datcollversion = '${recorded}' where datname = 'sorted'"`,
    );
  return { [Symbol.asyncDispose]: async () => void (await sh(`${asPostgres} -c 'drop database sorted'`)) };
}

test(
  "a recovery server with another ICU than the source's is refused in the plan: nobody is asked, nothing is made",
  async () => {
    await using _sorted = await sortedDatabase();
    await using dir = await restoreDir(here, "orders-db");
    const point = await take(dir);
    const { sh } = guest("recovery-1");
    const at = 'cd "$(dirname "$(readlink -f /usr/lib/*/libicui18n.so.72)")"';
    await using stack = new AsyncDisposableStack();
    stack.defer(
      async () => void (await sh(`${at}; ln -sf libicui18n.so.72.1 libicui18n.so.72; rm libicui18n.so.66.1`)),
    );
    await sh(`${at}; cp libicui18n.so.72.1 libicui18n.so.66.1; ln -sf libicui18n.so.66.1 libicui18n.so.72`);
    const { code, result } = await restore(dir, point.id);
    expect(result).toMatchObject({ outcome: "not possible", point: point.id });
    expect(result.problems.join()).toMatch(/ICU 72\.1 at the source, 66\.1 here/);
    expect(code).toBe(3);
    await expectNothingRestored(here, dir);
  },
  PATIENCE,
);

test(
  "a version that the databases recorded and this server has not is told, where the point does not tell the source's",
  async () => {
    await using _sorted = await sortedDatabase("58.0.1");
    // Without a hold nobody was asked in the guest.
    await using dir = await restoreDir(here, "orders-db", withoutFreeze);
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
