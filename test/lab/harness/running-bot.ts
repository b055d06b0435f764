import { writeFile } from "node:fs/promises";
import { stringify } from "yaml";
import { type ApplicationDir, document } from "./application-dir.ts";
import { freePorts } from "./free-ports.ts";
import { startFreezeframe } from "./freezeframe.ts";
import type { Running } from "./run.ts";
import { until } from "./until.ts";

/** `freezeframe start`, without Slack: verbs that are given meanwhile go through it. It is told to stop at the end. */
export async function runningBot(
  dir: ApplicationDir,
  limitMs: number,
): Promise<{ readonly bot: Running } & AsyncDisposable> {
  const [port] = await freePorts();
  const config = await document(dir.config);
  await writeFile(dir.config, stringify({ ...config, http: { port } }));
  const bot = startFreezeframe(["start"], { dir, limitMs });
  const stop = async () => {
    bot.child.kill("SIGTERM");
    await bot.ended;
  };
  const ready = async () => (bot.stdout().includes("is ready") ? true : undefined);
  await until("the bot is ready", ready, 60_000).catch(async (cause: unknown) => {
    await stop();
    throw new Error(`the bot does not get ready: ${bot.stdout()}${bot.stderr()}`, { cause });
  });
  return { bot, [Symbol.asyncDispose]: stop };
}
