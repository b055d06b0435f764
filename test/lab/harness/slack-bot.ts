import { expect } from "vitest";
import { asText } from "../../../playground/slack/as-text.ts";
import type { SimulatedSlack } from "../../../playground/slack/simulated-slack.ts";
import type { SlackMessage } from "../../../playground/slack/types.ts";
import { type ApplicationDir, type ApplicationDirOptions, applicationDir } from "./application-dir.ts";
import { freePorts } from "./free-ports.ts";
import { startFreezeframe } from "./freezeframe.ts";
import { joinedSlack } from "./joined-slack.ts";
import type { Lab } from "./lab.ts";
import type { Running } from "./run.ts";

/** The bot as a process of its own on the lab, its Slack a simulated one; both are ended with it. */
export interface SlackBot extends AsyncDisposable {
  readonly slack: SimulatedSlack;
  readonly dir: ApplicationDir;
  readonly bot: Running;
  /** What the application's channel shows now, as a person would read it, oldest first. */
  read(): readonly string[];
  /** The run's message once it says this; the whole text. */
  untilRead(pattern: RegExp, timeoutMs?: number): Promise<string>;
}

export const CHANNEL = "C0STORAGE";
export const OPERATOR = "U0PLAYGROUND";

/** Starts the bot and waits until it says that it is ready. */
export async function slackBot(lab: Lab, options: ApplicationDirOptions): Promise<SlackBot> {
  await using stack = new AsyncDisposableStack();
  const [slackPort, httpPort] = await freePorts();
  const joined = stack.use(await joinedSlack(slackPort));
  const { slack } = joined;
  const dir = stack.use(
    await applicationDir(lab, {
      ...options,
      manifest: (manifest) => {
        manifest.channel = CHANNEL;
        manifest.owners.operators = [OPERATOR];
        return options.manifest?.(manifest);
      },
      config: (config) => {
        config.slack = joined.config;
        config.http = { port: httpPort };
        options.config?.(config);
      },
    }),
  );
  await joined.writeSecrets(dir);
  const bot = startFreezeframe(["start"], { dir, limitMs: 180_000 });
  stack.defer(async () => {
    bot.child.kill("SIGTERM");
    await bot.ended;
  });
  await expect
    .poll(async () => (await fetch(`http://127.0.0.1:${httpPort}/readyz`).catch(() => undefined))?.status, {
      timeout: 20_000,
      message: "the bot is ready",
    })
    .toBe(200);
  const read = () => slack.messages(CHANNEL).map((message) => wordsOf(slack, message));
  const opened = stack.move();
  return {
    slack,
    dir,
    bot,
    read,
    untilRead: async (pattern, timeoutMs = 60_000) => {
      const found = () => read().find((text) => pattern.test(text)) ?? read().join("\n---\n");
      await expect.poll(found, { timeout: timeoutMs, interval: 50 }).toMatch(pattern);
      return found();
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const wordsOf = (slack: SimulatedSlack, message: SlackMessage): string =>
  asText(message, slack.names).join("\n");
