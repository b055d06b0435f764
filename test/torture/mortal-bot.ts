import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startBot } from "../../playground/demo/bot.ts";
import type { RestoreWorld } from "../e2e/restoring.ts";

const preload = pathToFileURL(join(import.meta.dirname, "../lab/all/die-at-write.ts")).href;
const forever = new AbortController().signal;

/** What somebody wants of the bot while it may die. */
interface Errand {
  /** In Slack, once more where nothing has come of it. */
  ask(): Promise<unknown>;
  /** Whether there is a run of it; rejects when nobody is there to say. */
  asked(): Promise<boolean>;
  /** Resolves when the channel has its end, or when nobody needs it any more. */
  ended(isOver: () => boolean): Promise<void>;
}

/**
 * From the request to its end, with one death at most: at that durable write, `before:12` or `after:12`. Whether there was one;
 * then the bot was started again, and whoever got no receipt has asked again.
 */
export async function withOneDeath(world: RestoreWorld, death: string, errand: Errand): Promise<boolean> {
  const armed = join(world.directory, "armed");
  await world.bot.kill();
  const mortal = await startBot(world.config, forever, {
    NODE_OPTIONS: `--import ${preload}`,
    DIE_AT: death,
    DIE_ARMED: armed,
  });
  world.bot = mortal;
  let died = false;
  const gone = mortal.gone.then(() => {
    died = true;
  });
  await writeFile(armed, "");
  await errand.ask();
  await Promise.race([gone, errand.ended(() => died)]);
  await rm(armed, { force: true });
  // It may have died at a write after the last word; without the file it does not any more.
  const alive =
    !died &&
    (await errand.asked().then(
      () => true,
      () => false,
    ));
  if (alive) return false;
  await gone;
  world.bot = await startBot(world.config, forever);
  if (!(await errand.asked())) await errand.ask();
  await errand.ended(() => false);
  return true;
}
