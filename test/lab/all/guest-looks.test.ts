import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Disk, makeDisk, thawByHand } from "../guest-kit/harness/disk.ts";
import { felt, heard } from "../guest-kit/harness/heard.ts";
import { frozen, hello } from "../guest-kit/harness/hold.ts";
import { type HolderProcess, installKit, type Kit } from "../guest-kit/harness/kit.ts";
import { openToAll, type Postgres, startPostgres } from "../guest-kit/harness/postgres.ts";
import { exitOf } from "../guest-kit/harness/writer.ts";

// What the guest kit says of the world around a hold, asked line by line, beside a real PostgreSQL on two disks.

let kit: Kit;
let disks: Disk[];
let postgres: Postgres;

beforeAll(async () => {
  kit = await installKit();
  disks = [await makeDisk("ext4"), await makeDisk("ext4")];
  for (const disk of disks) await openToAll(disk);
  const [data, wal] = disks.map((disk) => disk.mount);
  postgres = await startPostgres(kit, "looks", { data: data ?? "", wal: wal ?? "" });
});

afterEach(async () => {
  await kit.endHolders();
  for (const disk of disks) await thawByHand(disk.mount);
});

afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]();
  for (const disk of disks ?? []) await disk[Symbol.asyncDispose]();
  await kit?.[Symbol.asyncDispose]();
});

async function greeted(): Promise<HolderProcess> {
  const holder = kit.serve();
  await holder.say(hello, "HELLO");
  return holder;
}

/** A process that goes by this name, with these words, until the test has ended. */
async function runningAs(name: string, script: string, ...words: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ff-as-"));
  const file = join(folder, name);
  await writeFile(file, script);
  await chmod(file, 0o755);
  const child = spawn(
    file,
    words.map((word) => word.replace("FOLDER", folder)),
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exitOf(child);
    await rm(folder, { recursive: true });
  });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return folder;
}

/** Without a process of its own that would outlive it. */
const WAITS = "#!/bin/bash\nexec 3<> <(:)\necho up\nread -r -t 600 -u 3 _\n";
const PATRONI = `#!/usr/bin/python3
import http.server, sys
class Api(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
        self.wfile.write(b'{"ttl": 12, "loop_wait": 4, "postgresql": {}}')
    def log_message(self, *a): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Api)
with open(sys.argv[1], "w") as file:
    file.write("restapi:\\n  listen: 0.0.0.0:%d\\nbootstrap:\\n  dcs:\\n    ttl: 30\\n    loop_wait: 10\\n" % server.server_port)
print("up", flush=True)
server.serve_forever()
`;

describe("a look for what could get in the way", () => {
  test("no cluster manager, no long transaction: said in two lines, with the guest's time", async () => {
    const lines = await heard(await greeted(), "EXAMINE postgresql=looks", "EXAMINED");
    expect(lines.filter((line) => !line.startsWith("MANAGER"))).toEqual([
      "TRANSACTIONS kind=postgresql name=looks count=0 oldest_ms=0 oldest=",
      expect.stringMatching(/^EXAMINED at=\d+ wall=\d{4}-\S+Z$/),
    ]);
  });

  test("etcd: its election timeout, from wherever it has it, and the mount that its data lies on", async () => {
    const where = disks[0]?.mount;
    await runningAs("etcd", WAITS, "--election-timeout=2500", "--data-dir", `${where}/etcd`);
    const lines = await heard(await greeted(), "EXAMINE postgresql=", "EXAMINED");
    expect(lines).toContain("MANAGER kind=etcd ttl_ms=2500");
    expect(lines.filter((line) => line.startsWith("TRANSACTIONS"))).toEqual([]);
  });

  test("etcd whose data is there: the mount that stands still with it is named", async () => {
    const where = disks[0]?.mount ?? "";
    await runningAs("etcd", WAITS, `--data-dir=${where}`);
    const lines = await heard(await greeted(), "EXAMINE postgresql=", "EXAMINED");
    expect(lines).toContain(`MANAGER kind=etcd mount=${where}`);
  });

  test("Patroni: the running one is asked, whatever its file says", async () => {
    await runningAs("patroni", PATRONI, "FOLDER/patroni.yml");
    const lines = await heard(await greeted(), "EXAMINE postgresql=", "EXAMINED");
    expect(lines).toContain("MANAGER kind=patroni ttl_ms=12000 every_ms=4000");
  });

  test("Patroni that does not answer: what its file begins with", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ff-yml-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "patroni.yml");
    await writeFile(
      file,
      "restapi:\n  listen: 127.0.0.1:9\nbootstrap:\n  dcs:\n    ttl: 45\n    loop_wait: 15\n",
    );
    await runningAs("patroni", WAITS, file);
    const lines = await heard(await greeted(), "EXAMINE postgresql=", "EXAMINED");
    expect(lines).toContain("MANAGER kind=patroni ttl_ms=45000 every_ms=15000");
  });

  test("a database that is not there is said to be unread, and the rest is looked at all the same", async () => {
    const lines = await heard(await greeted(), "EXAMINE postgresql=nowhere,looks", "EXAMINED");
    expect(lines).toContainEqual(
      expect.stringMatching(/^TRANSACTIONS kind=postgresql name=nowhere what=there%20is%20no%20/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^TRANSACTIONS kind=postgresql name=looks count=0/));
  });

  test("a name that is no cluster's is no line of the protocol", async () => {
    const holder = await greeted();
    expect(await holder.say("EXAMINE postgresql=../x", "ERR")).toMatch(/code=protocol/);
    expect(await holder.exited).toBe(1);
  });
});

/** The freeze goes on for so long: how long a commit waits for it is what is measured. The bot beats meanwhile. */
async function lastFor(holder: HolderProcess, ms: number): Promise<void> {
  const began = performance.now();
  for (let n = 1; performance.now() - began < ms; n++) {
    await holder.say(`BEAT n=${n}`, "BEAT");
    await delay(100);
  }
}

/** The number of the next transaction: each timed commit is one. */
const nextTransaction = async (): Promise<number> =>
  Number(await postgres.sql("select pg_snapshot_xmax(pg_current_snapshot())"));

const sessions = (): Promise<string> =>
  postgres.sql(
    "select count(*) from pg_stat_activity where application_name = 'freezeframe-hold' and pid <> pg_backend_pid()",
  );

describe("timed commits", () => {
  test("wait while the WAL is frozen and go on after it; nothing is left", async () => {
    const holder = await greeted();
    const before = await postgres.sql("select pg_current_wal_lsn()");
    await holder.say("COMMITS do=start kind=postgresql cluster=looks for_ms=60000", "COMMITS state=running");
    const hold = await frozen(kit, disks);
    await lastFor(hold, 700);
    const thawed = await hold.say("THAW token=token-0001", "THAWED cause=ordered");
    const [, to = ""] = / at=(\d+)/.exec(thawed) ?? [];
    const [, frozenMs = ""] = / frozen_ms=(\d+)/.exec(thawed) ?? [];
    const from = Number(to) - Number(frozenMs);
    // The one that was held has its number: of two more the first has begun and ended since.
    const thawedAt = await nextTransaction();
    await expect.poll(nextTransaction, { timeout: 10_000 }).toBeGreaterThanOrEqual(thawedAt + 2);
    const lines = await heard(holder, "COMMITS do=stop", "COMMITS state=stopped");
    const all = felt(lines);
    expect(lines.at(-1)).toBe(`COMMITS state=stopped count=${all.length}`);
    const longest = all.toSorted((a, b) => b.us - a.us)[0];
    expect(longest?.us).toBeGreaterThan(500_000);
    expect(longest?.at).toBeLessThan(Number(to));
    expect((longest?.at ?? 0) + (longest?.us ?? 0) / 1_000).toBeGreaterThan(from);
    expect(all.some(({ at, us }) => at > Number(to) && us < 500_000)).toBe(true);
    expect(await postgres.sql(`select pg_current_wal_lsn() > '${before}'`)).toBe("t");
    expect(await postgres.sql("select count(*) from pg_tables where schemaname = 'public'")).toBe("0");
    await expect.poll(sessions, { timeout: 5_000 }).toBe("0");
  });

  test("end with the bot", async () => {
    const holder = await greeted();
    await holder.say("COMMITS do=start kind=postgresql cluster=looks for_ms=60000", "COMMITS state=running");
    expect(await sessions()).toBe("1");
    holder.hangUp();
    await expect.poll(sessions, { timeout: 5_000 }).toBe("0");
  });

  test("are timed once at a time, and of a cluster that is there", async () => {
    const one = await greeted();
    await one.say("COMMITS do=start kind=postgresql cluster=looks for_ms=60000", "COMMITS state=running");
    const other = await greeted();
    expect(await other.say("COMMITS do=start kind=postgresql cluster=looks for_ms=60000", "ERR")).toMatch(
      /code=busy/,
    );
    const third = await greeted();
    expect(await third.say("COMMITS do=start kind=postgresql cluster=nowhere for_ms=60000", "ERR")).toMatch(
      /code=no-recipe/,
    );
  });
});
