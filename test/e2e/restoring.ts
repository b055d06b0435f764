import { expect } from "vitest";
import { type Bot, startBot } from "../../playground/demo/bot.ts";
import { madeIn } from "../../playground/demo/made.ts";
import type { ManifestChange } from "../../playground/installation.ts";
import { asText } from "../../playground/slack/as-text.ts";
import type { SlackMessage } from "../../playground/slack/types.ts";
import { startWorld } from "../../playground/world.ts";
import type { BotWorld } from "./bot.ts";
import { configure, json } from "./freezeframe.ts";

// A world with points to restore from, the bot as a process of its own, and what people do in it.

export const ASKER = "U0PLAYGROUND";
export const APPROVER = "U0APPROVER";

export interface RestoreWorld extends BotWorld {
  /** The one that was started last. */
  bot: Bot;
}

/** Starts a world, has the command line take a point of each application, and starts the bot. */
export async function restoreWorld(
  changes: Readonly<Record<string, ManifestChange>>,
  limits: Readonly<Record<string, string>> = {},
): Promise<RestoreWorld> {
  await using stack = new AsyncDisposableStack();
  const world = stack.use(
    await startWorld({
      slack: "http",
      // By id: nobody has to ask Slack, on a machine that may be busy.
      operators: [ASKER],
      ...{ writeEveryMs: 0, atomicMs: 20, memberMs: 20 },
    }),
  );
  const { slack } = world;
  if (slack === undefined) throw new Error("a world without Slack");
  configure(world, (config) => {
    Object.assign(config.limits, { betweenExecutions: "0s", betweenFreezes: "0s", ...limits });
  });
  for (const [application, change] of Object.entries(changes)) {
    await world.setManifest(application, change);
    expect(await json(world, "snapshot", application)).toMatchObject({ status: 0 });
  }
  const running = { ...world, slack, bot: await startBot(world.config, new AbortController().signal) };
  stack.defer(() => running.bot.kill());
  const resources = stack.move();
  return Object.assign(running, { [Symbol.asyncDispose]: () => resources.disposeAsync() });
}

type Answered = Awaited<ReturnType<typeof json>>;

/** Asks on the command line; resolves with the end of the restore, or of the request. */
export const askRestore = (world: BotWorld, application: string, ...options: string[]): Promise<Answered> =>
  json(world, "restore", application, ...options);

export const linesOf = ({ slack }: BotWorld, message: SlackMessage): string =>
  asText(message, slack.names).join("\n");

/** The message that waits for a click. */
export function openRequest(world: BotWorld, channel = "C0STORAGE"): Promise<SlackMessage> {
  const find = () => world.slack.messages(channel).find((message) => hasAction(message, "approve"));
  return expect
    .poll(find, { timeout: 15_000, interval: 20 })
    .toBeDefined()
    .then(() => find() ?? none());
}

const none = (): never => {
  throw new Error("the request has just been closed");
};

export const hasAction = ({ blocks }: SlackMessage, action: string): boolean =>
  JSON.stringify(blocks).includes(`"${action}"`);

export async function click(
  world: BotWorld,
  { channel, ts }: SlackMessage,
  action: string,
  user: string,
): Promise<void> {
  const { error } = await world.slack.click({ channel, ts }, action, user);
  expect(error).toBeUndefined();
}

/** Approves the request that waits, as another person. */
export async function approve(world: BotWorld, channel?: string): Promise<void> {
  await click(world, await openRequest(world, channel), "approve", APPROVER);
}

/** What is only visible to a person says this at last. */
export const toldPrivately = (world: BotWorld, user: string, pattern: RegExp) =>
  expect
    .poll(() => JSON.stringify(world.slack.ephemerals(user).at(-1) ?? ""), { timeout: 10_000, interval: 20 })
    .toMatch(pattern);

/** A message of the channel says this at last. */
export const toldInChannel = (world: BotWorld, pattern: RegExp, channel = "C0STORAGE") =>
  expect
    .poll(() => world.slack.messages(channel).map((message) => linesOf(world, message)), {
      timeout: 15_000,
      interval: 20,
    })
    .toContainEqual(expect.stringMatching(pattern));

/** What the cloud and the recovery server have of all restores, whatever the bot says. */
export async function thereOf(world: BotWorld) {
  const made = await madeIn(world);
  return { ...made, volumes: made.volumes.map(({ name }) => name ?? "") };
}

export const NOTHING = { volumes: [], groups: [], orphans: [], mounts: [], database: false } as const;
