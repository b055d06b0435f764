import type { Promised } from "./promises.ts";
import { pointOf } from "./restored.ts";
import type { Stage } from "./stage.ts";
import { alwaysKept, calls, headed, receiptOf, said } from "./test-promises.ts";
import { testEnd } from "./test-told.ts";
import { labelOf } from "./tested-points.ts";
import { runOf } from "./told.ts";

const application = "orders-db-loop";
const channel = "C0LOOP";

/** Nova takes an attach and gives up: it did not come to the data, so nothing is said of the point. */
export async function inconclusive(stage: Stage): Promise<readonly Promised[]> {
  const { slack, say, world } = stage;
  const point = await pointOf(stage, application, channel);
  const before = await labelOf(stage, application, point);
  const fault = await world.control.fault({ kind: "attach-fails" });
  say("happens", "nova-compute will give up on every attach");
  say("types", `/ff test ${application} latest`);
  const delivery = await slack.command(`test ${application} latest`, { channel });
  const told = await testEnd(slack, runOf(delivery), { alerts: 0 });
  await world.control.clearFaults(fault);
  const after = await labelOf(stage, application, point);
  return [
    receiptOf(delivery),
    headed(told, /: restore test INCONCLUSIVE$/),
    { text: `it says why: ${said(told, /^• /)}`, kept: told.lines.some((line) => /^• .*attach/i.test(line)) },
    {
      text: `the label is what it was: ${after}`,
      kept: before !== "" && after === before,
    },
    {
      text: "no word of a success",
      kept: !/✅|\bpassed\b|success|verified in/i.test(told.lines.join("\n")),
    },
    calls(told, "nobody"),
    ...(await alwaysKept(stage, told)),
  ];
}
