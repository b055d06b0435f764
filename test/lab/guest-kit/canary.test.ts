import { lstat, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { command } from "./harness/command.ts";
import { guestHouse } from "./harness/guest-house.ts";
import { frozen, hello } from "./harness/hold.ts";
import { exists, type HolderProcess } from "./harness/kit.ts";
import { expectFrozen, expectThawed, stateOf, thawedAfter } from "./harness/writer.ts";

const FILE = ".freezeframe-canary";
const ID = "0123456789abcdef01234567";

const house = guestHouse();

afterEach(async () => {
  await house.calm();
  await expectNothingLeft();
});

/** A conversation in which the volumes have been named. */
async function named(): Promise<HolderProcess> {
  const holder = house.kit.serve();
  await holder.say(hello, "HELLO");
  for (const [n, disk] of house.disks.entries())
    await holder.say(`VOLUME role=d${n} serial=${disk.volumeId} mount=${disk.mount}`, "VOLUME");
  return holder;
}

async function running(forMs = 60_000): Promise<HolderProcess> {
  const holder = await named();
  expect(await holder.say(`CANARY do=start id=${ID} for_ms=${forMs}`, "CANARY")).toBe(
    "CANARY state=running every_ms=150 roles=d0,d1",
  );
  return holder;
}

const linesOf = async (mount: string): Promise<string[]> =>
  (await readFile(join(mount, FILE), "utf8").catch(() => "")).split("\n").slice(0, -1);

const newest = async (mount: string): Promise<number> => Number((await linesOf(mount)).at(-1)?.slice(0, 8));

/** Processes of this kit's canaries: keepers (the kit itself) and writers. */
async function canaries(): Promise<{ pid: number; user: string }[]> {
  const found: { pid: number; user: string }[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const line = await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "");
    if (!line.includes("canary_writer") || (await stateOf(Number(name))) === "gone") continue;
    const uid = /^Uid:\s+(\d+)/m.exec(await readFile(`/proc/${name}/status`, "utf8").catch(() => ""))?.[1];
    found.push({ pid: Number(name), user: uid ?? "" });
  }
  return found;
}

async function expectNothingLeft(): Promise<void> {
  await expect.poll(canaries, { timeout: 5_000 }).toEqual([]);
  for (const mount of house.mounts)
    await expect.poll(() => exists(join(mount, FILE)), { timeout: 5_000 }).toBe(false);
  await expect
    .poll(async () => (await readdir(house.kit.run)).filter((name) => /^canary\.\d/.test(name)), {
      timeout: 5_000,
    })
    .toEqual([]);
}

describe("a canary", () => {
  it("writes numbered lines to one small file on each mount in turn, without privileges, and takes them away", async () => {
    const holder = await running();
    await expect.poll(() => newest(house.mounts[1]), { timeout: 10_000 }).toBeGreaterThan(5);
    for (const [n, mount] of house.mounts.entries()) {
      const [first, ...lines] = await linesOf(mount);
      expect(first).toBe(`freezeframe-canary 1 ${ID} ${n + 1} 2`);
      for (const [index, line] of lines.entries()) {
        const number = String(index + 1).padStart(8, "0");
        expect(line).toMatch(new RegExp(`^${number} \\d{12} \\d{14} ${number}$`));
      }
      expect((await lstat(join(mount, FILE))).size).toBeLessThan(10_000);
    }
    // Whoever looks at the second first finds the first at least as far.
    const later = await newest(house.mounts[1]);
    expect(await newest(house.mounts[0])).toBeGreaterThanOrEqual(later);
    expect((await canaries()).map(({ user }) => user)).toEqual(["65534"]);
    expect(await holder.say("CANARY do=stop", "CANARY")).toMatch(
      /^CANARY state=stopped cycles=\d+ longest_ms=\d+ writing_ms=\d+$/,
    );
    for (const mount of house.mounts) expect(await exists(join(mount, FILE))).toBe(false);
    await holder.say("BYE", "BYE");
    expect(await holder.exited).toBe(0);
  });

  it("has no right to anything but its files", async () => {
    await running();
    const [writer] = await canaries();
    const status = await readFile(`/proc/${writer?.pid}/status`, "utf8");
    expect(status).toMatch(/^CapEff:\s+0+$/m);
    expect(status).toMatch(/^CapBnd:\s+0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(status).toMatch(/^Groups:\s*$/m);
    const open = await command("ls", "-l", `/proc/${writer?.pid}/fd`);
    const files = open.match(/ -> \S*canary\S*/g)?.map((link) => link.slice(4)) ?? [];
    // Beside them: its life line, its count of cycles and its complaints, all in memory.
    const own = files.filter((file) => !file.startsWith(`${house.kit.run}/`));
    expect(own.toSorted()).toEqual(house.mounts.map((mount) => join(mount, FILE)).toSorted());
    expect(files.length - own.length).toBe(3);
  });

  it.each([
    ["the bot is gone", (holder: HolderProcess) => holder.hangUp()],
    ["its holder is killed", (holder: HolderProcess) => void process.kill(holder.pid, "SIGKILL")],
    ["its holder is told to end", (holder: HolderProcess) => void process.kill(holder.pid, "SIGTERM")],
  ])("ends when %s, and its files are gone", async (_, end) => {
    const holder = await running();
    end(holder);
    await holder.exited;
    await expectNothingLeft();
  });

  it("ends by itself when its time is over, and that is said", async () => {
    const holder = await running(700);
    await expect.poll(canaries, { timeout: 5_000 }).toEqual([]);
    expect(await holder.say("CANARY do=stop", "CANARY")).toContain("state=died");
  });

  it("ends when its writer is killed, and that is said", async () => {
    const holder = await running();
    const [writer] = await canaries();
    process.kill(writer?.pid ?? 0, "SIGKILL");
    await expect.poll(() => exists(join(house.mounts[0], FILE)), { timeout: 5_000 }).toBe(false);
    expect(await holder.say("CANARY do=stop", "CANARY")).toContain("state=died");
  });

  it("ends on a file system that is full, and that is said", async () => {
    const holder = await running();
    const filler = join(house.mounts[0], "filler");
    await command("sh", "-c", 'dd if=/dev/zero of="$1" bs=1M 2>/dev/null; true', "sh", filler);
    await expect.poll(canaries, { timeout: 15_000 }).toEqual([]);
    await command("rm", filler);
    expect(await holder.say("CANARY do=stop", "CANARY")).toContain("state=died");
  });

  it("runs once at a time in a guest", async () => {
    await running();
    const second = await named();
    expect(await second.say(`CANARY do=start id=${ID} for_ms=9000`, "ERR")).toContain("code=busy");
  });

  it("does not follow a link that somebody has put in its place", async () => {
    const target = join(tmpdir(), `ff-canary-${process.pid}`);
    await writeFile(target, "mine\n");
    await symlink(target, join(house.mounts[0], FILE));
    const holder = await running();
    await holder.say("CANARY do=stop", "CANARY");
    expect(await readFile(target, "utf8")).toBe("mine\n");
    await command("rm", target);
  });

  it("is a conversation of its own: no recipe, no freeze", async () => {
    const holder = await running();
    expect(await holder.say("RECIPE stage=1 id=0 kind=fsfreeze roles=d0", "ERR")).toContain("code=protocol");
    expect(await holder.exited).toBe(1);
  });
});

describe("a hold beside a canary", () => {
  it("freezes, proves and thaws as without one, and the canary waits like every writer, then goes on", async () => {
    const canary = await running();
    const holder = await frozen(house.kit, house.disks);
    const [writer] = await canaries();
    await expect.poll(() => stateOf(writer?.pid ?? 0), { timeout: 2_000 }).toBe("D");
    const before = await Promise.all(house.mounts.map(newest));
    const writers = await expectFrozen(...house.mounts);
    // Time is what is measured here: the canary says below how long it was held, and nothing may be written meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 600));
    await holder.say("PROVE", "PROOF frozen=2 blocked=2 watchdog=quiet");
    expect(await Promise.all(house.mounts.map(newest))).toEqual(before);
    expect(await holder.say("THAW token=token-0001", "THAWED")).toMatch(
      /^THAWED cause=ordered token=token-0001 left=0 frozen_ms=\d+ sentinels=2 watchdog=quiet /,
    );
    await thawedAfter(writers);
    await expect
      .poll(() => newest(house.mounts[1]), { timeout: 5_000 })
      .toBeGreaterThan((before[1] ?? 0) + 2);
    const said = await canary.say("CANARY do=stop", "CANARY");
    expect(Number(/longest_ms=(\d+)/.exec(said)?.[1])).toBeGreaterThan(600);
  });

  it("thaws in time when its bot dies, and the canary's death meanwhile hinders nothing", async () => {
    const canary = await running();
    const holder = await frozen(house.kit, house.disks);
    const writers = await expectFrozen(...house.mounts);
    process.kill(canary.pid, "SIGKILL");
    await canary.exited;
    await holder.say("PROVE", "PROOF frozen=2 blocked=2 watchdog=quiet");
    process.kill(holder.pid, "SIGKILL");
    expect(await thawedAfter(writers)).toBeLessThan(1_500);
    await expectThawed(...house.mounts);
  });

  it("is not held up by the end of a canary that waits in the kernel", async () => {
    const canary = await running();
    const holder = await frozen(house.kit, house.disks);
    expect(await canary.say("CANARY do=stop", "CANARY")).toContain("state=blocked");
    await holder.say("PROVE", "PROOF frozen=2 blocked=2 watchdog=quiet");
    expect(await holder.say("THAW token=token-0001", "THAWED")).toContain("cause=ordered");
    await expectThawed(...house.mounts);
  });
});
