import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { guestHouse } from "./harness/guest-house.ts";
import { prepared } from "./harness/hold.ts";
import { startWriter } from "./harness/writer.ts";

const house = guestHouse();

const ends = [
  ["kill -9 of the holder", (pid: number) => process.kill(pid, "SIGKILL")],
  ["kill -9 of its process group", (pid: number) => process.kill(-pid, "SIGKILL")],
  ["SIGTERM to its process group", (pid: number) => process.kill(-pid, "SIGTERM")],
  ["the end of its input", (_: number, hangUp: () => void) => hangUp()],
] as const;

const token = "token-torture";
const hold = [
  [`ARM token=${token} budget_ms=5000 silence_ms=5000`, "ARMED"],
  ["FREEZE stage=1", "FROZEN"],
  ["FREEZE stage=2", "FROZEN"],
  ["PROVE", "PROOF"],
  [`THAW token=${token}`, "THAWED"],
] as const;

/** Every line with every end. At once the holder has not read it yet; some milliseconds later it is at work on it. */
const moments = hold.flatMap(([line], at) =>
  ends.map(([name, end], n) => ({ name, end, line, at, afterMs: (at + n) % 2 === 0 ? 0 : 15 })),
);

it.each(moments)("leaves nothing frozen when $name comes $afterMs ms after $line", async (moment) => {
  const { name, end, line, at, afterMs } = moment;
  const holder = await prepared(house.kit, house.disks);
  for (const [earlier, answer] of hold.slice(0, at)) await holder.say(earlier, answer);
  holder.send(line);
  await delay(afterMs);
  end(holder.pid, holder.hangUp);
  await holder.exited;
  // A writer that begins now may meet a freeze that is being undone, but not for long.
  const writers = house.disks.map(({ mount }) => startWriter(mount));
  for (const writer of writers)
    await expect.poll(() => writer.state(), { timeout: 4_000, message: "a write" }).toBe("gone");
  const next = house.kit.serve();
  await next.say("HELLO protocol=1 instance=test run=run-2", "HELLO");
  await expect
    .poll(() => next.say("STATUS", "STATUS"), { timeout: 4_000, message: name })
    .toBe("STATUS state=idle");
  next.hangUp();
  await next.exited;
  for (const { mount } of house.disks) expect(await startWriter(mount).done()).toBeLessThan(1_000);
});
