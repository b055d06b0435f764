import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { feltAround } from "#domain/doctor/felt.ts";
import { command } from "../guest-kit/harness/command.ts";
import { felt, heard } from "../guest-kit/harness/heard.ts";
import { exists, type HolderProcess } from "../guest-kit/harness/kit.ts";
import { knownAs } from "../guest-kit/harness/mariadb.ts";
import { mariadbHouse } from "../guest-kit/harness/mariadb-house.ts";

// What the guest kit says of a real MariaDB for `doctor`: what runs there for long, and what a commit feels of a hold.

const never = new AbortController().signal;
const house = mariadbHouse();
const sql = (text: string) => house.server.sql(text);

beforeAll(async () => {
  await sql(
    "create database wiki; create table wiki.pages (n int primary key, text varchar(200)) engine=InnoDB; create table wiki.hits (n int) engine=MyISAM; insert into wiki.pages values (1, 'one')",
  );
});

const processes = "from information_schema.processlist where id <> connection_id() and user <> 'system user'";

const examined = async (line = "EXAMINE mariadb=main"): Promise<string[]> =>
  (await heard(await house.greeted(), line, "EXAMINED")).filter((said) => !said.startsWith("MANAGER"));

/** A session of somebody else that is at this until the test ends, comments and all. The number of its connection. */
async function busyWith(statement: string, shown = statement): Promise<string> {
  const client = ["--no-defaults", "-uroot", `-S${house.server.socket}`, "--comments"];
  const ended = command("mariadb", ...client, "-e", statement).catch(() => {});
  const find = `select id ${processes} and locate('${shown}', info) = 1`;
  onTestFinished(async () => {
    await sql(`kill ${await sql(find)}`);
    await ended;
  });
  await expect.poll(() => sql(find), { timeout: 10_000 }).toMatch(/^\d+$/);
  return sql(find);
}

/** A transaction of InnoDB that has changed something and not ended. */
const open = (): Promise<string> =>
  busyWith("begin; update wiki.pages set text = 'two' where n = 1; do sleep(600)", "do sleep(600)");

/** From here to the end of the test the kit asks as an account with these rights and no others. */
async function askedAs(...rights: readonly string[]): Promise<void> {
  const grants = rights.map((right) => `grant ${right} to keeper@localhost`);
  await sql(
    ["create or replace user keeper@localhost identified by 'correct-horse-battery'", ...grants].join(";"),
  );
  const folder = await mkdtemp(join(tmpdir(), "ff-cnf-"));
  const file = join(folder, "keeper.cnf");
  await writeFile(file, "[client]\nuser=keeper\npassword=correct-horse-battery\n", { mode: 0o600 });
  onTestFinished(async () => {
    await sql("drop user if exists keeper@localhost");
    await rm(folder, { recursive: true });
  });
  await house.knows(`defaults_file=${file}`);
}

describe("a look for what could get in the way of BACKUP STAGE", () => {
  test("nothing for long: said in two lines", async () => {
    expect(await examined()).toEqual([
      "TRANSACTIONS kind=mariadb name=main count=0 oldest_ms=0 oldest=",
      "STATEMENTS kind=mariadb name=main count=0 oldest_ms=0 oldest=",
      expect.stringMatching(/^EXAMINED at=\d+ wall=\d{4}-\S+Z$/),
    ]);
  });

  test("over a minute: transactions, and statements that write a table without them or make one; of none more than its first word", async () => {
    const transaction = await open();
    const write = await busyWith("/* s3cret */ insert into wiki.hits select 4711 + sleep(600)");
    await busyWith("create table wiki.made as select sleep(600) as s3cret");
    await busyWith("select sleep(600) as s3cret");
    await expect
      .poll(() => sql(`select count(*) ${processes} and command = 'Query' and time_ms < 61000`), {
        timeout: 90_000,
        interval: 1_000,
      })
      .toBe("0");
    const [transactions = "", statements = ""] = (await examined()).map(decodeURIComponent);
    const told = (line: string) =>
      / count=(\d+) oldest_ms=(\d+) oldest=connection (\d+), (.*)$/.exec(line)?.slice(1) ?? [];
    expect(told(transactions)).toEqual([
      expect.stringMatching(/^[12]$/),
      expect.stringMatching(/^[67]\d{4}$/),
      transaction,
      "User sleep",
    ]);
    expect(told(statements)).toEqual(["2", expect.stringMatching(/^[67]\d{4}$/), write, "INSERT"]);
    expect(transactions + statements).not.toMatch(/s3cret|4711/);
  });

  test("an account that does not see the transactions of others: unread, with the right that it lacks", async () => {
    await askedAs("reload, select on *.*");
    const [line = "", ...more] = await examined();
    expect(decodeURIComponent(line)).toMatch(/^TRANSACTIONS kind=mariadb name=main what=.*PROCESS privilege/);
    expect(more).toHaveLength(1);
    await askedAs("reload, select, process on *.*");
    expect((await examined())[0]).toContain("count=0");
  });

  test("a server that is not there is said to be unread, and the rest is looked at all the same", async () => {
    const lines = await examined("EXAMINE postgresql= mariadb=nowhere,main");
    expect(lines[0]).toMatch(/^TRANSACTIONS kind=mariadb name=nowhere what=there%20is%20no%20/);
    expect(lines[1]).toMatch(/^TRANSACTIONS kind=mariadb name=main count=0/);
  });

  test("an open transaction of InnoDB holds up no stage", async () => {
    await open();
    const holder = await house.frozen();
    expect(await holder.say("THAW token=token-0001", "THAWED cause=ordered")).toContain("left=0");
    expect(await holder.say("COLLECT", "EVIDENCE")).toContain("ended=yes");
  });

  test("a statement that makes a table does: nothing is frozen while it runs", async () => {
    await busyWith("create table wiki.made as select sleep(600) as n");
    const holder = await house.resolved();
    await holder.say("RECIPE stage=1 id=0 kind=mariadb name=main", "RECIPE");
    holder.send("PREPARE");
    const stage = `select count(*) ${processes} and info = 'backup stage start'`;
    await expect.poll(() => sql(stage), { timeout: 10_000 }).toBe("1");
    // Longer than it ever takes when nobody is in its way.
    await delay(2_000);
    expect(await sql(stage)).toBe("1");
  });
});

const START = "COMMITS do=start kind=mariadb name=main for_ms=60000";
const RUNNING = "COMMITS state=running every_ms=100";

const sessions = (): Promise<string> => sql(`select count(*) ${processes}`);

/** Wherever a commit could leave something. */
const traces = async () => ({
  rows: await sql("select count(*) from mysql.innodb_table_stats where database_name like 'freezeframe%'"),
  gtid: await sql("select @@global.gtid_binlog_pos"),
  databases: await sql("select group_concat(schema_name order by 1) from information_schema.schemata"),
  tables: await sql("select count(*) from information_schema.tables"),
});

async function commits(): Promise<HolderProcess> {
  const holder = await house.greeted();
  await holder.say(START, RUNNING);
  return holder;
}

describe("timed commits of a MariaDB", () => {
  test("wait while it is held, which is proved all the same; they go on after it, and leave nothing", async () => {
    const before = await traces();
    const end =
      "select variable_value from information_schema.global_status where variable_name = 'Innodb_lsn_current'";
    const lsn = Number(await sql(end));
    const bot = house.bot.guests();
    const databases = [{ kind: "mariadb", name: "main" } as const];
    const guests = [{ address: house.bot.address("wiki-db-1"), databases }];
    await using timed = bot.timeCommits({ runId: "run-1", guests, forMs: 60_000 }, never);
    await using hold = await bot.open(house.request(), never);
    await timed.ready;
    // Time is what is measured: commits need some of it before the freeze, in it and after it.
    await delay(1_500);
    await hold.arm("token-bot-1", never);
    await hold.freeze(never);
    await delay(1_000);
    expect(await hold.prove(never)).toBe(true);
    await hold.thaw();
    const [span] = hold.frozenSpans();
    const [seen] = await hold.collect(never);
    expect(seen).toMatchObject({ thawCause: "ordered", thawProved: true });
    expect(seen?.acts[0]).toMatchObject({ stageAfterFreeze: true, stageBeforeThaw: true, stageEnded: true });
    await delay(1_500);
    const { felt: all, problems } = await timed.stop();
    expect(problems).toEqual([]);
    const [one] = all;
    expect(one).toMatchObject({ server: "wiki-db-1", database: 'MariaDB "main"' });
    if (one === undefined || span === undefined) throw new Error("nothing was felt");
    const around = feltAround(one.commits, span);
    expect(around.before?.commits).toBeGreaterThan(4);
    expect(around.before?.medianMs).toBeLessThan(500);
    expect(around.during?.longestMs).toBeGreaterThan(1_000);
    expect(around.after?.commits).toBeGreaterThan(4);
    expect(around.after?.medianMs).toBeLessThan(500);
    process.stdout.write(`felt: ${JSON.stringify(around)}\n`);
    await expect.poll(sessions, { timeout: 5_000 }).toBe("0");
    expect(await traces()).toEqual(before);
    // They were commits: each is in the redo log. The general log, which lies on a frozen disk, has none of them.
    expect(Number(await sql(end)) - lsn).toBeGreaterThan(100 * one.commits.length);
    const log = join(house.server.dataDir, await sql("select @@global.general_log_file"));
    expect(await readFile(log, "utf8")).not.toMatch(/insert into mysql\.innodb_table_stats/);
  });

  test.each<[string, (holder: HolderProcess) => void]>([
    ["the bot", (holder) => holder.hangUp()],
    ["the holder, killed", (holder) => void process.kill(holder.pid, "SIGKILL")],
  ])("end with %s", async (_, end) => {
    const before = await traces();
    const holder = await commits();
    expect(await sessions()).toBe("1");
    end(holder);
    await expect.poll(sessions, { timeout: 5_000 }).toBe("0");
    expect(await traces()).toEqual(before);
  });

  test("say that they died when their session was killed, and leave nothing either", async () => {
    const before = await traces();
    const holder = await commits();
    await sql(`kill ${await sql(`select id ${processes}`)}`);
    await expect.poll(() => exists(`${house.kit.run}/timed.mariadb.main`), { timeout: 10_000 }).toBe(false);
    const lines = await heard(holder, "COMMITS do=stop", "COMMITS state=");
    expect(lines.at(-1)).toBe(`COMMITS state=died count=${felt(lines).length}`);
    expect(await traces()).toEqual(before);
  });

  test("are timed once at a time, beside those of another server, and of one that is there", async () => {
    await commits();
    expect(await (await house.greeted()).say(START, "ERR")).toMatch(/code=busy/);
    await knownAs(house.kit, "other", [`socket=${house.server.socket}`]);
    const other = await house.greeted();
    await other.say(START.replace("main", "other"), RUNNING);
    await heard(other, "COMMITS do=stop", "COMMITS state=stopped");
    const nowhere = START.replace("main", "nowhere");
    expect(await (await house.greeted()).say(nowhere, "ERR")).toMatch(/code=no-recipe/);
  });

  test("are not made where a replica would get them, or none are taken; the reason is said", async () => {
    const refused = async () =>
      decodeURIComponent(await (await house.greeted()).say(START, "ERR code=database"));
    await askedAs("reload, select on *.*", "insert, delete on mysql.innodb_table_stats");
    expect(await refused()).toMatch(/nothing could be committed: ERROR 1227 .*BINLOG ADMIN privilege/);
    await askedAs("reload, select, binlog admin, super on *.*");
    expect(await refused()).toMatch(/nothing could be committed: ERROR 1142 .*INSERT command denied/);
    await house.knows();
    await sql("set global read_only = 1");
    onTestFinished(async () => void (await sql("set global read_only = 0")));
    expect(await refused()).toContain("the server is read-only");
    // The reason is told before the client that heard it has left.
    await expect.poll(sessions, { timeout: 5_000 }).toBe("0");
  });

  test("come from an account with a password, which is on no command line", async () => {
    await askedAs("reload, select, binlog admin, super on *.*", "insert, delete on mysql.innodb_table_stats");
    const holder = await commits();
    const shown = await command(
      "sh",
      "-c",
      "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -c 'correct-[h]orse' || true",
    );
    expect(shown).toBe("0");
    await heard(holder, "COMMITS do=stop", "COMMITS state=stopped");
  });
});
