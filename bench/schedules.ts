import { setTimeout as wait } from "node:timers/promises";
import { machine } from "./machine.ts";
import { onlyOne } from "./only-one.ts";
import { askRuns } from "./schedules/ask-runs.ts";
import { type Figures, judgeSchedules } from "./schedules/report.ts";
import { startThousand, type Thousand } from "./schedules/thousand.ts";
import { startWatchedBot } from "./schedules/watched-bot.ts";

export interface SchedulesOptions {
  readonly applications: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

const MINUTE_MS = 60_000;
/** From now to the due minute at the least: the bot has to start, and to look at its schedules once. */
const AHEAD_MS = 75_000;
const WITHIN_MS = 30 * MINUTE_MS;
const LOOK_MS = 5_000;

/** Every application's snapshot is due in the same minute. True when every target is met. */
export async function schedules({ applications: count, say, signal }: SchedulesOptions): Promise<boolean> {
  await using _alone = await onlyOne();
  await using world = await startThousand(count);
  const due = Math.ceil((Date.now() + AHEAD_MS) / MINUTE_MS) * MINUTE_MS;
  const [hour, minute] = [new Date(due).getUTCHours(), new Date(due).getUTCMinutes()];
  await world.schedule(`${minute} ${hour} * * *`);
  await using bot = await startWatchedBot(world.config);
  say(`${count} applications, all due at ${new Date(due).toISOString()}; the bot is ready`);
  if (Date.now() >= due) throw new Error("the bot took too long to start: the minute is over");
  await wait(due - Date.now(), undefined, { signal });
  const readyMb = bot.mostMb();
  bot.begin();
  const tookMs = await untilCut(world, count, due, say, signal);
  const delay = await bot.delay();
  const runs = await askRuns(world.config, count, signal);
  const figures: Figures = {
    applications: count,
    tookMs,
    delay,
    mostMb: bot.mostMb(),
    readyMb,
    runs,
    snapshots: await snapshotsByGroup(world),
    mostWindows: mostAtOnce(world),
    slack: world.slack.calls(),
  };
  const { lines, met } = judgeSchedules(figures);
  say(["", machine(), "", ...lines].join("\n"));
  return met;
}

/** Until every application was frozen and is thawed again; ms from the due minute. */
async function untilCut(
  { events }: Thousand,
  count: number,
  due: number,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<number> {
  for (;;) {
    const [frozen, thawed] = [events.list("frozen").length, events.list("thawed").length];
    const cut = events.list("group-snapshot").length;
    if (cut >= count && thawed === frozen) return Date.now() - due;
    if (Date.now() - due > WITHIN_MS) {
      say(`given up after ${WITHIN_MS / MINUTE_MS} min: ${cut} of ${count} group snapshots`);
      return Date.now() - due;
    }
    say(`${Math.round((Date.now() - due) / 1_000)} s: ${cut} of ${count} group snapshots`);
    await wait(LOOK_MS, undefined, { signal });
  }
}

async function snapshotsByGroup({ control }: Thousand): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { groupId } of await control.groupSnapshots())
    counts.set(groupId, (counts.get(groupId) ?? 0) + 1);
  return counts;
}

/** Servers that had something frozen at the same moment: each is of another application. */
function mostAtOnce({ events }: Thousand): number {
  const mounts = new Map<string, number>();
  let most = 0;
  for (const { what, server } of events.list()) {
    if ((what !== "frozen" && what !== "thawed") || typeof server !== "string") continue;
    const left = (mounts.get(server) ?? 0) + (what === "frozen" ? 1 : -1);
    if (left > 0) mounts.set(server, left);
    else mounts.delete(server);
    most = Math.max(most, mounts.size);
  }
  return most;
}
