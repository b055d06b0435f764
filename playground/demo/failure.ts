import type { SlackMessage } from "../slack/types.ts";
import { alerted, namesLeftover, type Promised, thawed } from "./promises.ts";
import { openRequest } from "./restore-told.ts";
import { judged, type Stage, takeSnapshot } from "./stage.ts";
import { linesOf } from "./told.ts";
import { until } from "./until.ts";

const application = "orders-db";
const channel = "C0STORAGE";
/** What must be on the alert of an incomplete set. */
const FITTING = ["repair-retry", "repair-clean-up", "repair-runbook"];

/** One alert, with the buttons that fit. */
export async function memberFails(stage: Stage): Promise<readonly Promised[]> {
  const { say, world } = stage;
  await takeSnapshot(stage, { application, grade: "A" });
  say("happens", "the back end will fail for the WAL's volume, once");
  await world.control.fault({ kind: "create-fails", volume: `${application}-wal` }, 1);
  const seen = await takeSnapshot(stage, { application, reason: "before the upgrade", grade: undefined });
  const alert = await alertWith(stage, "repair-runbook");
  const there = actionsOf(alert);
  const shown = await runbook(stage, alert);
  return [
    ...judged(seen, [thawed, alerted, namesLeftover]),
    {
      text: `the alert has the buttons that fit: ${there.map((id) => id.replace("repair-", "")).join(", ")}`,
      kept: FITTING.every((id) => there.includes(id)) && there.length === FITTING.length,
    },
    {
      text: "Runbook opens the entry for this failure, and no other",
      kept: shown.includes("The set is incomplete") && !shown.includes("Cinder never answers"),
    },
  ];
}

/** The next try is told in the alert's thread, and the alert says that it worked. */
export async function retried(stage: Stage): Promise<readonly Promised[]> {
  const { slack, say } = stage;
  const alert = await alertWith(stage, "repair-retry");
  say("does", "clicks Retry");
  await slack.click(alert, "repair-retry");
  const edited = await until(slack, "that the snapshot was taken", () =>
    withLine(stage, alert, /^☑️ Snapshot taken .* point `/),
  );
  const answer = await until(slack, "the run's own message", () =>
    repliesTo(stage, alert).find((message) => /^✅ orders-db: A – /.test(linesOf(slack, message)[0] ?? "")),
  );
  return [
    { text: "the run was told in the alert's thread, to its label", kept: answer.threadTs === alert.ts },
    {
      text: "the alert was edited: a snapshot has been taken, and what is left behind is still to be cleaned up",
      kept: actionsOf(edited).join() === "repair-clean-up,repair-runbook",
    },
    {
      text: "it is not called all clear while something is left",
      kept: !headOf(stage, edited).startsWith("✅"),
    },
  ];
}

/** Plan, approval by another, deletion, all clear: in the same thread. */
export async function cleanedUp(stage: Stage): Promise<readonly Promised[]> {
  const { slack, say, world } = stage;
  const alert = await alertWith(stage, "repair-clean-up");
  const before = await world.control.groupSnapshots();
  const failed = before.filter(({ status }) => status === "error");
  say("does", "clicks Clean up…");
  await slack.click(alert, "repair-clean-up");
  const request = await openRequest(slack, channel);
  const plan = linesOf(slack, request).join("\n");
  const refusals = slack.ephemerals("U0PLAYGROUND").length;
  say("does", "clicks Approve, on their own request");
  await slack.click(request, "approve", "U0PLAYGROUND");
  const refusal = await until(slack, "a refusal for whoever asked", () =>
    slack.ephemerals("U0PLAYGROUND").at(refusals),
  );
  const untouched = (await world.control.groupSnapshots()).length === before.length;
  say("does", "clicks Approve", "approver");
  await slack.click(request, "approve", "U0APPROVER");
  const clear = await until(slack, "all clear", () => withLine(stage, alert, /^All clear /));
  const lines = linesOf(slack, clear);
  const news = await until(slack, "all clear in the thread", () =>
    repliesTo(stage, alert).find((message) => headOf(stage, message).includes("ALL CLEAR")),
  );
  const result = await until(slack, "what became of the clean-up", () =>
    repliesTo(stage, alert).find((message) => headOf(stage, message).includes("orphan is gone")),
  );
  const after = await world.control.groupSnapshots();
  return [
    {
      text: `the plan names just what the failed run left behind (${failed.length} group snapshot)`,
      kept:
        failed.length === 1 &&
        failed.every(({ id }) => plan.includes(id)) &&
        plan.includes("delete 1 orphan"),
    },
    {
      text: "whoever asked cannot approve it, and nothing was deleted before another person had",
      kept: untouched && JSON.stringify(refusal.blocks).includes("nobody decides on their own request"),
    },
    {
      text: "it is gone in Cinder, and every recovery point is still there",
      kept:
        after.length === before.length - failed.length && after.every(({ status }) => status === "available"),
    },
    {
      text: `the alert is edited to its end: ${lines[0]}, with who asked, who approved, and when`,
      kept:
        lines.some((line) => /asked for by @\S+, approved by @approver/.test(line)) &&
        actionsOf(clear).length === 0,
    },
    {
      text: "request, result and all clear are in the one thread of the alert",
      kept: [request, result, news].every(({ threadTs }) => threadTs === alert.ts) && oneThread(stage, alert),
    },
  ];
}

/** No other alert has a thread of its own. */
const oneThread = ({ slack }: Stage, alert: SlackMessage): boolean =>
  slack.messages(channel).every(({ threadTs }) => threadTs === undefined || threadTs === alert.ts);

async function runbook({ slack, say }: Stage, alert: SlackMessage): Promise<string> {
  say("does", "clicks Runbook");
  await slack.click(alert, "repair-runbook");
  return until(slack, "the runbook", () => {
    const view = JSON.stringify(slack.modals("U0PLAYGROUND").at(-1) ?? {});
    return view.includes("docs/runbook.md") ? view : undefined;
  });
}

const alertWith = ({ slack }: Stage, action: string): Promise<SlackMessage> =>
  until(slack, `an alert with ${action}`, () =>
    slack.messages(channel).findLast((message) => actionsOf(message).includes(action)),
  );

const withLine = ({ slack }: Stage, { ts }: SlackMessage, pattern: RegExp): SlackMessage | undefined =>
  slack
    .messages(channel)
    .find((message) => message.ts === ts && linesOf(slack, message).some((line) => pattern.test(line)));

const repliesTo = ({ slack }: Stage, { ts }: SlackMessage): readonly SlackMessage[] =>
  slack.messages(channel).filter(({ threadTs }) => threadTs === ts);

const headOf = ({ slack }: Stage, message: SlackMessage): string => linesOf(slack, message)[0] ?? "";

const actionsOf = ({ blocks }: SlackMessage): string[] =>
  [...JSON.stringify(blocks).matchAll(/"action_id":"(repair-[a-z-]+)"/g)].flatMap(([, id]) => id ?? []);
