import { afterEach, expect, test } from "vitest";
import type { ApplicationDir, Document } from "../harness/application-dir.ts";
import { guest } from "../harness/guest.ts";
import { lab } from "../harness/lab.ts";
import { mariadbLoad } from "../harness/mariadb-load.ts";
import { changeManifest, restoreDir, withoutFreeze } from "../harness/restore.ts";
import {
  expectFailed,
  expectNothingOfIt,
  insideImage,
  inventory,
  pointNow,
  restoreTest,
} from "../harness/restore-test.ts";
import { snapshotFile } from "../harness/tear.ts";
import { until } from "../harness/until.ts";
import { notObserved } from "../harness/verb.ts";
import { verbHere } from "../harness/verb-here.ts";

// From BACKUP STAGE to mariadb-check: a real MariaDB over three volumes of real Cinder, written to by several clients at once, and
// started again on a recovery server. `lab/up.sh --mariadb` brings it up.

const here = await lab();
const wiki = guest("wiki-db-1");
const PATIENCE = 300_000;

afterEach(async () => {
  expect(Object.values(await wiki.frozen())).not.toContain(true);
});

/** A Freezeframe for it, which a busy machine cannot make miss its window. */
const wikiDir = (manifest: (manifest: Document) => void = () => undefined): Promise<ApplicationDir> =>
  restoreDir(here, "wiki-db", (read) => {
    read.quiesce.budget = "30s";
    manifest(read);
  });

const sql = async (text: string): Promise<string> =>
  (await wiki.sh(`mariadb --no-defaults --socket=/run/mysqld/mysqld.sock -BN wiki -e "${text}"`)).trim();

/** A new point, as `evidence` tells of it. */
async function take(dir: ApplicationDir): Promise<Document> {
  const { result } = await verbHere(dir, "snapshot", "wiki-db");
  expect(result).toMatchObject({ point: expect.any(String) });
  return (await verbHere(dir, "evidence", result.point)).result;
}

const passes = (text: string, bound: { atLeast: number } | { atMost: number }): Document => ({
  kind: "mariadb",
  sql: text,
  ...bound,
});

test(
  "under load it is A, seen by what the server itself said; restored, it has every acknowledged commit of every engine, and passes",
  async () => {
    await using dir = await wikiDir((manifest) => {
      manifest.objectives = { ...manifest.objectives, rpo: "4h", rto: "15m" };
    });
    let point: Document;
    let checks: Document[];
    {
      await using load = await mariadbLoad("wiki-db-1", ["InnoDB", "InnoDB", "InnoDB", "Aria", "MyISAM"]);
      point = await take(dir);
      checks = load.clients.map(({ table, acknowledgedBefore }) =>
        passes(`select max(n) from ${table} having max(n) = count(*)`, {
          atLeast: acknowledgedBefore(Date.parse(point.evidence.hold.frozenAt)),
        }),
      );
    }
    expect(point.label, JSON.stringify(point.label.reasons)).toMatchObject({
      grade: "A",
      text: "application-consistent (verified freeze)",
    });
    const { frozenAt, thawOrderedAt, servers } = point.evidence.hold;
    expect(servers).toMatchObject([
      {
        server: "wiki-db-1",
        mounts: [
          { mount: "/var/lib/mysql" },
          { mount: "/var/lib/mysql-redo" },
          { mount: "/var/lib/mysql-binlog" },
        ],
        thawCause: "ordered",
        acts: [
          {
            kind: "mariadb",
            paths: ["/var/lib/mysql", "/var/lib/mysql-binlog", "/var/lib/mysql-redo"],
            pathsFrozen: true,
            stageAfterFreeze: true,
            stageBeforeThaw: true,
            stageEnded: true,
            redoWritten: true,
            doublewrite: true,
            gtid: expect.stringMatching(/^0-1-\d+$/),
          },
        ],
      },
    ]);
    const acknowledged = await wiki.acknowledged();
    // One at most was on its way to the client when the freeze began.
    const held = acknowledged.filter(
      ({ atMs }) => atMs > Date.parse(frozenAt) && atMs < Date.parse(thawOrderedAt),
    );
    expect(held.length).toBeLessThanOrEqual(1);
    const before = acknowledged.filter(({ atMs }) => atMs < Date.parse(frozenAt));
    const lastId = before.at(-1)?.id ?? 0;
    const rows = Number(await sql(`select count(*) from pages where id <= ${lastId}`));
    expect(rows).toBeGreaterThan(before.length - 1);
    const frozen = `from_unixtime(${Date.parse(frozenAt) / 1_000})`;
    await changeManifest(dir, (manifest) => {
      manifest.restoreTest.checks.push(
        ...checks,
        passes(`select count(*) from pages where id <= ${lastId}`, { atLeast: rows }),
        passes(`select count(*) from pages where changed_at > ${frozen}`, { atMost: 0 }),
        { kind: "freshness", sql: "select unix_timestamp(max(changed_at)) from pages" },
      );
    });
    const left = await inventory(here);
    const { code, result: report } = await restoreTest(dir);
    expect(report.reasons).toEqual([]);
    expect(report.headline).toMatch(/^passed: wiki-db from .*, data verified in .*, within its objective/);
    expect(report).toMatchObject({
      verdict: "passed",
      target: "server",
      point: { id: point.id, grade: "A" },
    });
    expect(code).toBe(0);
    expect(report.phases.map(({ phase }: Document) => phase)).toEqual([
      "volumes",
      "attach",
      "recovery",
      "checks",
    ]);
    expect(report.rtoMs).toBeGreaterThan(0);
    expect(report.dataRpo).toMatchObject({ by: "freshness", objectiveMs: 4 * 3_600_000 });
    expect(report.dataRpo.beforeCutMs).toBeLessThan(10_000);
    expect(report.restore.checks.map((check: Document) => check.check)).toEqual(
      expect.arrayContaining([
        "MariaDB: every table and index (mariadb-check)",
        "MariaDB: every row",
        "MariaDB: checksums of InnoDB's pages",
      ]),
    );
    expect((await pointNow(dir, point.id)).label.text).toBe(`${point.label.text}, tested`);
    await expectNothingOfIt(here, dir, left, report);
  },
  PATIENCE,
);

test(
  "without a freeze it is C, and InnoDB recovers what was cut in the middle of its work",
  async () => {
    await using dir = await wikiDir(withoutFreeze);
    {
      // Tables without transactions would be torn: nothing of them is synced.
      await using _load = await mariadbLoad("wiki-db-1", ["InnoDB", "InnoDB"]);
      expect((await take(dir)).label.grade).toBe("C");
    }
    const { result } = await restoreTest(dir);
    expect(result.reasons).toEqual([]);
    expect(result).toMatchObject({ verdict: "passed", point: { grade: "C" } });
  },
  PATIENCE,
);

/** Noise over some bytes of a file in a member of the set. */
async function spoil(point: Document, role: string, file: string, at: number, bytes: number): Promise<void> {
  const member = point.evidence.set.members.find((one: Document) => one.role === role);
  const image = await snapshotFile(here, "atomic", point.groupSnapshotId, member);
  await insideImage(
    image,
    `dd if=/dev/urandom of="$1/${file}" bs=1 seek=${at} count=${bytes} conv=notrunc,fsync status=none`,
  );
}

const status = async (name: string): Promise<number> =>
  Number(
    await sql(`select variable_value from information_schema.global_status where variable_name = '${name}'`),
  );

/** All that was written before is in the files of its tables: recovery would write nothing of it anew. */
async function checkpoint(): Promise<void> {
  const written = await status("Innodb_lsn_current");
  await sql("set global innodb_max_dirty_pages_pct = 0");
  await until("a checkpoint", async () =>
    (await status("Innodb_lsn_last_checkpoint")) >= written ? true : undefined,
  );
  await sql("set global innodb_max_dirty_pages_pct = default");
}

test.each([
  // The root of its primary key.
  {
    what: "a torn table",
    in: "checks",
    role: "data",
    file: "wiki/authors.ibd",
    at: 50_000,
    says: /wiki.authors/,
  },
  {
    what: "a redo log without its head",
    in: "recovery",
    role: "redo",
    file: "ib_logfile0",
    at: 0,
    says: /log/,
  },
] as const)(
  "$what in the copy fails in $in: the point loses its grade, and nothing is left",
  async ({ role, file, at, says, ...damage }) => {
    await using dir = await wikiDir();
    await checkpoint();
    const point = await take(dir);
    expect(notObserved(point.label).filter((why) => !why.startsWith("C"))).toEqual([]);
    await spoil(point, role, file, at, 4_096);
    const before = await inventory(here);
    const answer = await restoreTest(dir);
    expect(answer.result.reasons.join()).toMatch(says);
    await expectFailed(dir, point, answer, damage.in);
    await expectNothingOfIt(here, dir, before, answer.result);
  },
  PATIENCE,
);

const CONF = "/etc/mysql/mariadb.conf.d/90-test.cnf";
const restart =
  "bash /opt/lab/mariadb.sh stop && bash /opt/lab/mariadb.sh /var/lib/mysql /var/lib/mysql-redo /var/lib/mysql-binlog";

test(
  "without the doublewrite buffer the doctor foresees B and says why, and B it is",
  async () => {
    await using dir = await wikiDir();
    const doctor = () => verbHere(dir, "doctor", "wiki-db");
    expect(await doctor()).toMatchObject({ code: 0, result: { foreseen: { grade: "A", lacks: [] } } });
    const lack = 'A: MariaDB "main": innodb_doublewrite is on, and innodb_flush_method (O_DIRECT) syncs';
    await wiki.sh(`printf '[mariadbd]\\ninnodb_doublewrite = OFF\\n' >${CONF}; ${restart}`);
    try {
      expect(await doctor()).toMatchObject({
        code: 4,
        result: { foreseen: { grade: "B", wanted: "A", lacks: [lack] } },
      });
      const { result } = await verbHere(dir, "snapshot", "wiki-db");
      expect(result).toMatchObject({
        outcome: "requirement-missed",
        label: { grade: "B", text: "filesystem-consistent (verified freeze)" },
      });
      expect(notObserved(result.label)).toEqual([lack]);
    } finally {
      await wiki.sh(`rm ${CONF}; ${restart}`);
    }
  },
  PATIENCE,
);
