import { join } from "node:path";
import { vi } from "vitest";
import { command } from "../../guest-kit/harness/command.ts";
import { startMariadb } from "../../guest-kit/harness/mariadb.ts";
import {
  type MariadbRole,
  makeMariadbDisks,
  mariadbRoles,
  type SpreadDisks,
} from "../../guest-kit/harness/mariadb-disks.ts";
import { type Attached, attach } from "./attached.ts";

/** A MariaDB server in production that was killed in the middle of its work. */
export interface MariadbSource extends AsyncDisposable {
  readonly disks: SpreadDisks;
  readonly dataDir: string;
  /** Rows of wiki.pages that the server had acknowledged when it was killed. */
  readonly rows: number;
}

export async function makeMariadbSource(): Promise<MariadbSource> {
  await using stack = new AsyncDisposableStack();
  const disks = stack.use(await makeMariadbDisks());
  await using first = await startMariadb(disks.mounts);
  await first.sql(
    "create database wiki; use wiki; create table pages (n int primary key, title varchar(100), key (title)) engine=InnoDB; create table hits (n int primary key) engine=MyISAM; insert into hits select seq from seq_1_to_500; create table log (n int) engine=Aria; insert into pages select seq, concat('page ', seq) from seq_1_to_20000",
  );
  // So that the redo log holds nothing of these pages: recovery would mend what a test tears.
  await first.stop();
  await using server = await startMariadb(disks.mounts);
  // Somewhere in the middle of its work.
  await using load = server.load((n) => `insert into wiki.pages values (${20_000 + n}, 'late')`);
  await vi.waitUntil(() => load.acknowledged > 30, { timeout: 20_000 });
  process.kill(server.pid, "SIGKILL");
  const kept = stack.move();
  return {
    disks,
    dataDir: server.dataDir,
    rows: 20_000 + load.acknowledged,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Copies of its disks as the crash left them. */
export interface RestoredMariadb extends AsyncDisposable {
  readonly of: Readonly<Record<MariadbRole, Attached>>;
  readonly all: readonly Attached[];
}

export async function restoreMariadb({ disks }: MariadbSource): Promise<RestoredMariadb> {
  await using stack = new AsyncDisposableStack();
  const copy = async (role: MariadbRole) => stack.use(await attach(join(disks.mounts[role], "../image")));
  try {
    for (const role of mariadbRoles) await command("fsfreeze", "-f", disks.mounts[role]);
    const of = {
      data: await copy("data"),
      redo: await copy("redo"),
      binlog: await copy("binlog"),
      undo: await copy("undo"),
    };
    const kept = stack.move();
    return { of, all: Object.values(of), [Symbol.asyncDispose]: () => kept.disposeAsync() };
  } finally {
    await disks.thaw();
  }
}
