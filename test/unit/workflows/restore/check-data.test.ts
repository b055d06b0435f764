import { expect, test } from "vitest";
import type { RestoreCheck } from "#domain/restore/check.ts";
import { verifies } from "#domain/restore/report.ts";
import { checkData } from "#workflows/check-data.ts";
import type { RecoveryCheck } from "#workflows/recovery-port.ts";
import { simpleRecovery } from "./simple-recovery.ts";

const never = new AbortController().signal;
const address = { server: "recovery-1", via: { kind: "local", port: 1 } } as const;

async function checked(
  checks: RestoreCheck[],
  says: (check: RecoveryCheck) => { passed: boolean; text: string; value?: string; skipped?: true },
) {
  const recovery = simpleRecovery();
  const asked: RecoveryCheck[] = [];
  recovery.says.check = (check) => {
    asked.push(check);
    return says(check);
  };
  const session = await recovery.port.open(address, { runId: "plan", instance: "test" }, never);
  const results = await checkData(checks, session, never, () => {});
  return { asked, results };
}

test("a query is asked where the manifest says, with its bounds, and told with its answer beside them", async () => {
  const sql = "select count(*) from orders";
  const { asked, results } = await checked(
    [{ kind: "postgresql", sql, database: "orders", atLeast: 1, atMost: 20 }],
    ({ kind }) =>
      kind === "sql"
        ? { passed: true, text: "the query answers 12, expected at least 1 and at most 20", value: "12" }
        : { passed: true, text: "137 tables", value: "1234" },
  );
  expect(asked.at(-1)).toEqual({
    kind: "sql",
    sql,
    database: "orders",
    atLeast: 1,
    atMost: 20,
    equals: undefined,
  });
  expect(results.at(-1)).toEqual({
    check: `PostgreSQL: orders: ${sql}`,
    passed: true,
    text: "the query answers 12, expected at least 1 and at most 20",
    readsData: true,
  });
  expect(results.find(({ check }) => check === "PostgreSQL: every row")?.text).toBe("1234 (137 tables)");
});

test("a MariaDB server is looked at as a whole once, then asked", async () => {
  const { asked, results } = await checked(
    [{ kind: "mariadb" }, { kind: "mariadb", sql: "select count(*) from pages", atLeast: 1 }],
    () => ({ passed: true, text: "ok" }),
  );
  expect(asked.map(({ kind }) => kind)).toEqual([
    "mariadb-tables",
    "mariadb-read",
    "mariadb-checksums",
    "sql",
  ]);
  expect(results.at(-1)?.check).toBe("MariaDB: select count(*) from pages");
  expect(verifies(results)).toBe(true);
});

test.each([
  [undefined, false],
  [false, false],
  [true, true],
])("a hook with readsData: %s that passes verifies the data: %s", async (readsData, verified) => {
  const hook = {
    kind: "hook",
    name: "selfcheck",
    ...(readsData === undefined ? {} : { readsData }),
  } as const;
  const { results } = await checked([{ kind: "filesystem" }, hook], () => ({ passed: true, text: "" }));
  expect(results).toMatchObject([{ check: "hook selfcheck", passed: true, readsData: verified }]);
  expect(verifies(results)).toBe(verified);
});

test("a check that was skipped is told as skipped and verifies nothing", async () => {
  const { results } = await checked([{ kind: "postgresql" }], () => ({
    passed: true,
    text: "nothing to check",
    skipped: true,
  }));
  expect(results.every(({ skipped, readsData }) => skipped === true && !readsData)).toBe(true);
  expect(verifies(results)).toBe(false);
});
