import { expect, test } from "vitest";
import type { Incident } from "#domain/rpo/incident.ts";
import { failureIncident, failures } from "../slack-views/failures.ts";
import { results } from "../slack-views/results.ts";
import { RUN } from "../slack-views/sample.ts";
import { install } from "./install.ts";

const incomplete = { state: "done", result: results.incomplete } as const;
const retry = "r-20261123-103007-11d0aa";

async function failed() {
  const world = install();
  const { time, runs, start, slack } = world;
  await start();
  const begun = failureIncident(failures.begun);
  runs.change(RUN);
  runs.watch(begun);
  runs.change(RUN, incomplete);
  await time.advance(10_000);
  const alert = () => slack.messages.find(({ message }) => JSON.stringify(message).includes("S0STORAGE"));
  return { ...world, begun, alert };
}

const shown = (one: { message: { blocks: unknown } } | undefined): string =>
  JSON.stringify(one?.message.blocks);

test("its alert has the buttons, and is edited until all is clear", async () => {
  const { time, runs, slack, alert } = await failed();
  expect(slack.messages).toHaveLength(2);
  expect(shown(alert())).toContain("repair-clean-up");
  runs.watch(failureIncident(failures.cleaned));
  await time.advance(5_000);
  expect(shown(alert())).not.toContain("repair-clean-up");
  const ts = alert()?.ts;
  runs.watch(failureIncident(failures.clear));
  await time.advance(10_000);
  const root = slack.messages.find((one) => one.ts === ts);
  expect(root?.message.text).toContain("ALL CLEAR");
  expect(shown(root)).not.toContain("repair-");
  const [news, ...more] = slack.messages.filter(({ message }) => message.thread?.ts === ts);
  expect([news?.message.text, more]).toEqual([expect.stringContaining("ALL CLEAR"), []]);
});

test("what is asked for from it is told in its thread, and so is the next that fails", async () => {
  const { time, runs, slack, begun, alert } = await failed();
  runs.change(retry, { input: { application: "orders-db", requestedBy: "U0KIM", incident: begun.id } });
  await time.advance(5_000);
  const again: Incident = failureIncident({
    ...failures.begun,
    runs: [...failures.begun.runs, { id: retry, kind: "incomplete", at: time.clock.now() }],
  });
  runs.watch(again);
  runs.change(retry, { ...incomplete, result: { ...results.incomplete, runId: retry } });
  await time.advance(10_000);
  const { ts } = alert() ?? {};
  const answers = slack.calls.filter(({ what, message }) => what === "post" && message.thread !== undefined);
  expect(answers.map(({ message }) => message.thread)).toEqual([
    { ts, broadcast: false },
    { ts, broadcast: false },
  ]);
  expect(answers.map(({ message }) => message.text)).toEqual([
    expect.stringContaining("starting"),
    expect.stringMatching(/^🚨 .*INCOMPLETE/u),
  ]);
  expect(shown(answers[1])).not.toContain("repair-");
  expect(shown(alert())).toContain("Failed again");
});

test("another process goes on with the alert of the one before", async () => {
  const { time, runs, slack, start } = await failed();
  await start();
  await time.advance(5_000);
  expect(slack.messages).toHaveLength(2);
  runs.watch(failureIncident(failures.clear));
  await time.advance(10_000);
  expect(slack.messages.filter(({ message }) => message.text.includes("ALL CLEAR"))).toHaveLength(2);
  expect(slack.messages).toHaveLength(3);
});
