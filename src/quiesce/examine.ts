import { z } from "zod";
import type { ClusterManager, GuestFacts } from "#domain/doctor/guest.ts";
import type { Longest, LongRunning } from "#domain/doctor/long-running.ts";
import type { GuestDatabase } from "#domain/guest-database.ts";
import { SHIPPED_KIT } from "#domain/shipped-kit.ts";
import { type Clock, fromIso } from "#support/clock.ts";
import { kitKnows } from "#support/ssh/kit-version.ts";
import type { Line } from "#support/ssh/line-codec.ts";
import { readAnswer } from "./answers.ts";
import { greet } from "./greet.ts";
import type { HolderSession } from "./holder-session.ts";

/** Older guest kits cannot be asked … */
const SINCE = "1.3.0";
/** … and those before it not of a MariaDB. */
const MARIADB_SINCE = "1.4.0";
/** The guest's own limits are below it: each database has 16 s, each manager 6 s. */
const EXAMINE_MS = 60_000;

const count = z.coerce.number().int().nonnegative();
const ManagerAnswer = z.object({
  kind: z.enum(["patroni", "pacemaker", "etcd"]),
  ttl_ms: count.optional(),
  every_ms: count.optional(),
  mount: z.string().optional(),
});
const named = { kind: z.enum(["postgresql", "mariadb"]), name: z.string() };
const Unread = z.object({ ...named, what: z.string() });
const LongAnswer = z.object({ ...named, count, oldest_ms: count, oldest: z.string() });
const Wall = z.object({ wall: z.string() });

/** Asks one guest what could get in the way of a freeze. Errors: `unreachable`, `refused` (versions). */
export async function examineGuest(
  session: HolderSession,
  databases: readonly GuestDatabase[],
  given: { readonly instance: string; readonly helloMs: number; readonly clock: Clock },
  signal: AbortSignal,
): Promise<GuestFacts> {
  const { server } = session;
  const who = { instance: given.instance, run: "doctor", withinMs: given.helloMs };
  const { kit, kernel } = await greet(session, who, signal);
  const facts = { server, kit, shipped: SHIPPED_KIT, kitIsOld: !kitKnows(kit, SHIPPED_KIT), kernel };
  if (!kitKnows(kit, SINCE)) return facts;
  const late = kitKnows(kit, MARIADB_SINCE) ? [] : namesOf(databases, "mariadb");
  const askedAt = given.clock.now();
  const lines = await session.ask(
    "EXAMINE",
    {
      postgresql: namesOf(databases, "postgresql"),
      mariadb: late.length > 0 ? undefined : namesOf(databases, "mariadb"),
    },
    { ends: ({ verb }) => verb === "EXAMINED", withinMs: EXAMINE_MS, signal },
  );
  const answeredAt = given.clock.now();
  const said = (verb: string) => lines.filter((line) => line.verb === verb);
  const { wall } = readAnswer(server, Wall, lines.at(-1) ?? { verb: "EXAMINED", args: {} });
  return {
    ...facts,
    clockOffMs: clockOff(fromIso(wall), askedAt, answeredAt),
    managers: said("MANAGER").map((line) => managerOf(server, line)),
    longRunning: [
      ...said("TRANSACTIONS").map((line) => longRunningIn(server, line, said("STATEMENTS"))),
      ...late.map((name) => ({
        database: { kind: "mariadb" as const, name },
        seen: { since: MARIADB_SINCE },
      })),
    ],
  };
}

/** It was said at some moment between question and answer: only what lies outside of them is a difference. */
function clockOff(saidAt: number, askedAt: number, answeredAt: number): number {
  if (saidAt < askedAt) return saidAt - askedAt;
  return Math.max(0, saidAt - answeredAt);
}

function managerOf(server: string, line: Line): ClusterManager {
  const { kind, ttl_ms: ttlMs, every_ms: everyMs, mount } = readAnswer(server, ManagerAnswer, line);
  return { kind, ttlMs, everyMs, mount };
}

function longRunningIn(server: string, line: Line, statements: readonly Line[]): LongRunning {
  if (line.args.what !== undefined) {
    const { what, ...database } = readAnswer(server, Unread, line);
    return { database, seen: { unread: what } };
  }
  const { database, longest: transactions } = longestIn(server, line);
  const own = statements
    .map((one) => longestIn(server, one))
    .find((one) => one.database.kind === database.kind && one.database.name === database.name);
  return { database, seen: { transactions, statements: own?.longest } };
}

function longestIn(server: string, line: Line): { database: GuestDatabase; longest: Longest } {
  const { kind, name, count: many, oldest_ms: oldestMs, oldest } = readAnswer(server, LongAnswer, line);
  return { database: { kind, name }, longest: { count: many, oldestMs, oldest } };
}

const namesOf = (databases: readonly GuestDatabase[], kind: GuestDatabase["kind"]): string[] =>
  databases.filter((one) => one.kind === kind).map(({ name }) => name);
