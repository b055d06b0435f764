import type { App } from "@slack/bolt";
import { repairAction } from "../views/repair-buttons.ts";
import { onAdopt, onAdoptLook } from "./adopt-clicks.ts";
import { messageOf, type OnClick, personOf, replyToClick } from "./clicked.ts";
import { onApprove, onDeny, onReview, onWithdraw } from "./decide-click.ts";
import type { Deps } from "./deps.ts";
import { onSnapshotNow, onSnooze } from "./incident-clicks.ts";
import { onCleanUp, onKeepOrphans, onReleaseOrphans } from "./orphan-clicks.ts";
import { ButtonClick } from "./payloads.ts";
import { onRepairCleanUp, onRetry, onRunbook, onThawState } from "./repair-clicks.ts";
import { onCutOver, onDiscard, onPlan } from "./restore-clicks.ts";
import { OLD_BUTTON, wrongTeam } from "./standing-refusals.ts";
import { onWhy } from "./why-click.ts";

/** To ask Slack who somebody is, and to open a window and fill it. */
const DEADLINE_MS = 20_000;

const onClick: ReadonlyMap<string, OnClick> = new Map([
  ["why", onWhy],
  ["approve", onApprove],
  ["deny", onDeny],
  ["withdraw", onWithdraw],
  ["review", onReview],
  ["plan", onPlan],
  ["cut-over", onCutOver],
  ["discard", onDiscard],
  ["adopt-look", onAdoptLook],
  ["adopt", onAdopt],
  ["clean-up", onCleanUp],
  ["orphans-keep", onKeepOrphans],
  ["orphans-snooze", onKeepOrphans],
  ["orphans-release", onReleaseOrphans],
  [repairAction("retry"), onRetry],
  [repairAction("clean-up"), onRepairCleanUp],
  [repairAction("thaw-state"), onThawState],
  [repairAction("runbook"), onRunbook],
  ["snapshot-now", onSnapshotNow],
  ["snooze", onSnooze],
  ["snooze-until-resolved", onSnooze],
]);

/** The operation refuses whoever is of another workspace, and keeps who it was. */
const refusedAndAudited: ReadonlySet<string> = new Set(["approve", "withdraw", "review"]);

/** Buttons, by their `action_id`. What is no click at all is not acknowledged: nobody waits for words about it. */
export function registerActions(app: App, deps: Deps): void {
  const otherTeam = wrongTeam(deps.team);
  app.action(/^/, async ({ body, ack }) => {
    const parsed = ButtonClick.safeParse(body);
    if (!parsed.success) return deps.log.warn("what Slack sent as a click is none");
    const click = parsed.data;
    // Before anything else is done: the trigger lives 3 s, and the button shows a warning until it is acknowledged.
    await ack();
    const reply = replyToClick(click, deps);
    const [action] = click.actions;
    // A link opens by itself; Slack tells of it all the same.
    if (action === undefined || action.url !== undefined) return;
    const { action_id: id, value } = action;
    const actor = personOf(click, deps.team);
    if (actor.foreign === true && !refusedAndAudited.has(id)) {
      deps.log.warn({ team: actor.team, user: click.user.id }, "a click of another workspace was refused");
      return reply.later(otherTeam);
    }
    const act = onClick.get(id);
    if (act === undefined || value === undefined) return reply.later(OLD_BUTTON);
    const clicked = { value, trigger: click.trigger_id, actor, reply, message: messageOf(click) };
    await deps.inFlight.run(DEADLINE_MS, (signal) => act(clicked, deps, signal));
  });
}
