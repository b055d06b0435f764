import { chmod, mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "../../guest-kit/harness/command.ts";

const bin = "/usr/lib/postgresql/15/bin";
const roles = { data: "ext4", wal: "xfs", config: "ext4" } as const;
type Role = keyof typeof roles;

/** A server in production: PostgreSQL over three mounted volumes, crashed in the middle of its work. */
export interface Source extends AsyncDisposable {
  /** Images as the crash left them: journals and WAL not replayed. The originals stay mounted. */
  readonly images: Readonly<Record<Role, string>>;
  /** Where they are mounted in production, as a manifest would say. */
  readonly mounts: Readonly<Record<Role, string>>;
  readonly devices: Readonly<Record<Role, string>>;
  /** Rows of table orders that were acknowledged before the crash. */
  readonly rows: number;
  /** Paths of files below the data directory. */
  readonly heapFile: string;
  readonly indexFile: string;
  readonly dataDir: string;
}

export async function makeSource(): Promise<Source> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "ff-source-"));
  stack.defer(() => rm(folder, { recursive: true }));
  await chmod(folder, 0o755);
  const path = (role: Role, what: string) => join(folder, `${role}.${what}`);
  const mounts = { data: join(folder, "pgdata"), wal: join(folder, "pgwal"), config: join(folder, "etc") };
  const devices: Record<string, string> = {};
  for (const [role, fs] of Object.entries(roles) as [Role, string][]) {
    await writeFile(path(role, "image"), "");
    await truncate(path(role, "image"), 400 * 1024 * 1024);
    await command(`mkfs.${fs}`, "-q", path(role, "image"));
    const device = await command("losetup", "-f", "--show", path(role, "image"));
    stack.defer(() => command("losetup", "-d", device).then(() => {}));
    devices[role] = device;
    await mkdir(mounts[role]);
    await command("mount", device, mounts[role]);
    stack.defer(() => command("umount", mounts[role]).then(() => {}));
    await chmod(mounts[role], 0o755);
  }
  await writeFile(join(mounts.config, "application.conf"), "workers = 4\n");
  const as = (...argv: string[]) => command("runuser", "-u", "postgres", "--", ...argv);
  const own = async (name: string) => {
    await mkdir(name);
    await command("chown", "postgres:", name);
    await chmod(name, 0o700);
  };
  await own(join(mounts.data, "15"));
  await own(join(mounts.wal, "15"));
  const dataDir = join(mounts.data, "15/main");
  await as(
    `${bin}/initdb`,
    "-D",
    dataDir,
    "-X",
    join(mounts.wal, "15/main"),
    "-A",
    "trust",
    "-k",
    "-E",
    "UTF8",
    "--locale=C.UTF-8",
    "--no-sync",
  );
  await writeFile(join(dataDir, "postgresql.auto.conf"), hostileSettings(folder), { mode: 0o600 });
  const socket = join(folder, "socket");
  await own(socket);
  const options = `-c listen_addresses='' -c unix_socket_directories=${socket} -c port=5478 -c archive_mode=off -c primary_conninfo='' -c shared_preload_libraries='' -c synchronous_standby_names=''`;
  await as(`${bin}/pg_ctl`, "-D", dataDir, "-w", "-s", "-l", join(socket, "log"), "-o", options, "start");
  const stop = () => as(`${bin}/pg_ctl`, "-D", dataDir, "-w", "-s", "-m", "immediate", "stop");
  stack.defer(() =>
    stop().then(
      () => {},
      () => {},
    ),
  );
  const sql = (database: string, text: string) =>
    as(`${bin}/psql`, "-XAtq", "-h", socket, "-p", "5478", "-d", database, "-c", text);
  await sql("postgres", "create database orders");
  await sql(
    "postgres",
    "create database sorted template template0 locale_provider icu icu_locale 'en' locale 'C'",
  );
  await sql("orders", "create table orders (id bigserial primary key, customer text not null)");
  await sql(
    "orders",
    "insert into orders (customer) select repeat('x', 200) || g from generate_series(1, 20000) g",
  );
  await sql("orders", "create index orders_customer on orders (customer)");
  await sql("orders", "select pg_create_physical_replication_slot('standby', true)");
  // So that the WAL after it holds no images of these pages (no hint bits to set, no room for the later rows): recovery
  // would mend what a test tears.
  await sql("orders", "vacuum freeze orders");
  await sql("orders", "checkpoint");
  await sql(
    "orders",
    "insert into orders (customer) select repeat('y', 300) || g from generate_series(1, 5000) g",
  );
  const rows = Number(await sql("orders", "select count(*) from orders"));
  const heapFile = await sql("orders", "select pg_relation_filepath('orders')");
  const indexFile = await sql("orders", "select pg_relation_filepath('orders_customer')");
  await stop();
  await command("sync");
  const images = {
    data: path("data", "crashed"),
    wal: path("wal", "crashed"),
    config: path("config", "crashed"),
  };
  for (const role of Object.keys(roles) as Role[])
    await command("cp", "--sparse=always", path(role, "image"), images[role]);
  const resources = stack.move();
  return {
    images,
    mounts,
    devices: devices as Record<Role, string>,
    rows,
    heapFile,
    indexFile,
    dataDir,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** What ALTER SYSTEM may have left in production, and what a copy must not do. */
const hostileSettings = (folder: string): string => `
archive_mode = 'on'
archive_command = 'touch ${folder}/archived'
archive_timeout = '1'
primary_conninfo = 'host=127.0.0.1 port=5478'
synchronous_standby_names = 'standby'
shared_preload_libraries = 'no_such_library'
listen_addresses = '*'
cluster_name = 'production'
zero_damaged_pages = 'on'
ignore_checksum_failure = 'on'
unix_socket_directories = '${folder}/socket'
`;
