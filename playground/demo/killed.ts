import { setTimeout as delay } from "node:timers/promises";
import type { World } from "../world.ts";
import { ask, startBot } from "./bot.ts";
import { type Promised, whole } from "./promises.ts";
import { judged, type Stage, seen } from "./stage.ts";
import { ending, linesOf, runOf, told } from "./told.ts";
import { until } from "./until.ts";

/** The guest notices a lost bot by itself: at once when the connection breaks, else after 3 s without a word. */
const MOST_FROZEN_MS = 4_000;

const application = "orders-db";

/** The bot is killed inside the window and started again: the run goes on, and Slack ends up with the truth. */
export async function killed(stage: Stage): Promise<readonly Promised[]> {
  const { world, slack, say } = stage;
  const since = (await world.control.events()).length;
  const hang = await world.control.fault({ kind: "create-hangs" });
  say("types", `/ff snapshot ${application} kill me`);
  const delivery = await slack.command(`snapshot ${application} kill me`);
  const runId = runOf(delivery);
  const runsThen = runIds(world);
  await until(slack, "the message that says frozen", () =>
    told(slack, delivery).messages.find((message) => linesOf(slack, message)[0]?.includes("frozen")),
  );
  const known = await runsThen;
  say("happens", `kill -9 ${stage.bot.pid}, while Cinder hangs and three file systems are frozen`);
  const killedAt = performance.now();
  await stage.bot.kill();
  const thawMs = await thawedAfter(world, since, killedAt);
  const atRest = linesOf(slack, told(slack, delivery).messages[0] ?? missing(runId));
  await world.control.clearFaults(hang);
  say("happens", "freezeframe start");
  stage.bot = await startBot(world.config, stage.interrupted);
  const [end, runs] = await Promise.all([ending(slack, delivery, 0), runIds(world)]);
  const added = runs.filter((id) => !known.includes(id));
  const ended = await seen(stage, { application, grade: "A" }, since, end);
  const [left, made] = ended.groupSnapshots;
  return [
    {
      text: `the guest thawed by itself ${thawMs === undefined ? "NEVER" : `${thawMs} ms`} after the kill (at most 4 s)`,
      kept: thawMs !== undefined && thawMs < MOST_FROZEN_MS,
    },
    { text: "the message claimed no success meanwhile", kept: !/^(✅|📸)/u.test(atRest[0] ?? "") },
    {
      text: "the very same run went on after the start, and no other was made",
      kept: known.includes(runId) && added.length === 0,
    },
    {
      text: "what the killed window left behind is named, and is not the recovery point",
      kept: left !== undefined && made !== undefined && namedIn(ended.lines, left.id) && left.id !== made.id,
    },
    ...judged(ended, whole),
  ];
}

const namedIn = (lines: readonly string[], id: string): boolean => lines.join("\n").includes(id);

function missing(runId: string): never {
  throw new Error(`no message tells of ${runId}`);
}

async function runIds(world: World): Promise<readonly string[]> {
  const runs = await ask<readonly { readonly id: string }[]>(world.config, ["runs"]);
  return runs.map(({ id }) => id);
}

/** From the kill to the last thaw of a mount; undefined: something is still frozen after the time it has. */
async function thawedAfter(world: World, since: number, killedAt: number): Promise<number | undefined> {
  for (;;) {
    const events = (await world.control.events()).slice(since);
    const frozen = events.filter(({ what }) => what === "frozen").length;
    const thaws = events.filter(({ what }) => what === "thawed");
    const last = thaws.at(-1)?.at;
    if (last !== undefined && thaws.length === frozen) return Math.max(0, Math.round(last - killedAt));
    if (performance.now() - killedAt > MOST_FROZEN_MS + 1_000) return undefined;
    await delay(10);
  }
}
