import type { Promised } from "./promises.ts";
import { copiesSince } from "./restored-copies.ts";
import { type Stage, takeSnapshot } from "./stage.ts";
import { alwaysKept, calls, headed, receiptOf, said } from "./test-promises.ts";
import { testEnd } from "./test-told.ts";
import { pointsNow } from "./tested-points.ts";
import { runOf } from "./told.ts";

const application = "orders-db";
const channel = "C0STORAGE";

/** A copy that Cinder calls available lacks the last writes: the data says no, and labels are lowered for it. */
export async function torn(stage: Stage): Promise<readonly Promised[]> {
  const { slack, say, world } = stage;
  await takeSnapshot(stage, { application, reason: "before the migration", grade: "A" });
  const since = (await world.control.events()).length;
  const fault = { kind: "restore-tears", volume: `${application}-wal`, lost: 30 } as const;
  await world.control.fault(fault, 1);
  say(
    "happens",
    "the back end will leave the last ten writes out of the copy of the WAL, and call it available",
  );
  say("types", `/ff test ${application} latest`);
  const delivery = await slack.command(`test ${application} latest`, { channel });
  const told = await testEnd(slack, runOf(delivery), { alerts: 1 });
  const copies = await copiesSince(world, application, since);
  const [failed, sibling] = await pointsNow(stage, application);
  const label = `${failed?.label.grade ?? "no grade"}, ${failed?.label.text}`;
  return [
    receiptOf(delivery),
    headed(told, /: restore test FAILED in checks$/),
    {
      text: `the copies really were torn (${copies.lost} acknowledged writes missing); the check that found it is named: ${said(told, /^• /)}`,
      kept: !copies.oneMoment && told.lines.some((line) => /^• .*index/i.test(line)),
    },
    { text: `its point has lost its grade: ${label}`, kept: isUngraded(failed) },
    {
      text: `a point made the same way keeps its grade, with a warning: ${sibling?.label.grade}, ${sibling?.label.text}`,
      kept: sibling?.label.grade === "A" && /made the same way failed/.test(sibling.label.text),
    },
    calls(told, "the owners"),
    { text: "it claims no RTO", kept: told.lines.every((line) => !/^RTO \d/.test(line)) },
    ...(await alwaysKept(stage, told)),
  ];
}

const isUngraded = (point: Awaited<ReturnType<typeof pointsNow>>[number] | undefined): boolean =>
  point !== undefined &&
  point.label.grade === undefined &&
  /^failed its restore test \(checks\): was grade A/.test(point.label.text);
