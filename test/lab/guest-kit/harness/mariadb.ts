import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { command } from "./command.ts";
import type { Kit } from "./kit.ts";
import { exitOf } from "./writer.ts";

/** A user id that is nobody's on this machine: the server's own. */
const uid = "61977";
const as = ["setpriv", "--reuid", uid, "--regid", uid, "--clear-groups"] as const;

/** Mounts that hold a server's data; the same mount may be named more than once. */
export interface MariadbDisks {
  readonly data: string;
  readonly redo: string;
  readonly binlog: string;
  readonly undo: string;
}

/** A real MariaDB server of its own: no network, its own socket and user. */
export interface Mariadb extends AsyncDisposable {
  readonly pid: number;
  readonly socket: string;
  readonly dataDir: string;
  readonly paths: readonly string[];
  sql(text: string): Promise<string>;
  /** All that it has written to its error log. */
  log(): Promise<string>;
  /** Statements that each commit; `acknowledged` counts those that the server has confirmed. */
  load(statement: (n: number) => string): Load;
  /** In order, with everything of it in its files. */
  stop(): Promise<void>;
}

export interface Load extends AsyncDisposable {
  readonly acknowledged: number;
}

/** Bootstraps where nothing is yet, and starts. What is there is started as it is: after a crash it recovers. */
export async function startMariadb(disks: MariadbDisks, ...more: readonly string[]): Promise<Mariadb> {
  const folder = await mkdtemp(join(tmpdir(), "ff-my-"));
  await chmod(folder, 0o755);
  const socket = join(folder, "server", "sock");
  const own = async (path: string) => {
    await mkdir(path, { recursive: true });
    await command("chown", `${uid}:${uid}`, path);
    return path;
  };
  await own(join(folder, "server"));
  const dataDir = await own(join(disks.data, "mysql"));
  const [redo, binlog, undo] = [
    await own(join(disks.redo, "redo")),
    await own(join(disks.binlog, "binlog")),
    await own(join(disks.undo, "undo")),
  ];
  const places = [
    "--no-defaults",
    `--datadir=${dataDir}`,
    `--innodb-log-group-home-dir=${redo}`,
    `--innodb-undo-directory=${undo}`,
    "--innodb-undo-tablespaces=2",
    "--innodb-log-file-size=16M",
    "--innodb-buffer-pool-size=32M",
    "--innodb-use-native-aio=0",
  ];
  if ((await command("ls", "-A", dataDir)) === "") await bootstrap(places);
  const log = join(folder, "server", "log.err");
  const child = spawn(
    "nice",
    [
      "-n",
      "19",
      ...as,
      "/usr/sbin/mariadbd",
      ...places,
      `--socket=${socket}`,
      "--skip-networking",
      `--pid-file=${join(folder, "server", "pid")}`,
      `--log-bin=${join(binlog, "bin")}`,
      `--log-error=${log}`,
      ...more,
    ],
    { stdio: "ignore" },
  );
  const ended = exitOf(child);
  const sql = (text: string) =>
    command("mariadb", "--no-defaults", "-uroot", `-S${socket}`, "-BN", "-e", text);
  // Not vitest's, which a bench has not.
  const until = performance.now() + 60_000;
  while ((await sql("select 1").catch(() => "")) !== "1") {
    if (child.exitCode !== null || performance.now() > until) throw new Error(await readFile(log, "utf8"));
    await delay(200);
  }
  return {
    pid: child.pid ?? 0,
    socket,
    dataDir,
    paths: [dataDir, undo, binlog, redo],
    sql,
    log: () => readFile(log, "utf8"),
    load: (statement) => startLoad(socket, statement),
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** What mariadb-install-db does: it is in another package. Root comes in by unix_socket. */
async function bootstrap(places: readonly string[]): Promise<void> {
  const share = "/usr/share/mysql";
  const parts = ["mysql_system_tables.sql", "mysql_performance_tables.sql", "mysql_system_tables_data.sql"];
  const text = [
    "create database mysql;\nuse mysql;\nset @auth_root_socket = 'root';\n",
    ...(await Promise.all(parts.map((part) => readFile(join(share, part), "utf8")))),
  ].join("\n");
  const child = spawn(
    as[0],
    [...as.slice(1), "/usr/sbin/mariadbd", ...places, "--bootstrap", "--skip-log-bin"],
    {
      stdio: ["pipe", "ignore", "ignore"],
    },
  );
  child.stdin.end(text);
  if ((await exitOf(child)) !== 0) throw new Error("mariadbd --bootstrap failed");
}

function startLoad(socket: string, statement: (n: number) => string): Load {
  const child = spawn("/usr/bin/mariadb", ["--no-defaults", "-uroot", `-S${socket}`, "-BN", "--unbuffered"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = exitOf(child);
  child.stdin.on("error", () => {});
  let acknowledged = 0;
  const next = () => void child.stdin.write(`${statement(acknowledged + 1)}; select ${acknowledged + 1};\n`);
  createInterface({ input: child.stdout }).on("line", (line) => {
    acknowledged = Number(line);
    next();
  });
  next();
  return {
    get acknowledged() {
      return acknowledged;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** The kit's own file about that server. */
export const knownAs = (kit: Kit, name: string, lines: readonly string[]): Promise<void> =>
  writeFile(join(kit.etc, "mariadb", `${name}.conf`), `# test\n${lines.join("\n")}\n`, { mode: 0o644 });
