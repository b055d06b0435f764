import { afterEach, expect, it } from "vitest";
import type { GuestDatabase } from "#domain/guest-database.ts";
import type { GuestAddress } from "#workflows/guest-port.ts";
import { goodGuest, loopbackGuests, type ScriptedHolder, scriptedHolder } from "./scripted-holder.ts";

// What the bot asks a guest's databases beside a hold: what runs there for long, and how long their commits take.

const never = new AbortController().signal;
const holders: ScriptedHolder[] = [];

afterEach(async () => {
  for (const holder of holders.splice(0)) await holder[Symbol.asyncDispose]();
});

const LONG = "count=1 oldest_ms=720000 oldest=connection%2012,%20idle";
const NONE = "count=0 oldest_ms=0 oldest=";
const WALL = "wall=2026-01-01T00:00:00.000Z";

/** A guest with a database of each kind, both in order, whose kit is of this version. */
async function guest(kit: string): Promise<ScriptedHolder> {
  const made = await scriptedHolder(
    goodGuest({
      HELLO: () => [`HELLO protocol=1 kit=${kit} host=db kernel=6.1.0 boot=b-1 at=1 ${WALL}`],
      EXAMINE: (_, line) => [
        `TRANSACTIONS kind=postgresql name=main ${NONE}`,
        ...(line.includes("mariadb=wiki")
          ? [`TRANSACTIONS kind=mariadb name=wiki ${LONG}`, `STATEMENTS kind=mariadb name=wiki ${NONE}`]
          : []),
        `EXAMINED at=1 ${WALL}`,
      ],
      COMMITS: (_, line) =>
        line.includes("do=start")
          ? ["COMMITS state=running every_ms=100"]
          : ["FELT commits=120340:1830,120440:912000", "COMMITS state=stopped count=2"],
    }),
  );
  holders.push(made);
  return made;
}

const port = loopbackGuests();

const address = (holder: ScriptedHolder): GuestAddress => ({
  server: "db-1",
  via: { kind: "local", port: holder.port },
});

const postgresql: GuestDatabase = { kind: "postgresql", name: "main" };
const mariadb: GuestDatabase = { kind: "mariadb", name: "wiki" };

async function examined(kit: string) {
  const db = await guest(kit);
  const guests = [{ address: address(db), databases: [postgresql, mariadb] }];
  const [look] = await port.examine(guests, never);
  return { asked: db.heard.find((line) => line.startsWith("EXAMINE")), longRunning: look?.longRunning };
}

const transactions = { count: 0, oldestMs: 0, oldest: "" };

it("asks both kinds what runs for long; only MariaDB has statements that a stage waits for", async () => {
  expect(await examined("1.4.0")).toEqual({
    asked: "EXAMINE postgresql=main mariadb=wiki",
    longRunning: [
      { database: postgresql, seen: { transactions } },
      {
        database: mariadb,
        seen: {
          transactions: { count: 1, oldestMs: 720_000, oldest: "connection 12, idle" },
          statements: transactions,
        },
      },
    ],
  });
});

it("does not ask a kit of a MariaDB that knows none, and says since when one does", async () => {
  expect(await examined("1.3.0")).toEqual({
    asked: "EXAMINE postgresql=main",
    longRunning: [
      { database: postgresql, seen: { transactions } },
      { database: mariadb, seen: { since: "1.4.0" } },
    ],
  });
});

async function timed(kit: string, database: GuestDatabase) {
  const db = await guest(kit);
  const guests = [{ address: address(db), databases: [database] }];
  await using commits = port.timeCommits({ runId: "run-1", guests, forMs: 60_000 }, never);
  await commits.ready;
  return { heard: db.heard.slice(1), ...(await commits.stop()) };
}

const commits = [
  { at: 120_340, tookMs: 1.83 },
  { at: 120_440, tookMs: 912 },
];

it.each([
  [postgresql, "kind=postgresql cluster=main", 'PostgreSQL "main"'],
  [mariadb, "kind=mariadb name=wiki", 'MariaDB "wiki"'],
])("times commits of either kind: $kind", async (database, asked, title) => {
  expect(await timed("1.4.0", database)).toEqual({
    heard: [`COMMITS do=start ${asked} for_ms=60000`],
    felt: [{ server: "db-1", database: title, commits }],
    problems: [],
  });
});

it("asks nothing of a kit that times no commits of a MariaDB; of PostgreSQL the same kit does", async () => {
  expect(await timed("1.3.0", mariadb)).toEqual({
    heard: [],
    felt: [],
    problems: ['MariaDB "wiki" of db-1: the guest kit 1.3.0 times no commits there (since 1.4.0)'],
  });
  expect((await timed("1.3.0", postgresql)).problems).toEqual([]);
});
