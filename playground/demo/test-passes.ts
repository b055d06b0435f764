import type { Promised } from "./promises.ts";
import { pointOf } from "./restored.ts";
import { copiesSince } from "./restored-copies.ts";
import { type Stage, takeSnapshot } from "./stage.ts";
import { alwaysKept, headed, measured, receiptOf } from "./test-promises.ts";
import { testEnd, testMessages } from "./test-told.ts";
import { labelOf } from "./tested-points.ts";
import { runOf } from "./told.ts";
import { until } from "./until.ts";

const application = "orders-db";
const channel = "C0STORAGE";

/** Asked for, carried out without an approval while a snapshot is taken, and told with what was measured. */
export async function asked(stage: Stage): Promise<readonly Promised[]> {
  const { slack, say, world } = stage;
  const point = await pointOf(stage, application);
  const since = (await world.control.events()).length;
  // So that there is time to take a snapshot beside it.
  await world.control.recoveryFault({ kind: "slow", verb: "START", ms: 2_500 });
  say("types", `/ff test ${application} latest`);
  const delivery = await slack.command(`test ${application} latest`, { channel });
  const runId = runOf(delivery);
  await until(slack, "that the test has begun", () => testMessages(slack, runId)[0]);
  const beside = await takeSnapshot(stage, { application, reason: "meanwhile", grade: "A" });
  const told = await testEnd(slack, runId, { alerts: 0 });
  await world.control.clearRecoveryFaults();
  const copies = await copiesSince(world, application, since);
  const label = await labelOf(stage, application, point);
  return [
    receiptOf(delivery),
    headed(told, /: restore test PASSED$/),
    ...measured(told),
    { text: "nobody had to approve it: what it makes is apart, and goes away again", kept: isUnasked(stage) },
    {
      text: "the copies that it read showed one moment, to the last write",
      kept: copies.oneMoment,
    },
    {
      text: "a snapshot of the same application was taken meanwhile, of grade A",
      kept: /: A – /.test(beside.lines[0] ?? "") && beside.messages[0] !== undefined,
    },
    { text: `the point's label says that it was tested: ${label}`, kept: /^A: .*, tested$/.test(label) },
    ...(await alwaysKept(stage, told)),
  ];
}

const isUnasked = ({ slack }: Stage): boolean =>
  slack.messages().every(({ blocks }) => !JSON.stringify(blocks).includes('"approve"'));
