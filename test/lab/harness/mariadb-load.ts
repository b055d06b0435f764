import { createInterface } from "node:readline";
import { guest } from "./guest.ts";
import { start } from "./run.ts";
import { until } from "./until.ts";

const CLIENT = "mariadb --no-defaults --socket=/run/mysqld/mysqld.sock -BN --unbuffered wiki".split(" ");

/** Between two rows of a client, so that the lab's own services are not starved. */
const PAUSE_MS = 10;

export interface MariadbLoad extends AsyncDisposable {
  readonly clients: readonly MariadbClient[];
}

export interface MariadbClient {
  readonly table: string;
  /** Rows 1 to that were acknowledged before this moment, epoch ms. */
  acknowledgedBefore(ms: number): number;
}

/**
 * A client for each engine that inserts row after row into a table of its own in database `wiki` of a guest, as soon as the one before is
 * acknowledged, until they are disposed of with their tables. Each has inserted some when this resolves.
 */
export async function mariadbLoad(server: string, engines: readonly string[]): Promise<MariadbLoad> {
  await using stack = new AsyncDisposableStack();
  const tables = engines.map((_, at) => `load_${at}`);
  const { sh } = guest(server);
  const sql = (text: string) => sh(`${CLIENT.join(" ")} -e '${text}'`);
  const made = engines.map(
    (engine, at) =>
      `create or replace table load_${at} (n int primary key, text varchar(2000) not null) engine=${engine}`,
  );
  await sql(made.join(";"));
  stack.defer(async () => void (await sql(`drop table ${tables.join(", ")}`)));
  const clients = tables.map((table) => startClient(server, table));
  for (const { end } of clients) stack.defer(end);
  for (const { table, acknowledgedBefore } of clients)
    await until(`rows of ${table}`, async () =>
      acknowledgedBefore(Number.POSITIVE_INFINITY) > 20 ? true : undefined,
    );
  const held = stack.move();
  return { clients, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

function startClient(server: string, table: string): MariadbClient & { end(): Promise<void> } {
  const { child, ended } = start(guest(server).inside(CLIENT), { limitMs: 600_000, keepInput: true });
  /** When each row was acknowledged: row 1 first. */
  const at: number[] = [];
  const next = () => {
    const n = at.length + 1;
    child.stdin?.write(`insert into ${table} values (${n}, repeat("${n} ", 200)); select ${n};\n`);
  };
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on("line", () => {
      at.push(performance.timeOrigin + performance.now());
      setTimeout(next, PAUSE_MS);
    });
  next();
  return {
    table,
    acknowledgedBefore: (ms) => at.filter((one) => one < ms).length,
    end: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
