import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "./command.ts";
import type { Disk } from "./disk.ts";
import type { Kit } from "./kit.ts";

const bin = "/usr/lib/postgresql/15/bin";

/** A PostgreSQL server whose data, WAL and tablespace lie on the given disks, known to the kit as `cluster`. */
export interface Postgres extends AsyncDisposable {
  readonly dataDir: string;
  readonly socketDir: string;
  sql(text: string): Promise<string>;
  restart(): Promise<void>;
}

export async function startPostgres(
  kit: Kit,
  cluster: string,
  disks: { readonly data: string; readonly wal: string; readonly space?: string },
  /** It follows this one. */
  primary?: Pick<Postgres, "socketDir">,
): Promise<Postgres> {
  const socketDir = await mkdtemp(join(tmpdir(), "ff-pg-"));
  await command("chown", "postgres:", socketDir);
  const own = async (folder: string) => {
    await mkdir(folder, { recursive: true });
    await command("chown", "postgres:", folder);
    await chmod(folder, 0o700);
    return folder;
  };
  const as = (...argv: string[]) => command("runuser", "-u", "postgres", "--", ...argv);
  const dataDir = join(await own(join(disks.data, "pg")), "main");
  const wal = join(await own(join(disks.wal, "pg")), "wal");
  // The way to the folders must be open to the server's user.
  if (primary === undefined) await as(`${bin}/initdb`, "-D", dataDir, "-X", wal, "-A", "trust", "--no-sync");
  else {
    const from = ["-h", primary.socketDir, "-p", "5477", "-R", "-c", "fast", "--no-sync"];
    await as(`${bin}/pg_basebackup`, "-D", dataDir, `--waldir=${wal}`, ...from);
  }
  const options = `-c listen_addresses='' -c unix_socket_directories=${socketDir} -c port=5477`;
  const start = () =>
    as(`${bin}/pg_ctl`, "-D", dataDir, "-w", "-s", "-l", join(socketDir, "log"), "-o", options, "start");
  await start();
  const sql = (text: string) =>
    as(`${bin}/psql`, "-XAtq", "-h", socketDir, "-p", "5477", "-d", "postgres", "-c", text);
  if (disks.space !== undefined) {
    await sql(`create tablespace extra location '${await own(join(disks.space, "space"))}'`);
  }
  await writeFile(
    join(kit.etc, "postgresql", `${cluster}.conf`),
    `# test\nsocket_dir=${socketDir}\nport=5477\npsql=${bin}/psql\n`,
    { mode: 0o644 },
  );
  const stop = () => as(`${bin}/pg_ctl`, "-D", dataDir, "-w", "-s", "-m", "immediate", "stop");
  return {
    dataDir,
    socketDir,
    sql,
    async restart() {
      await stop();
      await start();
    },
    async [Symbol.asyncDispose]() {
      await stop().catch(() => {});
      await rm(socketDir, { recursive: true });
    },
  };
}

/** Mounts of loop disks are made in folders that only root may enter; the server's user must get through. */
export async function openToAll(disk: Disk): Promise<void> {
  await chmod(join(disk.mount, ".."), 0o755);
  await chmod(disk.mount, 0o755);
}
