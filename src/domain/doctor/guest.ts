import type { Application } from "../application.ts";
import { describeDuration } from "../duration.ts";
import { type Finding, warning } from "../finding.ts";
import { managerFindings } from "./managers.ts";
import { type Passed, passed } from "./passed.ts";

/** Software that promotes another server when this one is silent for too long. */
export interface ClusterManager {
  readonly kind: "patroni" | "pacemaker" | "etcd";
  /** How long it waits, ms. Absent: it could not be read in the guest. */
  readonly ttlMs?: number | undefined;
  /** Between two renewals of its lease, ms. */
  readonly everyMs?: number | undefined;
  /** The mount that its own data lies on. */
  readonly mount?: string | undefined;
}

/** Transactions of one database that have lasted for more than a minute. */
export interface LongTransactions {
  /** As the manifest names it: PostgreSQL "main". */
  readonly database: string;
  readonly seen:
    | {
        readonly count: number;
        readonly oldestMs: number;
        /** What the oldest is: its process and state. */
        readonly oldest: string;
      }
    | { readonly unread: string };
}

/** What one guest says of itself before anything is frozen. */
export interface GuestFacts {
  readonly server: string;
  readonly kit: string;
  /** The kit of this release. */
  readonly shipped: string;
  readonly kitIsOld: boolean;
  readonly kernel: string;
  /** The guest's wall clock less the bot's, ms: at least so much, whatever the answer took. Absent: not said. */
  readonly clockOffMs?: number | undefined;
  /** Absent: the kit is too old to be asked. */
  readonly managers?: readonly ClusterManager[] | undefined;
  readonly transactions?: readonly LongTransactions[] | undefined;
}

/** Clocks that NTP keeps are some milliseconds off; times in evidence are shown to the second. */
const CLOCK_MS = 1_000;
const LONG_MS = 5 * 60_000;

export function guestFindings(
  facts: GuestFacts,
  { quiesce }: Application,
  frozen: readonly string[],
): Finding[] {
  return [
    ...kitFindings(facts),
    ...clockFindings(facts),
    ...(facts.managers ?? []).flatMap((manager) =>
      managerFindings(facts.server, manager, { budgetMs: quiesce.budget, frozen }),
    ),
    ...(facts.transactions ?? []).flatMap((one) => transactionFindings(facts.server, one)),
  ];
}

/** What nothing stands against: one line for the guest itself, one for what runs in it. */
export function guestPassed(
  facts: GuestFacts,
  application: Application,
  frozen: readonly string[],
): Passed[] {
  const { server, kit, kernel, clockOffMs, managers, transactions } = facts;
  const clock = clockOffMs === undefined ? "" : `; its clock is ${off(clockOffMs)}`;
  const none = (findings: readonly Finding[], text: string): Passed[] =>
    findings.length === 0 ? [passed(server, text)] : [];
  const limits = { budgetMs: application.quiesce.budget, frozen };
  return [
    ...none([...kitFindings(facts), ...clockFindings(facts)], `guest kit ${kit}, kernel ${kernel}${clock}`),
    ...(managers?.length === 0
      ? [passed(server, "no cluster manager (Patroni, Pacemaker, etcd) runs there")]
      : []),
    ...(managers ?? []).flatMap((manager) =>
      none(
        managerFindings(server, manager, limits),
        `${manager.kind}: a freeze of this budget ends before it gives this server up`,
      ),
    ),
    ...(transactions ?? []).flatMap((one) =>
      none(
        transactionFindings(server, one),
        `${one.database}: no transaction is older than ${describeDuration(LONG_MS)}`,
      ),
    ),
  ];
}

function kitFindings({ server, kit, shipped, kitIsOld }: GuestFacts): Finding[] {
  if (!kitIsOld) return [];
  return [
    warning("guest-kit-old", server, `its guest kit is ${kit}, this release brings ${shipped}`, {
      costs: "nothing of a grade; what the older kit does not know is not looked at or not done",
      next: "run deploy/guest-kit/install.sh of this release in the guest",
    }),
  ];
}

function clockFindings({ server, clockOffMs }: GuestFacts): Finding[] {
  if (clockOffMs === undefined || Math.abs(clockOffMs) <= CLOCK_MS) return [];
  return [
    warning("clock-skew", server, `its clock is ${off(clockOffMs)}`, {
      costs: "nothing of a grade; the moment that a point's commits reach to is told wrong by that much",
      next: "in the guest: chronyc tracking, or timedatectl timesync-status",
    }),
  ];
}

function off(ms: number): string {
  if (Math.abs(ms) < 1) return "in step with the bot's";
  return `${describeDuration(Math.abs(ms))} ${ms > 0 ? "ahead of" : "behind"} the bot's`;
}

function transactionFindings(server: string, { database, seen }: LongTransactions): Finding[] {
  if ("unread" in seen)
    return [
      warning(
        "transactions-not-read",
        server,
        `${database}: long transactions could not be looked for: ${seen.unread}`,
        {
          costs: "nothing of a grade",
          next: "allow the kit's database user to read pg_stat_activity (role pg_read_all_stats)",
        },
      ),
    ];
  if (seen.count === 0 || seen.oldestMs < LONG_MS) return [];
  const others = seen.count === 1 ? "" : `; ${seen.count - 1} more last for over a minute`;
  return [
    warning(
      "long-transaction",
      server,
      `${database}: a transaction has lasted for ${describeDuration(seen.oldestMs)} (${seen.oldest})${others}`,
      {
        costs: "nothing of a grade; what it has not committed is not in the snapshot",
        next: "wait for it to end, or take the snapshot after it",
      },
    ),
  ];
}
