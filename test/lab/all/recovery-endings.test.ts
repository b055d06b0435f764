import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { command } from "../guest-kit/harness/command.ts";
import { expectNothingLeft, pids, processesOf } from "../recovery-kit/harness/attached.ts";
import { recoveryHouse } from "../recovery-kit/harness/recovery-house.ts";
import type { KitProcess } from "../recovery-kit/harness/recovery-kit.ts";
import { hello, mounted, sqlLine, started } from "../recovery-kit/harness/restored.ts";

const house = recoveryHouse();
/** The run of whoever comes after. */
const next = `${house.run}-next`;
beforeAll(async () => {
  await house.restore();
});

/** The kit's processes, outermost first: serve, unshare, process 1 of the name spaces. */
async function chain(one: KitProcess): Promise<{ outside: number; unshare: number; inside: number }> {
  const unshare = Number(await children(one.pid));
  return { outside: one.pid, unshare, inside: Number(await children(unshare)) };
}

const children = async (pid: number): Promise<string> =>
  (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim();

async function postmaster(): Promise<number> {
  for (const pid of await pids()) {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (line.includes("bin/postgres\0") && line.includes(`freezeframe-recovery-${house.run}`))
      return Number(pid);
  }
  throw new Error("no postmaster");
}

describe("a recovery with a running database", () => {
  it("is undone at the end of the input, and says so", async () => {
    const one = await started(house);
    one.hangUp();
    expect(await one.hear("STOPPED")).toBe("STOPPED cause=eof left=0");
    expect(await one.exited).toBe(1);
    await expectNothingLeft(house.disks.all, house.run);
  });

  it("is undone after silence; heartbeats keep it open, also while a check is under way", async () => {
    const one = await mounted(house, hello(house.run, " silence_ms=1500"));
    await one.say("START role=data", "STARTED");
    one.send(sqlLine(1, "select 1 from (select pg_sleep(4)) s"));
    let beats = 0;
    const beating = setInterval(() => one.send(`BEAT n=${beats++}`), 500);
    expect(await one.hear("VERIFIED").finally(() => clearInterval(beating))).toContain("passed=yes value=1");
    const from = performance.now();
    expect(await one.hear("STOPPED")).toContain("cause=silence left=0");
    expect(performance.now() - from).toBeLessThan(4_000);
    // Four seconds of them, each answered.
    expect(beats).toBeGreaterThanOrEqual(7);
    expect(one.heard.filter((line) => line.startsWith("BEAT"))).toHaveLength(beats);
    await expectNothingLeft(house.disks.all, house.run);
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("is undone at %s", async (signal) => {
    const one = await started(house);
    process.kill(one.pid, signal);
    expect(await one.hear("STOPPED")).toBe("STOPPED cause=signal left=0");
    expect(await one.exited).toBe(1);
    await expectNothingLeft(house.disks.all, house.run);
  });

  it.each(["outside", "unshare", "inside"] as const)(
    "leaves nothing when its %s is killed",
    async (which) => {
      const one = await started(house);
      process.kill((await chain(one))[which], "SIGKILL");
      await one.exited;
      await expectNothingLeft(house.disks.all, house.run);
      // What was killed in its middle recovers again, and nobody waits for a lock.
      const successor = await started(house, hello(next));
      expect(await successor.say(sqlLine(1, "select count(*) from orders"), "VERIFIED")).toContain(
        `value=${house.source.rows}`,
      );
      await successor.say("STOP", "STOPPED cause=ordered left=0 database=stopped");
      await expectNothingLeft(house.disks.all, next);
    },
  );

  it("says that the database has ended when it was killed, and is stopped in order all the same", async () => {
    const one = await started(house);
    process.kill(await postmaster(), "SIGKILL");
    await expect.poll(async () => (await processesOf(house.run)).length).toBeLessThan(3);
    expect(await one.say("VERIFY id=1 kind=read", "ERR")).toMatch(
      /code=cannot-run what=the server was ended by somebody else/,
    );
    expect(await one.say("STOP", "STOPPED")).toContain("left=0");
    await expectNothingLeft(house.disks.all, house.run);
  });

  it("ends what is under way at STOP", async () => {
    const one = await started(house);
    one.send(sqlLine(1, "select 1 from (select pg_sleep(60)) s"));
    const from = performance.now();
    one.send("STOP");
    expect(await one.hear("ERR")).toContain("code=stopped");
    expect(await one.hear("STOPPED")).toBe("STOPPED cause=ordered left=0 database=stopped");
    expect(performance.now() - from).toBeLessThan(10_000);
    expect(await one.say("STOP", "STOPPED")).toContain("cause=ordered left=0");
    await expectNothingLeft(house.disks.all, house.run);
  });

  it("ends a check that is over its time, and goes on", async () => {
    const one = await started(house);
    const slow = sqlLine(1, "select 1 from (select pg_sleep(60)) s");
    expect(await one.say(`${slow} limit_s=1`, "ERR")).toMatch(/code=too-slow what=the query was not done/);
    expect(await one.say(sqlLine(2, "select 7"), "VERIFIED")).toContain("value=7");
  });

  it("is ended by a person on the server", async () => {
    const one = await started(house);
    const told = await command(house.kit.program, "status").catch(
      (error: { code: number; stdout: string }) => error,
    );
    expect(told).toMatchObject({
      code: 3,
      stdout: expect.stringContaining(`instance:  test\nrun:       ${house.run}\n`),
    });
    expect(await command(house.kit.program, "stop")).toBe(`stopped (run ${house.run})`);
    expect(await one.exited).toBe(1);
    await expectNothingLeft(house.disks.all, house.run);
    expect(await command(house.kit.program, "status")).toContain("no recovery");
  });

  it("is alone on its server, and the next one gets it as soon as it has stopped", async () => {
    const one = await started(house);
    const other = house.kit.serve();
    await other.say(hello(next), "HELLO");
    const find = `FIND role=data serial=${house.disks.data.volumeId}`;
    expect(await other.say(find, "ERR")).toContain(`code=busy instance=test run=${house.run} `);
    other.send(find);
    await one.say("STOP", "STOPPED");
    await other.hear("FOUND role=data");
  });
});

/**
 * A recovery, all of whose lines the kit has at once: when it has given an answer, it is at the next one. Without STOP: that would
 * end whatever is under way.
 */
function wholeRecovery(): KitProcess {
  const one = house.kit.serve();
  const { disks, source } = house;
  for (const line of [
    hello(house.run),
    ...(["config", "wal", "data"] as const).flatMap((role) => [
      `FIND role=${role} serial=${disks[role].volumeId} wait_ms=0`,
      `CHECK role=${role}`,
    ]),
    ...(["wal", "config", "data"] as const).map((role) => `MOUNT role=${role} mount=${source.mounts[role]}`),
    "START role=data",
    "VERIFY id=1 kind=amcheck",
    "VERIFY id=2 kind=checksums",
  ])
    one.send(line);
  return one;
}

const untilPostgresql = (runs: boolean): Promise<void> =>
  expect
    .poll(
      () =>
        postmaster().then(
          () => true,
          () => false,
        ),
      { interval: 10, timeout: 20_000 },
    )
    .toBe(runs);

/** How it gets there, where it takes more than to wait for that answer. */
const beyond: Readonly<Record<string, (one: KitProcess) => Promise<unknown>>> = {
  "PostgreSQL has been started": async (one) => {
    await one.hear("MOUNTED role=data");
    await untilPostgresql(true);
  },
  "PostgreSQL has been stopped": async (one) => {
    await one.hear("VERIFIED id=2");
    one.send("STOP");
    await untilPostgresql(false);
  },
  STOPPED: async (one) => {
    await one.hear("VERIFIED id=2");
    await one.say("STOP", "STOPPED");
  },
};

const moments = [
  "HELLO",
  "FOUND role=config",
  "CHECKED role=config",
  "CHECKED role=data",
  "MOUNTED role=wal",
  "MOUNTED role=data",
  "PostgreSQL has been started",
  "STARTED",
  "VERIFIED id=1",
  "VERIFIED id=2",
  "PostgreSQL has been stopped",
  "STOPPED",
];

describe.each(["outside", "unshare", "inside"] as const)("a kit whose %s is killed", (which) => {
  it.each(moments)("after %s: nothing is mounted, and nothing runs", async (moment) => {
    const one = wholeRecovery();
    await (beyond[moment]?.(one) ?? one.hear(moment));
    process.kill((await chain(one))[which], "SIGKILL");
    await one.exited;
    await expectNothingLeft(house.disks.all, house.run);
  });

  it("has hurt nothing, whenever it was", async () => {
    const last = await started(house);
    expect(await last.say("VERIFY id=1 kind=amcheck", "VERIFIED")).toContain("passed=yes");
    expect(await last.say(sqlLine(2, "select count(*) from orders"), "VERIFIED")).toContain(
      `value=${house.source.rows}`,
    );
  });
});
