import { expect, test } from "vitest";
import { newWorld, startBot } from "./bot.ts";
import { asked, freezesOf } from "./seen.ts";

const hour = 3_600_000;

test("a run that comes to its window while the application is paused freezes nothing and asks nothing of Cinder", async () => {
  const world = await newWorld();
  const bot = await startBot(world);
  const { clock, records } = bot.ports;
  const until = clock.now() + hour;
  const pause = { application: "orders-db", until, reason: "disk swap", by: "U0OPS", at: clock.now() };
  await records.savePause(pause);
  await expect(bot.snapshot("orders-db")).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringMatching(/^orders-db is paused by U0OPS until \d{4}-.* UTC: disk swap$/),
  });
  expect([await freezesOf(world, "orders-db"), await asked(world)]).toEqual([[], 0]);
  await records.removePause("orders-db", "U0OPS");
  expect(await bot.snapshot("orders-db")).toMatchObject({ outcome: "ok" });
});

test("a freeze counts as one for the next asking, a guest that could not be reached does not", async () => {
  const world = await newWorld();
  const bot = await startBot(world);
  await world.control.guestFault("orders-db-1", { kind: "silent" });
  expect(await bot.snapshot("orders-db")).toMatchObject({ outcome: "refused" });
  expect(await bot.ports.records.lastFreeze("orders-db")).toBeUndefined();
  await world.control.clearGuestFaults("orders-db-1");
  const { runId } = await bot.snapshot("orders-db");
  expect(await bot.ports.records.lastFreeze("orders-db")).toMatchObject({ runId, froze: true });
});
