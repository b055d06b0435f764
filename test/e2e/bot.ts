import { expect, onTestFinished } from "vitest";
import { asText } from "../../playground/slack/as-text.ts";
import type { SimulatedSlack } from "../../playground/slack/simulated-slack.ts";
import { startWorld, type World, type WorldOptions } from "../../playground/world.ts";
import { freezesOf } from "../workflows/seen.ts";
import { configure, type Running, start } from "./freezeframe.ts";

// The bot as a process of its own: `freezeframe start`, Slack simulated over HTTP or Socket Mode.

export interface BotWorld extends World {
  readonly slack: SimulatedSlack;
}

export async function newWorld(options: WorldOptions = { slack: "http" }): Promise<BotWorld> {
  const world = await startWorld({ writeEveryMs: 0, atomicMs: 20, memberMs: 20, ...options });
  onTestFinished(() => world[Symbol.asyncDispose]());
  const { slack } = world;
  if (slack === undefined) throw new Error("a world without Slack");
  configure(world, (config) => {
    config.limits.betweenExecutions = "0s";
  });
  await world.setManifest("orders-db", { budget: "30s" });
  return { ...world, slack };
}

/** Starts the bot and waits until it takes requests; it is gone when the test has ended. */
export async function startBot(world: BotWorld): Promise<Running> {
  const bot = start(world, "start");
  onTestFinished(async () => {
    bot.process.kill("SIGKILL");
    await bot.ended;
  });
  await expect.poll(() => bot.said().stdout, { timeout: 15_000, interval: 20 }).toContain("is ready");
  return bot;
}

export const stop = async (bot: Running) => {
  bot.process.kill("SIGTERM");
  return await bot.ended;
};

export const texts = ({ slack }: BotWorld, channel = "C0STORAGE"): string[] =>
  slack.messages(channel).map((message) => asText(message, slack.names).join("\n"));

/** The channel's only message says this at last. */
export const told = (world: BotWorld, pattern: RegExp, channel?: string) =>
  expect
    .poll(() => texts(world, channel), { timeout: 15_000, interval: 20 })
    .toEqual([expect.stringMatching(pattern)]);

export const readyz = async ({ botUrl }: World) => {
  const response = await fetch(`${botUrl}/readyz`);
  return { status: response.status, body: await response.json() };
};

export const frozen = (world: World) =>
  expect
    .poll(async () => (await freezesOf(world, "orders-db")).filter(({ to }) => to === Infinity).length, {
      interval: 15,
      timeout: 10_000,
    })
    .toBe(3);
