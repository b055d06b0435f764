import { describe, expect, it } from "vitest";
import { guestHouse } from "./harness/guest-house.ts";
import { frozen, watchdogOf } from "./harness/hold.ts";
import { exists } from "./harness/kit.ts";
import { expectFrozen, expectThawed, stateOf, thawedAfter } from "./harness/writer.ts";

const house = guestHouse();

/** Nothing frozen, no sentinel file left, no watchdog, no state. */
async function expectNothingLeft(watchdog: number): Promise<void> {
  await expectThawed(...house.mounts);
  await expect.poll(() => stateOf(watchdog), { timeout: 2_000 }).toBe("gone");
  await expect.poll(() => exists(`${house.kit.run}/state`), { timeout: 2_000 }).toBe(false);
  for (const mount of house.mounts) expect(await exists(`${mount}/.freezeframe`)).toBe(false);
}

describe("a frozen guest", () => {
  it("thaws when it is told to, and proves it", async () => {
    const holder = await frozen(house.kit, house.disks);
    const watchdog = await watchdogOf(house.kit);
    const writers = await expectFrozen(...house.mounts);
    const said = await holder.say("THAW token=token-0001", "THAWED");
    expect(said).toMatch(
      /^THAWED cause=ordered token=token-0001 left=0 frozen_ms=\d+ sentinels=2 watchdog=quiet /,
    );
    await thawedAfter(writers);
    await expectNothingLeft(watchdog);
    await holder.say("COLLECT", "COLLECTED");
    await holder.say("BYE", "BYE");
    expect(await holder.exited).toBe(0);
  });

  it("thaws one stage and keeps the earlier one frozen", async () => {
    const holder = await frozen(house.kit, house.disks);
    expect(await holder.say("THAW token=token-0001 stage=2", "THAWED")).toBe("THAWED stage=2 left=1");
    await expectThawed(house.mounts[1]);
    const writers = await expectFrozen(house.mounts[0]);
    await holder.say("THAW token=token-0001 stage=1", "THAWED cause=ordered token=token-0001 left=0");
    await thawedAfter(writers);
  });

  it("thaws when the bot's end of the channel is gone", async () => {
    const holder = await frozen(house.kit, house.disks);
    const watchdog = await watchdogOf(house.kit);
    const writers = await expectFrozen(...house.mounts);
    holder.hangUp();
    expect(await thawedAfter(writers)).toBeLessThan(1_000);
    expect(await holder.hear("THAWED")).toContain("cause=eof token=token-0001 left=0");
    expect(await holder.exited).toBe(1);
    await expectNothingLeft(watchdog);
  });

  it("thaws when it has not heard a word for the silence limit", async () => {
    const holder = await frozen(house.kit, house.disks, { silenceMs: 1_500 });
    const watchdog = await watchdogOf(house.kit);
    const writers = await expectFrozen(...house.mounts);
    expect(await thawedAfter(writers)).toBeLessThan(2_500);
    expect(await holder.hear("THAWED")).toContain("cause=silence");
    expect(await holder.exited).toBe(1);
    await expectNothingLeft(watchdog);
  });

  it("thaws at its deadline, budget and one second, however diligently the bot beats", async () => {
    const holder = await frozen(house.kit, house.disks, { budgetMs: 1_500, silenceMs: 1_000 });
    const watchdog = await watchdogOf(house.kit);
    const beats = setInterval(() => holder.send("BEAT n=1"), 300);
    try {
      const writers = await expectFrozen(...house.mounts);
      expect(await thawedAfter(writers)).toBeLessThan(3_000);
      const said = await holder.hear("THAWED");
      expect(said).toContain("cause=deadline");
      expect(Number(/frozen_ms=(\d+)/.exec(said)?.[1])).toBeGreaterThanOrEqual(2_400);
      expect(Number(/frozen_ms=(\d+)/.exec(said)?.[1])).toBeLessThan(3_200);
    } finally {
      clearInterval(beats);
    }
    await expectNothingLeft(watchdog);
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("thaws on %s", async (signal) => {
    const holder = await frozen(house.kit, house.disks);
    const watchdog = await watchdogOf(house.kit);
    const writers = await expectFrozen(...house.mounts);
    process.kill(holder.pid, signal);
    expect(await thawedAfter(writers)).toBeLessThan(1_000);
    expect(await holder.hear("THAWED")).toContain("cause=signal");
    await expectNothingLeft(watchdog);
  });

  it("is thawed by the watchdog at once when the holder is killed", async () => {
    const holder = await frozen(house.kit, house.disks);
    const watchdog = await watchdogOf(house.kit);
    const writers = await expectFrozen(...house.mounts);
    process.kill(holder.pid, "SIGKILL");
    expect(await thawedAfter(writers)).toBeLessThan(1_000);
    await expectNothingLeft(watchdog);
    const next = house.kit.serve();
    await next.say("HELLO protocol=1 instance=test run=run-2", "HELLO");
    expect(await next.say("STATUS", "STATUS")).toBe("STATUS state=idle");
    next.hangUp();
  });

  it("is thawed by the watchdog when the holder's whole process group is killed", async () => {
    const holder = await frozen(house.kit, house.disks);
    const watchdog = await watchdogOf(house.kit);
    const writers = await expectFrozen(...house.mounts);
    process.kill(-holder.pid, "SIGKILL");
    expect(await thawedAfter(writers)).toBeLessThan(1_000);
    await expectNothingLeft(watchdog);
  });

  it("is thawed by the watchdog two seconds after the deadline when the holder is stopped", async () => {
    const from = performance.now();
    const holder = await frozen(house.kit, house.disks, { budgetMs: 500, silenceMs: 20_000 });
    const watchdog = await watchdogOf(house.kit);
    process.kill(holder.pid, "SIGSTOP");
    const writers = await expectFrozen(...house.mounts);
    await thawedAfter(writers);
    const after = performance.now() - from;
    expect(after).toBeGreaterThan(3_400);
    expect(after).toBeLessThan(6_500);
    await expectNothingLeft(watchdog);
    expect(await holder.exited).toBe(null);
  });

  it("thaws at once when the watchdog is told to end", async () => {
    const holder = await frozen(house.kit, house.disks);
    const watchdog = await watchdogOf(house.kit);
    const writers = await expectFrozen(...house.mounts);
    process.kill(watchdog, "SIGTERM");
    expect(await thawedAfter(writers)).toBeLessThan(2_000);
    expect(await holder.exited).toBe(null);
    await expectNothingLeft(watchdog);
  });

  it("says that its watchdog is gone when that was killed, and is not proved any more", async () => {
    const holder = await frozen(house.kit, house.disks);
    const watchdog = await watchdogOf(house.kit);
    process.kill(watchdog, "SIGKILL");
    await expect.poll(() => stateOf(watchdog)).toBe("gone");
    expect(await holder.say("PROVE", "PROOF")).toContain("watchdog=gone");
    expect(await holder.say("THAW token=token-0001", "THAWED")).toContain("left=0");
    await expectThawed(...house.mounts);
  });

  it("thaws everything on a line that is no line of the protocol, and on another hold's token", async () => {
    for (const line of ["rm -rf /", "THAW token=token-9999"]) {
      const holder = await frozen(house.kit, house.disks);
      await holder.say(line, "ERR code=");
      expect(await holder.hear("THAWED")).toContain("cause=error token=token-0001 left=0");
      expect(await holder.exited).toBe(1);
      await expectThawed(...house.mounts);
    }
  });
});
