import { expect, test } from "vitest";
import { applicationStatus, type RunLine } from "#domain/application-status.ts";
import { nothingShown, nothingWatched } from "../nothing-shown.ts";
import { application } from "./found.ts";

const run = (runId: string, state: RunLine["state"], since: number): RunLine => ({
  runId,
  workflow: "snapshot-application@1",
  state,
  since,
  requestedBy: undefined,
  phase: undefined,
});
const nothing = {
  ...{ runs: [], newest: undefined, usable: undefined, paused: undefined },
  ...{ shown: nothingShown, watched: nothingWatched },
};

test("the running run stands before the queue, and that in the order in which it will run", () => {
  const runs = [run("third", "queued", 3), run("second", "queued", 2), run("first", "running", 4)];
  const status = applicationStatus(application, { ...nothing, runs });
  expect(status.runs.map(({ runId }) => runId)).toEqual(["first", "second", "third"]);
});

test("an application without points, objectives or channel has none", () => {
  expect(applicationStatus(application, nothing)).toEqual({
    application: "orders",
    runs: [],
    newest: undefined,
    usable: undefined,
    wanted: undefined,
    rpoMs: undefined,
    paused: undefined,
    channel: undefined,
    ...nothingShown,
    ...nothingWatched,
    rtoMs: undefined,
  });
});
