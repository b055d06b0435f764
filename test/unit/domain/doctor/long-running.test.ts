import { describe, expect, test } from "vitest";
import {
  type Longest,
  type LongRunning,
  longRunningFindings,
  longRunningPassed,
} from "#domain/doctor/long-running.ts";

const none: Longest = { count: 0, oldestMs: 0, oldest: "" };
const postgresql = { kind: "postgresql", name: "main" } as const;
const mariadb = { kind: "mariadb", name: "wiki" } as const;

const said = (one: LongRunning) => ({
  findings: longRunningFindings("db-1", one, "require"),
  passed: longRunningPassed("db-1", one).map(({ text }) => text),
});

describe("a long transaction", () => {
  test.each([
    [299_999, 1, []],
    [300_000, 1, ['PostgreSQL "main": a transaction has lasted for 5 min (process 7, active)']],
    [
      720_000,
      3,
      [
        'PostgreSQL "main": a transaction has lasted for 12 min (process 7, active); 2 more last for over a minute',
      ],
    ],
  ])("of %i ms, one of %i, is told from five minutes on, with its process", (oldestMs, count, texts) => {
    const transactions = { count, oldestMs, oldest: "process 7, active" };
    const { findings, passed } = said({ database: postgresql, seen: { transactions } });
    expect(findings.map(({ text }) => text)).toEqual(texts);
    expect(passed).toEqual(
      texts.length === 0 ? ['PostgreSQL "main": no transaction is older than 5 min'] : [],
    );
  });

  test("costs MariaDB nothing of a grade either: BACKUP STAGE waits for no transaction of InnoDB", () => {
    const transactions = { count: 1, oldestMs: 720_000, oldest: "connection 12, idle" };
    const { findings, passed } = said({ database: mariadb, seen: { transactions, statements: none } });
    expect(findings).toMatchObject([
      {
        code: "long-transaction",
        severity: "warning",
        text: 'MariaDB "wiki": a transaction has lasted for 12 min (connection 12, idle)',
        costs: expect.stringContaining("nothing of a grade"),
      },
    ]);
    expect(passed).toEqual(['MariaDB "wiki": no statement that BACKUP STAGE may wait for has run for 1 min']);
  });
});

test("a statement that BACKUP STAGE may wait for is told with what it may cost under the manifest's policy", () => {
  const statements = { count: 2, oldestMs: 61_000, oldest: "connection 9, INSERT" };
  const one: LongRunning = { database: mariadb, seen: { transactions: none, statements } };
  expect(longRunningFindings("db-1", one, "require")).toMatchObject([
    {
      code: "long-statement",
      subject: "db-1",
      text: 'MariaDB "wiki": a statement that BACKUP STAGE may have to wait for has run for 1 min (connection 9, INSERT); 1 more last for over a minute',
      costs: expect.stringMatching(/^the snapshot, if it writes a table without transactions, /),
    },
  ]);
  expect(longRunningFindings("db-1", one, "degrade")[0]?.costs).toMatch(/^A and B, if it writes /);
});

test("nothing of either kind is one line", () => {
  const { findings, passed } = said({
    database: mariadb,
    seen: { transactions: none, statements: none },
  });
  expect(findings).toEqual([]);
  expect(passed).toEqual([
    'MariaDB "wiki": no transaction is older than 5 min; no statement that BACKUP STAGE may wait for has run for 1 min',
  ]);
});

test.each([
  [postgresql, /pg_read_all_stats/],
  [mariadb, /PROCESS/],
] as const)(
  "a database that could not be asked is a warning with the right that it takes, not silence",
  (database, next) => {
    const { findings, passed } = said({ database, seen: { unread: "permission denied" } });
    expect(findings).toMatchObject([
      {
        code: "transactions-not-read",
        text: expect.stringContaining("permission denied"),
        next: expect.stringMatching(next),
      },
    ]);
    expect(passed).toEqual([]);
  },
);

test("a kit that does not know to ask it is told with the version that does", () => {
  const { findings, passed } = said({ database: mariadb, seen: { since: "1.4.0" } });
  expect(findings).toMatchObject([
    {
      code: "transactions-not-read",
      text: 'MariaDB "wiki": long transactions are not looked for by its guest kit (since 1.4.0)',
      next: expect.stringContaining("install.sh"),
    },
  ]);
  expect(passed).toEqual([]);
});
