import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "../../test/lab/guest-kit/harness/command.ts";
import { type Disk, makeDisk } from "../../test/lab/guest-kit/harness/disk.ts";
import { type HolderProcess, installKit, type Kit } from "../../test/lab/guest-kit/harness/kit.ts";
import { openToAll, startPostgres } from "../../test/lab/guest-kit/harness/postgres.ts";

const PGBENCH = "/usr/lib/postgresql/15/bin/pgbench";
const roles = ["data", "wal", "config"] as const;

/** A PostgreSQL over three file systems of its own, and the real guest kit beside it. */
export interface Database extends AsyncDisposable {
  /** Commits for so many seconds; how long each one took, ms. */
  commits(seconds: number): Promise<number[]>;
  /** Starts the kit's canary on all three file systems. */
  canary(): Promise<AsyncDisposable>;
}

export async function startDatabase(clients: number): Promise<Database> {
  await using stack = new AsyncDisposableStack();
  const kit = stack.use(await installKit());
  const disks: Disk[] = [];
  for (const _ of roles) disks.push(stack.use(await makeDisk("ext4")));
  for (const disk of disks) await openToAll(disk);
  const [data, wal] = disks;
  if (data === undefined || wal === undefined) throw new Error("no disks");
  const postgres = stack.use(await startPostgres(kit, "main", { data: data.mount, wal: wal.mount }));
  const socket = await postgres.sql("show unix_socket_directories");
  const logs = await mkdtemp(join(tmpdir(), "ff-pgbench-"));
  stack.defer(() => rm(logs, { recursive: true }));
  await command("chown", "postgres:", logs);
  await chmod(logs, 0o700);
  const pgbench = (...more: string[]) =>
    command("runuser", "-u", "postgres", "--", PGBENCH, "-h", socket, "-p", "5477", ...more, "postgres");
  await pgbench("-i", "-q", "-s", "5");
  const resources = stack.move();
  return {
    async commits(seconds) {
      const prefix = join(logs, "commits");
      await pgbench("-n", "-N", "-c", `${clients}`, "-T", `${seconds}`, "-l", `--log-prefix=${prefix}`);
      const times: number[] = [];
      for (const name of await readdir(logs)) {
        times.push(...latencies(await readFile(join(logs, name), "utf8")));
        await rm(join(logs, name));
      }
      return times;
    },
    canary: () => startCanary(kit, disks),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** pgbench logs a line for each transaction: client, its number, microseconds, and more (pgbench's manual, `--log`). */
const latencies = (log: string): number[] =>
  log.split("\n").flatMap((line) => {
    const micros = line.split(" ")[2];
    return micros === undefined ? [] : [Number(micros) / 1_000];
  });

async function startCanary(kit: Kit, disks: readonly Disk[]): Promise<AsyncDisposable> {
  const holder: HolderProcess = kit.serve();
  await holder.say("HELLO protocol=1 instance=bench run=run-1", "HELLO");
  for (const [n, disk] of disks.entries())
    await holder.say(`VOLUME role=${roles[n]} serial=${disk.volumeId}`, "VOLUME");
  await holder.say("CANARY do=start id=0123456789abcdef for_ms=300000", "CANARY");
  return {
    async [Symbol.asyncDispose]() {
      await holder.say("CANARY do=stop", "CANARY");
      await holder.say("BYE", "BYE");
      await holder.exited;
    },
  };
}
