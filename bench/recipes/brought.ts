import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type Disk, makeDisk } from "../../test/lab/guest-kit/harness/disk.ts";
import { installKit, type Kit } from "../../test/lab/guest-kit/harness/kit.ts";
import { knownAs, startMariadb } from "../../test/lab/guest-kit/harness/mariadb.ts";
import { openToAll, startPostgres } from "../../test/lab/guest-kit/harness/postgres.ts";

/** As an application's connections do. */
const CLIENTS = 4;

/** One application over three file systems of its own. */
export interface Application {
  readonly name: string;
  /** Its RECIPE line's end. */
  readonly recipe: string;
  readonly disks: Readonly<Record<"a" | "b" | "c", Disk>>;
  load(): Promise<Work>;
}

/** What goes on while it is held. */
export interface Work extends AsyncDisposable {
  /** Since it was last asked. */
  longest(): { readonly longestMs: number; readonly operations: number };
}

export interface Applications extends AsyncDisposable {
  readonly kit: Kit;
  readonly all: readonly Application[];
}

/** Three applications, each brought to rest by another recipe: plain files, PostgreSQL, MariaDB. */
export async function brought(): Promise<Applications> {
  await using stack = new AsyncDisposableStack();
  const kit = stack.use(await installKit());
  const three = async () => {
    const disks = {
      a: stack.use(await makeDisk("ext4")),
      b: stack.use(await makeDisk("ext4")),
      c: stack.use(await makeDisk("ext4")),
    };
    for (const disk of Object.values(disks)) await openToAll(disk);
    return disks;
  };
  const files = await three();
  const pg = await three();
  const postgres = stack.use(
    await startPostgres(kit, "main", { data: pg.a.mount, wal: pg.b.mount, space: pg.c.mount }),
  );
  await postgres.sql("create table load (n int, text text)");
  const socket = await postgres.sql("show unix_socket_directories");
  const my = await three();
  const mariadb = stack.use(
    await startMariadb({ data: my.a.mount, undo: my.a.mount, redo: my.b.mount, binlog: my.c.mount }),
  );
  await knownAs(kit, "main", [`socket=${mariadb.socket}`]);
  await mariadb.sql("create database bench; create table bench.load (n int, text varchar(200))");
  const insert = (table: string) => `insert into ${table} values (1, repeat('x', 150));`;
  const psql = ["-u", "postgres", "--", "psql", "-XAtq", "-h", socket, "-p", "5477", "-d", "postgres"];
  const client = ["--no-defaults", "-uroot", `-S${mariadb.socket}`, "-BN", "--unbuffered"];
  // One line in, one operation; one line out when it is done.
  const append = `while read -r _; do for at; do echo x >>"$at/load"; sync -d "$at/load"; done; echo 1; done`;
  const mounts = Object.values(files).map(({ mount }) => mount);
  const all: Application[] = [
    {
      name: "fsfreeze",
      recipe: "kind=fsfreeze roles=a,b,c",
      disks: files,
      load: () => work(["bash", "-c", append, "load", ...mounts], "go"),
    },
    {
      name: "postgresql",
      recipe: "kind=postgresql cluster=main",
      disks: pg,
      load: () => work(["runuser", ...psql], `${insert("load")} select 1;`),
    },
    {
      name: "mariadb",
      recipe: "kind=mariadb name=main",
      disks: my,
      load: () => work(["mariadb", ...client], `${insert("bench.load")} select 1;`),
    },
  ];
  const resources = stack.move();
  return { kit, all, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** Clients that each do one operation after another: a line in, a line out. */
async function work([program = "", ...argv]: readonly string[], line: string): Promise<Work> {
  let longestMs = 0;
  let operations = 0;
  const children = Array.from({ length: CLIENTS }, () => {
    const child = spawn(program, argv, { stdio: ["pipe", "pipe", "ignore"] });
    child.stdin.on("error", () => {});
    let since = performance.now();
    createInterface({ input: child.stdout }).on("line", () => {
      longestMs = Math.max(longestMs, performance.now() - since);
      operations++;
      since = performance.now();
      child.stdin.write(`${line}\n`);
    });
    child.stdin.write(`${line}\n`);
    return child;
  });
  return {
    longest() {
      const seen = { longestMs, operations };
      longestMs = 0;
      operations = 0;
      return seen;
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) {
        const gone = once(child, "exit");
        child.stdin.end();
        await gone;
      }
    },
  };
}
