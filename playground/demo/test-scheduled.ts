import { keptChart } from "./chart.ts";
import type { Promised } from "./promises.ts";
import { changeManifest, type Stage } from "./stage.ts";
import { testManifest } from "./test-manifest.ts";
import { alwaysKept, calls, headed, measured } from "./test-promises.ts";
import { testEnd } from "./test-told.ts";
import { pointsNow } from "./tested-points.ts";

const application = "orders-db";
const minute = 60_000;

/** The schedule begins one by itself; Slack does not know charts, and the failed point is given its grade back. */
export async function scheduled(stage: Stage): Promise<readonly Promised[]> {
  const { slack, say } = stage;
  const slot = Math.floor(Date.now() / minute + 1) * minute;
  const at = new Date(slot).toISOString();
  const restoreTest = `${new Date(slot).getUTCMinutes()} * * * *`;
  await changeManifest(stage, application, testManifest({ schedule: { restoreTest } }));
  slack.fault({ kind: "older-workspace" });
  say(
    "happens",
    `schedule.restoreTest is ${restoreTest}: the slot of ${at.slice(11, 16)} UTC comes in ${seconds(slot)}`,
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

const seconds = (slot: number): string => `${Math.ceil((slot - Date.now()) / 1_000)} s`;
