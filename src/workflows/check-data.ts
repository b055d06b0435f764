import { DomainError } from "#domain/errors.ts";
import { databaseNames, type RestoreCheck, sqlText } from "#domain/restore/check.ts";
import { RecoveryFailure } from "#domain/restore/recovery-failure.ts";
import type { CheckResult } from "#domain/restore/report.ts";
import type { RecoveryCheck, RecoverySession } from "./recovery-port.ts";

/** Lossy progress, in words. */
export type Told = (what: string) => void;

/** One thing that the recovery kit is asked, and what it is called in the report. */
interface Asked {
  readonly name: string;
  readonly check: RecoveryCheck;
  /** False: that it passes says nothing about the application's data. */
  readonly readsData?: boolean;
}

/**
 * Asks the recovery kit each check of the plan. One that says no, or that could not be done, does not keep the others from
 * being asked; when the connection is gone, nothing can be asked any more.
 */
export async function checkData(
  checks: readonly RestoreCheck[],
  session: RecoverySession,
  signal: AbortSignal,
  told: Told,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const one of asked(checks)) {
    told(`checking: ${one.name}`);
    results.push(await verdict(one, session, signal));
  }
  return results;
}

async function verdict(
  { name, check, readsData = true }: Asked,
  session: RecoverySession,
  signal: AbortSignal,
): Promise<CheckResult> {
  try {
    const { passed, text, value, ...more } = await session.check(check, signal);
    // What a query answered is in its words, beside what it may answer.
    const told = !isQuery(check) && value !== undefined && value !== "";
    const answer = told ? `${value}${text === "" ? "" : ` (${text})`}` : text;
    const said = more.skipped !== true && more.undone !== true;
    return { check: name, passed, text: answer, readsData: readsData && said, ...more };
  } catch (cause) {
    if (!(cause instanceof DomainError) || cause.kind === "unreachable" || signal.aborted) throw cause;
    const failed = { check: name, passed: false, readsData: false };
    return cause instanceof RecoveryFailure && cause.saysNo
      ? { ...failed, text: cause.message }
      : { ...failed, text: `could not be done: ${cause.message}`, undone: true };
  }
}

const isQuery = ({ kind }: RecoveryCheck): boolean => kind === "sql" || kind === "freshness";

/** What {@link checkData} asks, in its order. */
export const recoveryChecks = (checks: readonly RestoreCheck[]): RecoveryCheck[] =>
  asked(checks).map(({ check }) => check);

/** A database is looked at as a whole once, then each query is asked. File systems were checked before they were mounted. */
function asked(checks: readonly RestoreCheck[]): Asked[] {
  const kinds = new Set(checks.map(({ kind }) => kind));
  return [
    ...(kinds.has("postgresql") ? wholePostgresql : []),
    ...(kinds.has("mariadb") ? wholeMariadb : []),
    ...checks.flatMap(single),
  ];
}

const wholePostgresql: readonly Asked[] = [
  { name: "PostgreSQL: every B-tree index (amcheck)", check: { kind: "postgresql-amcheck" } },
  { name: "PostgreSQL: every row", check: { kind: "postgresql-read" } },
  { name: "PostgreSQL: checksums", check: { kind: "postgresql-checksums" } },
];

const wholeMariadb: readonly Asked[] = [
  { name: "MariaDB: every table and index (mariadb-check)", check: { kind: "mariadb-tables" } },
  { name: "MariaDB: every row", check: { kind: "mariadb-read" } },
  { name: "MariaDB: checksums of InnoDB's pages", check: { kind: "mariadb-checksums" } },
];

function single(check: RestoreCheck): Asked[] {
  switch (check.kind) {
    case "filesystem":
      return [];
    case "postgresql":
    case "mariadb": {
      const { sql, database, atLeast, atMost, equals } = check;
      if (sql === undefined) return [];
      const asks = { kind: "sql", sql, database, atLeast, atMost, equals } as const;
      return [{ name: `${databaseNames[check.kind]}: ${sqlText({ sql, database })}`, check: asks }];
    }
    case "freshness": {
      const { sql, database } = check;
      const asks = { kind: "freshness", sql, database } as const;
      return [{ name: `newest data: ${sqlText(check)}`, check: asks }];
    }
    case "hook":
      return [
        {
          name: `hook ${check.name}`,
          check: { kind: "hook", name: check.name },
          readsData: check.readsData === true,
        },
      ];
  }
}
