import { expect, test } from "vitest";
import type { RehearsalResult } from "#domain/doctor/rehearsal.ts";
import type { RunView } from "#engine/port.ts";
import { createLog } from "#support/log.ts";
import { tellRehearsals } from "#surfaces/slack/tell-rehearsals.ts";
import { startApp } from "./start-app.ts";

test("a rehearsal is asked for in Slack: that it looks, then what became of it", async () => {
  const { slack, answer } = await startApp();
  await slack.command("doctor orders-db --rehearse");
  const [first] = slack.ephemerals();
  expect(first?.text).toMatch(/it is frozen and thawed, nothing is cut/);
  await expect.poll(() => slack.ephemerals()).toHaveLength(2);
  expect(answer()).toContain("rehearsal");
});

const result: RehearsalResult = {
  outcome: "held",
  application: "orders-db",
  runId: "r-1",
  budgetMs: 10_000,
  windowMs: 934,
  heldMs: 700,
  servers: [],
  problems: [],
  findings: [],
  felt: [
    {
      server: "orders-db-1",
      database: 'PostgreSQL "main"',
      during: { commits: 1, medianMs: 918, longestMs: 918 },
    },
  ],
  unfelt: [],
};
const run = (change: Partial<RunView>): RunView => ({
  id: "r-1",
  workflow: "rehearse-application@1",
  state: "done",
  input: {},
  createdAt: 0,
  ...change,
});

/** What the channels were told when these runs changed. */
function told(...runs: readonly RunView[]): string[] {
  const said: string[] = [];
  let hear: (run: RunView) => void = () => undefined;
  tellRehearsals(
    {
      onRun: (listener) => {
        hear = listener;
        return () => undefined;
      },
    },
    {
      channelOf: () => "C1",
      note: async (title, lines, channel) => void said.push([channel, title, ...lines].join(" | ")),
      log: createLog({ level: "silent" }),
    },
  );
  for (const one of runs) hear(one);
  return said;
}

test("a freeze that was tried is told where its application is told of, with what was felt", () => {
  expect(told(run({ result: JSON.parse(JSON.stringify(result)) }))).toEqual([
    'C1 | orders-db: a freeze was rehearsed (934 ms) and thawed; nothing was cut | PostgreSQL "main" on orders-db-1: a commit took ? before, up to 918 ms during, ? after | run r-1',
  ]);
});

test("one that was not whole says so first, and one that froze nothing is not told", () => {
  const flawed = {
    ...result,
    outcome: "flawed",
    problems: ["orders-db-1 thawed before it was told to (eof)"],
  };
  expect(told(run({ result: flawed }))[0]).toMatch(
    /was NOT whole; nothing was cut \| orders-db-1 thawed before/,
  );
  expect(
    told(
      run({ result: { ...result, outcome: "refused" } }),
      run({ state: "running" }),
      run({ workflow: "snapshot-application@1", result: {} }),
    ),
  ).toEqual([]);
});
