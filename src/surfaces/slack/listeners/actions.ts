import type { App } from "@slack/bolt";
import { refusal } from "../views/index.ts";
import type { Deps } from "./deps.ts";
import { ButtonClick } from "./payloads.ts";
import { type Asked, replyTo } from "./reply.ts";
import { showEvidence } from "./show-evidence.ts";
import { wrongTeam } from "./standing-refusals.ts";

/** To open the window and to fill it. */
const DEADLINE_MS = 20_000;

const OLD_BUTTON = refusal({
  kind: "refused",
  message: "This button is of another version of Freezeframe",
  next: "type /ff help",
});

/** Buttons. The only one is *Why?* (`why`, its value a recovery point's id). */
export function registerActions(app: App, deps: Deps): void {
  const otherTeam = wrongTeam(deps.team);
  app.action(/^/, async ({ body, ack }) => {
    // First of all: the trigger lives 3 s, and the button shows a warning until it is acknowledged.
    await ack();
    const click = ButtonClick.parse(body);
    const reply = replyTo(clickedBy(click), deps);
    const [action] = click.actions;
    // A link opens by itself; Slack tells of it all the same.
    if (action === undefined || action.url !== undefined) return;
    if (click.team.id !== deps.team || (click.user.team_id ?? deps.team) !== deps.team)
      return reply.later(otherTeam);
    const { action_id: id, value: pointId } = action;
    if (id !== "why" || pointId === undefined) return reply.later(OLD_BUTTON);
    await deps.inFlight.run(DEADLINE_MS, (signal) =>
      showEvidence(
        { trigger: click.trigger_id, pointId, read: () => deps.operations.evidence(pointId) },
        reply,
        deps,
        signal,
      ),
    );
  });
}

/** Acknowledged already: what there is to say comes later. */
const clickedBy = (click: ButtonClick): Asked => ({
  ack: () => Promise.reject(new Error("a click is acknowledged at once")),
  responseUrl: click.response_url,
  channel: click.channel?.id,
  user: click.user.id,
});
