import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startWorld } from "../../playground/world.ts";
import { configure, here, json, start } from "./freezeframe.ts";

test("a running bot backs its store up by schedule and when asked, and keeps its store", async () => {
  const world = await startWorld({ writeEveryMs: 0, atomicMs: 20, memberMs: 20 });
  onTestFinished(() => world[Symbol.asyncDispose]());
  configure(world, (config) => {
    config.store.backup = { every: "1h", keep: 3, directory: "copies" };
  });
  const bot = start(world, "start");
  onTestFinished(() => void bot.process.kill("SIGKILL"));
  await expect.poll(() => bot.said().stdout, { timeout: 18_000, interval: 20 }).toContain("is ready");
  const copies = join(dirname(world.config), "copies");
  await expect
    .poll(() => readdir(copies).catch(() => []), { timeout: 10_000, interval: 20 })
    .toEqual([expect.stringMatching(/^freezeframe-\d{8}T\d{6}Z\.sqlite$/)]);
  const asked = await json(world, "store", "backup", join(world.directory, "asked.sqlite"));
  expect(asked.status).toBe(0);
  expect((await json(world, "adopt")).result).toEqual({ found: [], known: 0 });
  const refused = await here(world, "store", "restore", asked.result.file);
  expect([refused.status, refused.stderr]).toEqual([6, expect.stringContaining("the bot is running")]);
  bot.process.kill("SIGTERM");
  expect((await bot.ended).status).toBe(0);
});
