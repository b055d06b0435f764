import { expect, test } from "vitest";
import { type Figures, judgeSchedules } from "../../../bench/schedules/report.ts";

const late = { p50Ms: 0.4, p99Ms: 3, mostMs: 40 };
const fine: Figures = {
  applications: 2,
  tookMs: 90_000,
  delay: { late, own: late, utilization: 0.2 },
  mostMb: 180,
  readyMb: 120,
  runs: ["app-0", "app-1"].map((id) => ({
    id,
    workflow: "snapshot-application@1",
    state: "done",
    result: { outcome: "ok" },
  })),
  snapshots: new Map([
    ["g-0", 1],
    ["g-1", 1],
  ]),
  mostWindows: 8,
  slack: [{ at: 0, method: "chat.postMessage", channel: "C0TEAM0", outcome: "ok" }],
};
const missed = (change: Partial<Figures>) =>
  judgeSchedules({ ...fine, ...change })
    .lines.filter((line) => line.startsWith("MISSED"))
    .map((line) => line.slice("MISSED ".length).split(":")[0]);

test("everything is met where every slot ran once within the limits", () => {
  expect(judgeSchedules(fine).met).toBe(true);
  expect(missed({})).toEqual([]);
});

test.each<[string, Partial<Figures>]>([
  ["every slot run once", { snapshots: new Map([["g-0", 1]]) }],
  ["every slot run once", { snapshots: new Map([...fine.snapshots, ["g-1", 2]]) }],
  ["every slot run once", { runs: fine.runs.slice(1) }],
  ["every slot run once", { runs: fine.runs.map((run) => ({ ...run, result: { outcome: "degraded" } })) }],
  ["at most 8 applications frozen at once", { mostWindows: 9 }],
  ["event-loop delay p99 under 20 ms", { delay: { ...fine.delay, late: { ...late, p99Ms: 20 } } }],
  ["memory under 300 MB", { mostMb: 300 }],
  [
    "Slack's rates kept",
    { slack: [{ at: 0, method: "chat.postMessage", channel: "C0TEAM0", outcome: "ratelimited" }] },
  ],
])("a miss is named: %s", (target, change) => {
  expect(missed(change)).toEqual([target]);
  expect(judgeSchedules({ ...fine, ...change }).met).toBe(false);
});
