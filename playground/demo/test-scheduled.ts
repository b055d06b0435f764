import { ask } from "./bot.ts";
import { keptChart } from "./chart.ts";
import type { Promised } from "./promises.ts";
import type { Stage } from "./stage.ts";
import { alwaysKept, calls, headed, measured } from "./test-promises.ts";
import { testEnd } from "./test-told.ts";
import { pointsNow } from "./tested-points.ts";

const application = "orders-db";
const minute = 60_000;

/** The schedule begins one by itself; Slack does not know charts, and the failed point is given its grade back. */
export async function scheduled(stage: Stage): Promise<readonly Promised[]> {
  const { slack, say } = stage;
  const { cron, slot } = await nextTest(stage);
  const at = new Date(slot).toISOString();
  slack.fault({ kind: "older-workspace" });
  say(
    "happens",
    `schedule.restoreTest is ${cron}: the slot of ${at.slice(11, 16)} UTC comes in ${seconds(slot)}`,
  );
  const runId = `test-restore:${application}:${at.slice(0, 16)}Z`;
  const told = await testEnd(slack, runId, { alerts: 0, patienceMs: 2 * minute });
  slack.clearFaults();
  const [point] = await pointsNow(stage, application);
  const runs = slack
    .messages()
    .filter(({ blocks }) => JSON.stringify(blocks).includes(`test-restore:${application}`));
  return [
    headed(told, /: restore test PASSED$/),
    ...measured(told),
    {
      text: `the point that had failed has its grade back, and says so: ${point?.label.grade}, ${point?.label.text}`,
      kept: point?.label.grade === "A" && /tested/.test(point.label.text),
    },
    await keptChart(stage, told.message),
    { text: "it is one run of one slot", kept: new Set(runs.map(({ ts }) => ts)).size === 1 },
    calls(told, "nobody"),
    ...(await alwaysKept(stage, told)),
  ];
}

/** When the schedule begins the next one, as `freezeframe schedule APP --json` tells it. */
async function nextTest({ world }: Stage): Promise<{ readonly cron: string; readonly slot: number }> {
  const lines = await ask<
    readonly { readonly kind: string; readonly cron: string; readonly next: readonly number[] }[]
  >(world.config, ["schedule", application]);
  const line = lines.find(({ kind }) => kind === "test-restore");
  if (line?.next[0] === undefined) throw new Error(`no restore test of ${application} is scheduled`);
  return { cron: line.cron, slot: line.next[0] };
}

const seconds = (slot: number): string => `${Math.ceil((slot - Date.now()) / 1_000)} s`;
