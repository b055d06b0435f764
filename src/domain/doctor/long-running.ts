import type { Application } from "../application.ts";
import { describeDuration } from "../duration.ts";
import { type Finding, warning } from "../finding.ts";
import { databaseTitle, type GuestDatabase } from "../guest-database.ts";
import { type Passed, passed } from "./passed.ts";

/** Of several that have lasted for more than a minute, the one that has for longest. */
export interface Longest {
  readonly count: number;
  readonly oldestMs: number;
  /** What it is: its process or connection, and its state. */
  readonly oldest: string;
}

/** What has been going on in one database for more than a minute. */
export interface LongRunning {
  readonly database: GuestDatabase;
  readonly seen:
    | {
        readonly transactions: Longest;
        /**
         * Statements that BACKUP STAGE may have to wait for: they write a table without transactions, or make one, or may do
         * so for all that their guest can tell. Absent for databases that know no such thing.
         */
        readonly statements?: Longest | undefined;
      }
    | { readonly unread: string }
    /** Kits before that version do not ask it. */
    | { readonly since: string };
}

const LONG_MS = 5 * 60_000;
/** What the kit tells has lasted for so long at least. */
const TOLD_MS = 60_000;

type Policy = Application["quiesce"]["policy"];

export function longRunningFindings(
  server: string,
  { database, seen }: LongRunning,
  policy: Policy,
): Finding[] {
  const title = databaseTitle(database);
  if ("since" in seen)
    return [
      notRead(
        server,
        `${title}: long transactions are not looked for by its guest kit (since ${seen.since})`,
        {
          next: "run deploy/guest-kit/install.sh of this release in the guest",
        },
      ),
    ];
  if ("unread" in seen)
    return [
      notRead(server, `${title}: long transactions could not be looked for: ${seen.unread}`, {
        next: rights[database.kind],
      }),
    ];
  const { transactions, statements } = seen;
  return [
    ...(statements === undefined || statements.count === 0
      ? []
      : [statementFinding(server, title, statements, policy)]),
    ...(transactions.oldestMs < LONG_MS ? [] : [transactionFinding(server, title, transactions)]),
  ];
}

/** What is as it should be, where it was asked. */
export function longRunningPassed(server: string, { database, seen }: LongRunning): Passed[] {
  if (!("transactions" in seen)) return [];
  const { transactions, statements } = seen;
  const said = [
    ...(transactions.oldestMs < LONG_MS ? [`no transaction is older than ${describeDuration(LONG_MS)}`] : []),
    ...(statements?.count === 0
      ? [`no statement that BACKUP STAGE may wait for has run for ${describeDuration(TOLD_MS)}`]
      : []),
  ];
  return said.length === 0 ? [] : [passed(server, `${databaseTitle(database)}: ${said.join("; ")}`)];
}

const rights = {
  postgresql: "allow the kit's database user to read pg_stat_activity (role pg_read_all_stats)",
  mariadb: "grant the kit's database account PROCESS, which shows it the transactions of others",
} as const;

const notRead = (server: string, text: string, { next }: { readonly next: string }): Finding =>
  warning("transactions-not-read", server, text, { costs: "nothing of a grade", next });

function transactionFinding(server: string, title: string, seen: Longest): Finding {
  return warning(
    "long-transaction",
    server,
    `${title}: a transaction has lasted for ${lasted(seen)}${others(seen)}`,
    {
      costs: "nothing of a grade; what it has not committed is not in the snapshot",
      next: "wait for it to end, or take the snapshot after it",
    },
  );
}

function statementFinding(server: string, title: string, seen: Longest, policy: Policy): Finding {
  return warning(
    "long-statement",
    server,
    `${title}: a statement that BACKUP STAGE may have to wait for has run for ${lasted(seen)}${others(seen)}`,
    {
      costs: `${policy === "require" ? "the snapshot" : "A and B"}, if it writes a table without transactions, or makes a table, and runs on: BACKUP STAGE is not granted then, and no freeze comes about`,
      next: "wait for it to end, or take the snapshot after it",
    },
  );
}

const lasted = ({ oldestMs, oldest }: Longest): string => `${describeDuration(oldestMs)} (${oldest})`;

const others = ({ count }: Longest): string =>
  count === 1 ? "" : `; ${count - 1} more last for over a minute`;
