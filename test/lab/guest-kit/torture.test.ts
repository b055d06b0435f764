import { afterAll, beforeAll, expect, it } from "vitest";
import { type Disk, makeDisk, thawByHand } from "./harness/disk.ts";
import { prepared } from "./harness/hold.ts";
import { type HolderProcess, installKit, type Kit } from "./harness/kit.ts";
import { startWriter } from "./harness/writer.ts";

const rounds = 20;

let kit: Kit;
let disks: Disk[];

beforeAll(async () => {
  kit = await installKit();
  disks = [await makeDisk("ext4"), await makeDisk("xfs")];
});

afterAll(async () => {
  await kit.endHolders();
  for (const disk of disks) await thawByHand(disk.mount);
  for (const disk of disks) await disk[Symbol.asyncDispose]();
  await kit[Symbol.asyncDispose]();
});

const ends = [
  ["kill -9 of the holder", (pid: number) => process.kill(pid, "SIGKILL")],
  ["kill -9 of its process group", (pid: number) => process.kill(-pid, "SIGKILL")],
  ["SIGTERM to its process group", (pid: number) => process.kill(-pid, "SIGTERM")],
  ["the end of its input", (_: number, hangUp: () => void) => hangUp()],
] as const;

/** A whole hold, as fast as it goes; wherever it ends. */
async function holdThrough(holder: HolderProcess): Promise<void> {
  try {
    await holder.say("ARM token=token-torture budget_ms=5000 silence_ms=5000", "ARMED");
    await holder.say("FREEZE stage=1", "FROZEN");
    await holder.say("FREEZE stage=2", "FROZEN");
    await holder.say("PROVE", "PROOF");
    await holder.say("THAW token=token-torture", "THAWED");
  } catch {
    // It was ended, as it should be.
  }
}

it(`leaves nothing frozen when a hold ends at a random moment, ${rounds} times`, {
  timeout: 300_000,
}, async () => {
  for (let round = 0; round < rounds; round++) {
    const [name, end] = ends[round % ends.length] ?? ends[0];
    // ARM to THAWED takes about this long here.
    const after = Math.random() * 450;
    const holder = await prepared(kit, disks);
    const whole = holdThrough(holder);
    await new Promise((resolve) => setTimeout(resolve, after));
    end(holder.pid, holder.hangUp);
    await holder.exited;
    await whole;
    // A writer that begins now may meet a freeze that is being undone, but not for long.
    for (const { mount } of disks) {
      const took = await Promise.race([
        startWriter(mount).done(),
        new Promise<string>((resolve) => setTimeout(() => resolve("frozen"), 4_000)),
      ]);
      expect(took, `${name} after ${after.toFixed(0)} ms, ${mount}`).not.toBe("frozen");
    }
    const next = kit.serve();
    await next.say("HELLO protocol=1 instance=test run=run-2", "HELLO");
    await expect
      .poll(() => next.say("STATUS", "STATUS"), { timeout: 4_000, message: name })
      .toBe("STATUS state=idle");
    next.hangUp();
    await next.exited;
    for (const { mount } of disks) expect(await startWriter(mount).done()).toBeLessThan(1_000);
  }
});
