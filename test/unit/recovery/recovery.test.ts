import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createRecovery } from "#recovery/recovery.ts";
import type { GuestAddress } from "#workflows/guest-port.ts";
import type { RecoveryPort, RecoverySession } from "#workflows/recovery-port.ts";
import {
  type RecoveryServer,
  startRecoveryServer,
} from "../../../playground/guest/recovery/recovery-server.ts";
import type { RestoredDisk } from "../../../playground/guest/recovery/seed.ts";

const never = new AbortController().signal;
const who = { runId: "run-1", instance: "test" };
const open: AsyncDisposable[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

const disk = (role: string, content: number | undefined): RestoredDisk => ({
  volumeId: idOf(role),
  device: `/dev/vd${role[0]}`,
  fsType: "ext4",
  fsUuid: `uuid-${role}`,
  content,
  ...(role === "data" && {
    database: { version: "15.18", systemId: "77", data: "/var/lib/postgresql/15/main", checksums: true },
  }),
});
const idOf = (role: string) => `${role}-0000-1111-2222-333344445555`;
const volumes = ["config", "wal", "data"].map((role) => ({ role, volumeId: idOf(role) }));
const mounts = [
  { role: "data", mount: "/var/lib/postgresql/15" },
  { role: "wal", mount: "/var/lib/postgresql-wal" },
  { role: "config", mount: undefined },
];

async function server(
  disks = [disk("data", 12), disk("wal", 11), disk("config", 10)],
): Promise<RecoveryServer> {
  const seed = {
    server: "recovery-1",
    postgresql: [14, 15],
    mariadb: "10.11",
    glibc: "2.36",
    icu: "72.1",
    hooks: ["selfcheck"],
  };
  const made = await startRecoveryServer(seed, async (id) => disks.find(({ volumeId }) => volumeId === id));
  open.push(made);
  return made;
}

const at = ({ port }: { port: number }): GuestAddress => ({
  server: "recovery-1",
  via: { kind: "local", port },
});

const recovery = (limits: Parameters<typeof createRecovery>[0]["limits"] = {}): RecoveryPort =>
  createRecovery({
    ssh: { identityFile: "/none", knownHostsFile: "/none", connectTimeoutMs: 1_000, configDir: "/none" },
    limits: { busyMs: 0, ...limits },
  });

async function session(
  to: { port: number },
  limits?: Parameters<typeof createRecovery>[0]["limits"],
): Promise<RecoverySession> {
  const made = await recovery(limits).open(at(to), who, never);
  open.push(made);
  return made;
}

async function started(to: { port: number }): Promise<RecoverySession> {
  const made = await session(to);
  await made.find(volumes, never);
  await made.mount(mounts, never);
  await made.startPostgresql({ cluster: "main", dataRole: "data" }, never);
  return made;
}

describe("a recovery", () => {
  it("tells what the server is before anything is touched", async () => {
    const host = await server();
    const { facts } = await session(host);
    expect(facts).toEqual({
      kit: "1.2.0",
      kernel: "6.1.0-simulated",
      postgresql: [14, 15],
      mariadb: "10.11",
      glibc: "2.36",
      icu: "72.1",
    });
  });

  it("starts MariaDB in PostgreSQL's place, checks it in its own way, and says why it does not start", async () => {
    const database = {
      kind: "mariadb",
      version: "10.11.19",
      systemId: "",
      data: "/var/lib/mysql",
      checksums: true,
    } as const;
    const host = await server([{ ...disk("data", 12), database }, disk("wal", 11), disk("config", 10)]);
    const begin = async () => {
      const made = await session(host);
      await made.find(volumes, never);
      await made.mount(mounts, never);
      return made;
    };
    const what = { name: "main", series: "10.11", dataRole: "data" };
    const made = await begin();
    expect(await made.startMariadb(what, never)).toEqual({
      series: "10.11",
      version: "10.11.19",
      dataPath: "/var/lib/mysql",
      replayed: true,
      recoveredMs: 90,
      readyMs: 160,
      log: [expect.stringContaining("crash recovery"), expect.stringContaining("ready for connections")],
    });
    for (const kind of ["mariadb-tables", "mariadb-read", "mariadb-checksums"] as const)
      expect(await made.check({ kind }, never)).toMatchObject({ passed: true });
    await made.stop(never);
    host.faults.arm({ kind: "database-fails", text: "InnoDB: Missing FILE_CHECKPOINT" });
    const again = await begin();
    await expect(again.startMariadb(what, never)).rejects.toMatchObject({
      saysNo: true,
      message: expect.stringContaining("Missing FILE_CHECKPOINT"),
    });
    await again.stop(never);
  });

  it("finds, checks, mounts, starts, verifies and undoes", async () => {
    const host = await server();
    const made = await session(host);
    expect(await made.find(volumes, never)).toEqual(
      ["config", "wal", "data"].map((role) => ({
        role,
        device: `/dev/vd${role[0]}`,
        bytes: 1_073_741_824,
        fsType: "ext4",
        fsUuid: `uuid-${role}`,
        uuidInUse: false,
      })),
    );
    expect(await made.checkFilesystems(["data", "wal"], never)).toEqual([
      { role: "data", replayed: true, clean: true, text: "11/65536 files" },
      { role: "wal", replayed: true, clean: true, text: "11/65536 files" },
    ]);
    await made.mount(mounts, never);
    expect(await made.startPostgresql({ cluster: "main", dataRole: "data" }, never)).toEqual({
      major: 15,
      version: "15.18",
      systemId: "77",
      dataPath: "/var/lib/postgresql/15/main",
      replayed: true,
      recoveredMs: 120,
      readyMs: 180,
      checksums: true,
      collations: "same",
      log: expect.arrayContaining(["LOG: redo done at 0/1BCECE8"]),
    });
    expect(host.left.mounts).toContain("/var/lib/postgresql/15");
    expect(await made.check({ kind: "postgresql-amcheck" }, never)).toMatchObject({ passed: true });
    expect(await made.check({ kind: "postgresql-read" }, never)).toMatchObject({ passed: true, value: "12" });
    expect(await made.check({ kind: "postgresql-checksums" }, never)).toMatchObject({ passed: true });
    expect(await made.check({ kind: "hook", name: "selfcheck" }, never)).toEqual({ passed: true, text: "" });
    await made.stop(never);
    expect(host.left).toEqual({ mounts: [], database: false });
    await made.stop(never);
    expect(made.lost.aborted).toBe(false);
  });

  it("mounts parents before what lies in them, whatever order it is given", async () => {
    const host = await server();
    const made = await session(host);
    await made.find(volumes, never);
    const nested = [
      { role: "wal", mount: "/srv/db/wal" },
      { role: "data", mount: "/srv/db" },
    ];
    await made.mount(nested, never);
    expect(host.left.mounts).toEqual(["/srv/db", "/srv/db/wal"]);
  });

  it("is undone when the session is disposed of, and when the bot is gone", async () => {
    const host = await server();
    {
      await using made = await started(host);
      expect(made.lost.aborted).toBe(false);
      expect(host.left.database).toBe(true);
    }
    expect(host.left).toEqual({ mounts: [], database: false });
  });

  it("is undone by the server after silence; beats keep it open", async () => {
    const host = await server();
    const made = await session(host, { silenceMs: 1_000 });
    await made.find(volumes, never);
    host.faults.arm({ kind: "slow", verb: "CHECK", ms: 1_500 });
    await made.checkFilesystems(["data"], never);
    expect(made.lost.aborted).toBe(false);
  });

  it("ends what is under way when it is stopped meanwhile", async () => {
    const host = await server();
    const made = await started(host);
    host.faults.arm({ kind: "slow", verb: "VERIFY", ms: 60_000 });
    const check = made.check({ kind: "postgresql-amcheck" }, never);
    const refused = expect(check).rejects.toMatchObject({ kind: "interrupted" });
    await made.stop(never);
    await refused;
    expect(host.left.database).toBe(false);
  });

  it("can be stopped after a call was given up", async () => {
    const host = await server();
    const made = await started(host);
    host.faults.arm({ kind: "slow", verb: "VERIFY", ms: 60_000 });
    const cancel = new AbortController();
    const check = made.check({ kind: "postgresql-read" }, cancel.signal);
    cancel.abort(new Error("cancelled"));
    await expect(check).rejects.toThrow("cancelled");
    await made.stop(never);
    expect(host.left).toEqual({ mounts: [], database: false });
  });
});

describe("a recovery that goes wrong", () => {
  it("tells damage from a replay", async () => {
    const host = await server();
    host.faults.arm({ kind: "damaged", role: "wal" });
    const made = await session(host);
    await made.find(volumes, never);
    const [data, wal] = await made.checkFilesystems(["data", "wal"], never);
    expect(data).toMatchObject({ replayed: true, clean: true });
    expect(wal).toMatchObject({ clean: false, text: "Inode 12 has an invalid extent node" });
  });

  it("names the volume that is not there, or has nothing behind it", async () => {
    const host = await server([disk("data", 1), disk("wal", undefined)]);
    const made = await session(host);
    await expect(made.find([{ role: "config", volumeId: idOf("config") }], never)).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining(
        `role config: no disk of this server has the serial of volume ${idOf("config")}`,
      ),
    });
    await expect(made.find([{ role: "wal", volumeId: idOf("wal") }], never)).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining("carries no file system"),
    });
  });

  it("carries the log's end when the database does not start", async () => {
    const host = await server();
    host.faults.arm({ kind: "database-fails", text: "could not locate a valid checkpoint record" });
    const made = await session(host);
    await made.find(volumes, never);
    await made.mount(mounts, never);
    await expect(made.startPostgresql({ cluster: "main", dataRole: "data" }, never)).rejects.toMatchObject({
      kind: "failed",
      message: expect.stringMatching(
        /could not locate a valid checkpoint.*its log ends: .*FATAL: could not locate/s,
      ),
    });
    await made.stop(never);
  });

  it("says no for a set that is not of one moment", async () => {
    const host = await server([disk("data", 30), disk("wal", 12), disk("config", 11)]);
    const made = await started(host);
    expect(await made.check({ kind: "postgresql-amcheck" }, never)).toEqual({
      passed: false,
      text: 'heap tuple from table "orders" lacks matching index tuple',
    });
  });

  it("refuses a server that is not marked, and one that is busy", async () => {
    const host = await server();
    const first = await session(host);
    await first.find(volumes, never);
    const second = await session(host);
    await expect(second.find(volumes, never)).rejects.toMatchObject({ kind: "busy" });
    const patient = await session(host, { busyMs: 10_000 });
    const found = patient.find(volumes, never);
    await first.stop(never);
    expect(await found).toHaveLength(3);
    host.faults.arm({ kind: "not-marked" });
    await expect(recovery().open(at(host), who, never)).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining("not marked as a recovery server"),
      next: expect.stringContaining("install.sh"),
    });
  });

  it("is lost in words when the server dies, and everything asked after it too", async () => {
    const host = await server();
    const made = await started(host);
    host.faults.arm({ kind: "dies", verb: "VERIFY" });
    await expect(made.check({ kind: "postgresql-read" }, never)).rejects.toMatchObject({
      kind: "unreachable",
    });
    expect(made.lost.aborted).toBe(true);
    await expect(made.stop(never)).rejects.toMatchObject({ kind: "unreachable" });
    expect(host.left).toEqual({ mounts: [], database: false });
  });

  it("does not call it stopped while something is mounted", async () => {
    const host = await server();
    const made = await started(host);
    host.faults.arm({ kind: "mount-stays" });
    await expect(made.stop(never)).rejects.toMatchObject({
      kind: "failed",
      message: "recovery-1: 1 restored file systems could not be unmounted",
    });
  });

  it("is unreachable when nobody listens, and when nobody answers", async () => {
    const host = await server();
    host.faults.arm({ kind: "unreachable" });
    await expect(recovery().open(at(host), who, never)).rejects.toMatchObject({ kind: "unreachable" });
    host.faults.clear();
    host.faults.arm({ kind: "silent" });
    await expect(recovery().open(at(host), who, AbortSignal.timeout(200))).rejects.toMatchObject({
      name: "TimeoutError",
    });
  });
});

describe("a query of the manifest", () => {
  it.each([
    [{ atLeast: 12 }, true],
    [{ atLeast: 13 }, false],
    [{ atMost: 12 }, true],
    [{ atMost: 11 }, false],
    [{ equals: 12 }, true],
    [{ equals: "12" }, true],
    [{ equals: "012" }, false],
    [{ equals: 11 }, false],
    [{ atLeast: 1, atMost: 12 }, true],
    [{ atLeast: 1, atMost: 11 }, false],
    [{ atLeast: 13, atMost: 20 }, false],
    [{}, true],
  ])("with %j is held to it", async (bounds, passed) => {
    const made = await started(await server());
    const verdict = await made.check({ kind: "sql", sql: "select max(id) from orders", ...bounds }, never);
    expect(verdict).toMatchObject({ passed, value: "12" });
    for (const shown of ["12", ...Object.values(bounds)]) expect(verdict.text).toContain(String(shown));
  });

  it("that does not fit into a line is refused before it is sent", async () => {
    const made = await started(await server());
    const sql = `select '${"x".repeat(4_000)}'`;
    await expect(made.check({ kind: "sql", sql }, never)).rejects.toMatchObject({
      kind: "invalid-input",
    });
    expect(await made.check({ kind: "postgresql-read" }, never)).toMatchObject({ passed: true });
  });
});

describe("a server that lies or babbles", () => {
  async function scripted(answer: (line: string, socket: Socket) => string): Promise<{ port: number }> {
    const sockets = new Set<Socket>();
    const host = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("data", (text) => {
        for (const line of String(text).split("\n").filter(Boolean)) socket.write(answer(line, socket));
      });
    });
    await new Promise<void>((done) => host.listen(0, "127.0.0.1", done));
    open.push({
      async [Symbol.asyncDispose]() {
        for (const socket of sockets) socket.destroy();
        await new Promise<void>((done) => host.close(() => done()));
      },
    });
    const address = host.address();
    return { port: typeof address === "object" && address !== null ? address.port : 0 };
  }
  const hello = (line: string, more = "") =>
    `HELLO protocol=1 kit=1.0.0 nonce=${/nonce=(\S+)/.exec(line)?.[1]} kernel=6.1 postgresql=15 glibc=2.36${more}\n`;
  const toAll =
    (rest: string) =>
    (line: string): string =>
      line.startsWith("HELLO") ? hello(line) : rest;

  it.each([
    [
      "another nonce",
      () => "HELLO protocol=1 kit=1 nonce=0000 kernel=6 postgresql=15 glibc=2\n",
      /another nonce/,
    ],
    ["no line of the protocol", () => "Welcome to Ubuntu\n", /no line of the recovery protocol/],
    [
      "a version list that is none",
      (line: string) => hello(line).replace("postgresql=15", "postgresql=15,x"),
      /garbles postgresql/,
    ],
    [
      "another protocol",
      (line: string) => hello(line).replace("protocol=1", "protocol=2"),
      /newer than this bot/,
    ],
  ])("is refused for %s", async (_, answer, message) => {
    await expect(recovery().open(at(await scripted(answer)), who, never)).rejects.toThrow(message);
  });

  it.each([
    ["FOUND role=data device=/dev/vdb size=-1 fstype=ext4 uuid_in_use=no\n", /garbles size/],
    ["FOUND role=data device=/dev/vdb size=1 fstype=ext4 uuid_in_use=maybe\n", /garbles uuid_in_use/],
    [`${"A".repeat(4_097)}\n`, /no line of the recovery protocol/],
    ["STOPPED cause=silence left=0\n", /ended by itself \(silence\)/],
    ["ERR code=made-up what=%1B%5B31mred\n", /made-up/],
  ])("is not believed when it says %.40s", async (said, message) => {
    const made = await session(await scripted(toAll(said)));
    await expect(made.find(volumes, never)).rejects.toThrow(message);
  });

  it("is not believed when it answers another check, or a number that is none", async () => {
    const other = await session(await scripted(toAll("VERIFIED id=9 passed=yes text=\n")));
    await expect(other.check({ kind: "postgresql-read" }, never)).rejects.toThrow(/told of check 9/);
    const words = await session(await scripted(toAll("VERIFIED id=1 passed=yes value=0x10 text=\n")));
    expect(await words.check({ kind: "sql", sql: "select 1", atLeast: 1 }, never)).toEqual({
      passed: false,
      text: 'the query answers "0x10" (a number is expected), expected at least 1',
      value: "0x10",
    });
    const no = await session(await scripted(toAll("VERIFIED id=1 passed=yes value=false text=\n")));
    expect(await no.check({ kind: "sql", sql: "select false" }, never)).toMatchObject({
      passed: false,
    });
  });

  it("is given up when it answers no heartbeats", async () => {
    const made = await session(await scripted(toAll("")), { silenceMs: 600 });
    await expect.poll(() => made.lost.aborted).toBe(true);
    expect(made.lost.reason).toMatchObject({
      kind: "unreachable",
      message: expect.stringContaining("heartbeats"),
    });
  });
});

describe("what says nothing about the data", () => {
  it.each([
    { kind: "database-fails", text: "could not locate a valid checkpoint record" },
    { kind: "cannot-run", text: "Cannot allocate memory" },
    { kind: "disk-lost", role: "data", verb: "START" },
  ] as const)("is told apart from data that says no: $kind", async (fault) => {
    const host = await server();
    host.faults.arm(fault);
    const made = await session(host);
    await made.find(volumes, never);
    await made.mount(mounts, never);
    await expect(made.startPostgresql({ cluster: "main", dataRole: "data" }, never)).rejects.toMatchObject({
      saysNo: fault.kind === "database-fails",
    });
  });

  it("hides what the database's log keeps secret", async () => {
    const host = await server();
    const text = "could not connect: password=hunter2 host=db";
    host.faults.arm({ kind: "database-fails", text });
    const made = await session(host);
    await made.find(volumes, never);
    await made.mount(mounts, never);
    const failure = await made
      .startPostgresql({ cluster: "main", dataRole: "data" }, never)
      .catch((cause: unknown) => cause);
    expect(failure).toMatchObject({
      saysNo: true,
      message: expect.not.stringContaining("hunter2"),
      log: [expect.stringMatching(/^LOG: /), "FATAL: could not connect: password=*** host=db"],
    });
  });
});

describe("a freshness check", () => {
  const written = Date.UTC(2026, 10, 23, 10, 0, 7, 310);
  const dated = () =>
    server([{ ...disk("data", 12), writtenAt: written }, disk("wal", 11), disk("config", 10)]);

  it.each(["select max(placed_at) from orders", "select extract(epoch from max(placed_at)) from orders"])(
    "tells the time of the newest data: %s",
    async (sql) => {
      const made = await started(await dated());
      expect(await made.check({ kind: "freshness", sql }, never)).toMatchObject({
        passed: true,
        asOf: written,
        text: "the newest data is of 2026-11-23T10:00:07.310Z",
      });
    },
  );

  it("of another answer says nothing about the data", async () => {
    const made = await started(await dated());
    expect(await made.check({ kind: "freshness", sql: "select count(*) from orders" }, never)).toMatchObject({
      passed: false,
      undone: true,
      text: expect.stringMatching(/answers "12"; expected a time of this century/),
    });
  });
});
