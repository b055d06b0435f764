import { execFile, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { command } from "./harness/command.ts";
import { makeDisk } from "./harness/disk.ts";
import { guestHouse } from "./harness/guest-house.ts";
import { frozen, hello, prepared, watchdogOf } from "./harness/hold.ts";
import { exists } from "./harness/kit.ts";
import { expectFrozen, expectThawed, stateOf, thawedAfter } from "./harness/writer.ts";
import { writerInFlight } from "./harness/writer-in-flight.ts";

const house = guestHouse();

/** What `fsfreeze` itself says; empty when it succeeded. */
async function fsfreeze(flag: "-f" | "-u", mount: string): Promise<string> {
  const failed = await promisify(execFile)("fsfreeze", [flag, mount]).catch(
    (error: { stderr: string }) => error,
  );
  return failed.stderr;
}

describe("a freeze that waits for a writer in flight", () => {
  it("really answers a thaw with EINVAL and completes afterwards, without a holder", async () => {
    using writer = await writerInFlight(house.ext4.mount);
    const freezer = spawn("fsfreeze", ["-f", house.ext4.mount], { stdio: "ignore" });
    await expect.poll(() => stateOf(freezer.pid ?? 0)).toBe("D");
    expect(await fsfreeze("-u", house.ext4.mount)).toContain("Invalid argument");
    const unlink = writer.finish();
    await expect.poll(() => stateOf(freezer.pid ?? 0)).toBe("gone");
    await expectFrozen(house.ext4.mount);
    expect(await fsfreeze("-u", house.ext4.mount)).toBe("");
    await unlink;
  });

  it.each([
    ["the bot orders the thaw", "ordered", (say: (line: string) => void) => say("THAW token=token-0001")],
    ["the bot's end is gone", "eof", (_: unknown, hangUp: () => void) => hangUp()],
  ] as const)("is thawed as soon as it completes when %s meanwhile", async (_, cause, end) => {
    using writer = await writerInFlight(house.ext4.mount);
    const holder = await prepared(house.kit, [house.ext4]);
    await holder.say("ARM token=token-0001 budget_ms=5000 silence_ms=5000", "ARMED");
    const watchdog = await watchdogOf(house.kit);
    holder.send("FREEZE stage=1");
    expect(await holder.say("BEAT n=1", "BEAT")).toBe("BEAT n=1 frozen=0");
    await expect.poll(() => freezersOf(holder.pid)).toHaveLength(1);
    end(holder.send, holder.hangUp);
    // The holder must not believe EINVAL: nothing is said to be thawed while the freezer lives. That something does not
    // happen has no sign of its own to wait for; on a slow machine this wait can only prove less, never fail.
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await freezersOf(holder.pid)).toHaveLength(1);
    expect(await exists(`${house.kit.run}/state`)).toBe(true);
    await writer.finish();
    expect(await holder.hear("THAWED")).toContain(`cause=${cause} token=token-0001 left=0`);
    await expectThawed(house.ext4.mount);
    await expect.poll(() => stateOf(watchdog)).toBe("gone");
    holder.hangUp();
    await holder.exited;
    await expectThawed(house.ext4.mount);
  });

  it("is thawed by the watchdog as soon as it completes when the holder was killed meanwhile", async () => {
    using writer = await writerInFlight(house.ext4.mount);
    const holder = await prepared(house.kit, [house.ext4]);
    await holder.say("ARM token=token-0001 budget_ms=5000 silence_ms=5000", "ARMED");
    const watchdog = await watchdogOf(house.kit);
    holder.send("FREEZE stage=1");
    await expect.poll(() => freezersOf(holder.pid)).toHaveLength(1);
    process.kill(-holder.pid, "SIGKILL");
    await holder.exited;
    // As above: that the watchdog does not leave while the freezer lives shows only in time.
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await stateOf(watchdog)).not.toBe("gone");
    await writer.finish();
    await expect.poll(() => stateOf(watchdog), { timeout: 3_000 }).toBe("gone");
    await expectThawed(house.ext4.mount);
    expect(await exists(`${house.kit.run}/state`)).toBe(false);
  });

  it("is given up at the deadline and thawed when it completes late", async () => {
    using writer = await writerInFlight(house.ext4.mount);
    const holder = await prepared(house.kit, [house.xfs, house.ext4]);
    await holder.say("ARM token=token-0001 budget_ms=500 silence_ms=9000", "ARMED");
    await holder.say("FREEZE stage=1", "FROZEN");
    const stuck = await expectFrozen(house.xfs.mount);
    holder.send("FREEZE stage=2");
    // The mount that is frozen does not wait for the one that is not yet.
    expect(await thawedAfter(stuck)).toBeLessThan(2_500);
    await writer.finish();
    expect(await holder.hear("THAWED")).toContain("cause=deadline token=token-0001 left=0");
    await expectThawed(house.ext4.mount, house.xfs.mount);
  });
});

describe("a freeze by somebody else", () => {
  it("is seen before anything is frozen, and left alone", async () => {
    await fsfreeze("-f", house.ext4.mount);
    const holder = house.kit.serve();
    await holder.say(hello, "HELLO");
    await holder.say(`VOLUME role=d0 serial=${house.ext4.volumeId} mount=${house.ext4.mount}`, "VOLUME");
    await holder.say("RECIPE stage=1 id=0 kind=fsfreeze roles=d0", "RECIPE");
    expect(await holder.say("PREPARE", "ERR")).toContain(`code=foreign-freeze path=${house.ext4.mount}`);
    holder.hangUp();
    expect(await holder.exited).toBe(0);
    const writers = await expectFrozen(house.ext4.mount);
    await fsfreeze("-u", house.ext4.mount);
    await thawedAfter(writers);
  });

  it("that comes between ours is refused; ours are thawed, never that one", async () => {
    const holder = await prepared(house.kit, [house.xfs, house.ext4]);
    await holder.say("ARM token=token-0001 budget_ms=5000 silence_ms=5000", "ARMED");
    await holder.say("FREEZE stage=1", "FROZEN");
    await fsfreeze("-f", house.ext4.mount);
    expect(await holder.say("FREEZE stage=2", "ERR")).toContain("code=foreign-freeze");
    expect(await holder.hear("THAWED")).toContain("cause=error token=token-0001 left=0");
    await expectThawed(house.xfs.mount);
    const writers = await expectFrozen(house.ext4.mount);
    await fsfreeze("-u", house.ext4.mount);
    await thawedAfter(writers);
    await holder.exited;
  });

  it("is not touched by the watchdog either", async () => {
    const holder = await prepared(house.kit, [house.xfs, house.ext4]);
    await holder.say("ARM token=token-0001 budget_ms=5000 silence_ms=5000", "ARMED");
    await holder.say("FREEZE stage=1", "FROZEN");
    await fsfreeze("-f", house.ext4.mount);
    const watchdog = await watchdogOf(house.kit);
    process.kill(holder.pid, "SIGKILL");
    await expect.poll(() => stateOf(watchdog), { timeout: 3_000 }).toBe("gone");
    await expectThawed(house.xfs.mount);
    const writers = await expectFrozen(house.ext4.mount);
    await fsfreeze("-u", house.ext4.mount);
    await thawedAfter(writers);
  });
});

describe("a thaw by somebody else", () => {
  it("shows in the next beat and in the proof, even when it was frozen again", async () => {
    const holder = await frozen(house.kit, [house.ext4]);
    expect(await holder.say("BEAT n=1", "BEAT")).toBe("BEAT n=1 frozen=1");
    await fsfreeze("-u", house.ext4.mount);
    await expect.poll(() => holder.say("BEAT n=2", "BEAT")).toBe("BEAT n=2 frozen=0");
    await fsfreeze("-f", house.ext4.mount);
    expect(await holder.say("PROVE", "PROOF")).toContain("frozen=1 blocked=0");
    await holder.say("THAW token=token-0001", "THAWED");
  });
});

describe("a mount that went away while frozen", () => {
  it("is thawed through the kept descriptor after umount -l", async () => {
    const lost = await makeDisk("ext4");
    const back = `${lost.mount}-back`;
    try {
      const holder = await frozen(house.kit, [lost]);
      await command("umount", "-l", lost.mount);
      expect(await holder.say("THAW token=token-0001", "THAWED")).toContain("left=0 ");
      await mkdir(back);
      await command("mount", lost.device, back);
      await expectThawed(back);
    } finally {
      await command("umount", back).catch(() => {});
      await lost[Symbol.asyncDispose]();
    }
  });

  it("is thawed by the watchdog too, after umount -l and the holder's death", async () => {
    const lost = await makeDisk("xfs");
    try {
      const holder = await frozen(house.kit, [lost]);
      const watchdog = await watchdogOf(house.kit);
      const writers = await expectFrozen(lost.mount);
      await command("umount", "-l", lost.mount);
      process.kill(holder.pid, "SIGKILL");
      expect(await thawedAfter(writers)).toBeLessThan(1_000);
      await expect.poll(() => stateOf(watchdog)).toBe("gone");
    } finally {
      await lost[Symbol.asyncDispose]();
    }
  });
});

/** Freezers that this holder started and that have not ended. */
async function freezersOf(pid: number): Promise<string[]> {
  const children = await command("ps", "--ppid", String(pid), "-o", "args=").catch(() => "");
  return children.split("\n").filter((line) => line.startsWith("fsfreeze -f"));
}
