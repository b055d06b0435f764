import type { SlackCall } from "../../playground/slack/types.ts";
import type { Verdict } from "../report/targets.ts";
import type { Run } from "./ask-runs.ts";
import type { LoopDelay } from "./watched-bot.ts";

export interface Figures {
  readonly applications: number;
  /** From the due minute to the last thaw. */
  readonly tookMs: number;
  readonly delay: LoopDelay;
  readonly mostMb: number;
  /** Before anything was due. */
  readonly readyMb: number;
  /** At most the newest thousand. */
  readonly runs: readonly Run[];
  /** Group snapshots in the cloud, by group. */
  readonly snapshots: ReadonlyMap<string, number>;
  /** Applications that were frozen at the same moment. */
  readonly mostWindows: number;
  readonly slack: readonly SlackCall[];
}

/** `limits.windowsAtOnce`, by default. */
const WINDOWS = 8;
const P99_MS = 20;
const MEMORY_MB = 300;

/** What was to be reached, and the figures beside it. */
export function judgeSchedules(figures: Figures): {
  readonly met: boolean;
  readonly lines: readonly string[];
} {
  const { applications, tookMs, delay, mostMb, runs, snapshots, mostWindows, slack } = figures;
  const twice = [...snapshots.values()].filter((count) => count !== 1).length;
  const fine = runs.filter(({ state, result }) => state === "done" && result?.outcome === "ok").length;
  const expected = Math.min(applications, 1_000);
  const limited = slack.filter(({ outcome }) => outcome === "ratelimited").length;
  const posts = slack.filter(
    ({ method, outcome }) => method === "chat.postMessage" && outcome === "ok",
  ).length;
  const verdicts: readonly Verdict[] = [
    {
      target: "every slot run once",
      measured: `${snapshots.size} of ${applications} groups have a snapshot, ${twice} more than one; ${fine} of ${expected} runs ended ok`,
      met: snapshots.size === applications && twice === 0 && fine === expected,
    },
    {
      target: `at most ${WINDOWS} applications frozen at once`,
      measured: `${mostWindows}`,
      met: mostWindows <= WINDOWS,
    },
    {
      target: `event-loop delay p99 under ${P99_MS} ms`,
      measured: `${delay.late.p99Ms.toFixed(1)} ms, of which ${delay.own.p99Ms.toFixed(1)} ms on the CPU`,
      met: delay.late.p99Ms < P99_MS,
    },
    {
      target: `memory under ${MEMORY_MB} MB`,
      measured: `${mostMb.toFixed(0)} MB at most, ${figures.readyMb.toFixed(0)} MB before anything was due`,
      met: mostMb < MEMORY_MB,
    },
    {
      target: "Slack's rates kept",
      measured: `${limited} of ${slack.length} calls were refused for their rate`,
      met: limited === 0,
    },
  ];
  return {
    met: verdicts.every(({ met }) => met),
    lines: [
      `all thawed after ${(tookMs / 1_000).toFixed(1)} s; ${posts} messages posted so far`,
      `event-loop delay: p50 ${delay.late.p50Ms.toFixed(1)} ms, most ${delay.late.mostMs.toFixed(0)} ms, of which ${delay.own.mostMs.toFixed(0)} ms on the CPU; busy ${(delay.utilization * 100).toFixed(0)} % of the time`,
      "",
      ...verdicts.map(({ target, measured, met }) => `${met ? "met   " : "MISSED"} ${target}: ${measured}`),
    ],
  };
}
