import { z } from "zod";
import type { ClusterManager, GuestFacts, LongTransactions } from "#domain/doctor/guest.ts";
import { type Clock, fromIso } from "#support/clock.ts";
import { kitKnows } from "#support/ssh/kit-version.ts";
import type { Line } from "#support/ssh/line-codec.ts";
import { readAnswer } from "./answers.ts";
import { greet } from "./greet.ts";
import type { HolderSession } from "./holder-session.ts";
import { SHIPPED_KIT } from "./shipped-kit.ts";

/** Older guest kits cannot be asked. */
const SINCE = "1.3.0";
/** The guest's own limits are below it: each database has 16 s, each manager 6 s. */
const EXAMINE_MS = 60_000;

const count = z.coerce.number().int().nonnegative();
const ManagerAnswer = z.object({
  kind: z.enum(["patroni", "pacemaker", "etcd"]),
  ttl_ms: count.optional(),
  every_ms: count.optional(),
  mount: z.string().optional(),
});
const TransactionsAnswer = z.object({
  name: z.string(),
  count: count.optional(),
  oldest_ms: count.optional(),
  oldest: z.string().optional(),
  what: z.string().optional(),
});
const Wall = z.object({ wall: z.string() });

/** Asks one guest what could get in the way of a freeze. Errors: `unreachable`, `refused` (versions). */
export async function examineGuest(
  session: HolderSession,
  clusters: readonly string[],
  given: { readonly instance: string; readonly helloMs: number; readonly clock: Clock },
  signal: AbortSignal,
): Promise<GuestFacts> {
  const { server } = session;
  const who = { instance: given.instance, run: "doctor", withinMs: given.helloMs };
  const { kit, kernel } = await greet(session, who, signal);
  const facts = { server, kit, shipped: SHIPPED_KIT, kitIsOld: !kitKnows(kit, SHIPPED_KIT), kernel };
  if (!kitKnows(kit, SINCE)) return facts;
  const askedAt = given.clock.now();
  const lines = await session.ask(
    "EXAMINE",
    { postgresql: clusters },
    { ends: ({ verb }) => verb === "EXAMINED", withinMs: EXAMINE_MS, signal },
  );
  const answeredAt = given.clock.now();
  const said = (verb: string) => lines.filter((line) => line.verb === verb);
  const { wall } = readAnswer(server, Wall, lines.at(-1) ?? { verb: "EXAMINED", args: {} });
  return {
    ...facts,
    clockOffMs: clockOff(fromIso(wall), askedAt, answeredAt),
    managers: said("MANAGER").map((line) => managerOf(server, line)),
    transactions: said("TRANSACTIONS").map((line) => transactionsOf(server, line)),
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

function transactionsOf(server: string, line: Line): LongTransactions {
  const { name, what, ...seen } = readAnswer(server, TransactionsAnswer, line);
  const database = `PostgreSQL "${name}"`;
  if (what !== undefined) return { database, seen: { unread: what } };
  const { count: many = 0, oldest_ms: oldestMs = 0, oldest = "" } = seen;
  return { database, seen: { count: many, oldestMs, oldest } };
}
