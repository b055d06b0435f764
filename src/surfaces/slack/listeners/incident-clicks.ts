import { readIncidentValue } from "../incident-value.ts";
import { receipt, snoozedAnswer } from "../views/index.ts";
import type { OnClick } from "./clicked.ts";
import { tidyIncident } from "./stale-message.ts";
import { OLD_BUTTON, STOPPING } from "./standing-refusals.ts";

/** *Snooze*, for the time that the button carries. Who may is the operation's to say. */
export const onSnooze: OnClick = async (clicked, deps, signal) => {
  const { value, actor, reply } = clicked;
  const about = readIncidentValue(value);
  if (about === undefined) return reply.later(OLD_BUTTON);
  const { incident: incidentId, forMs } = about;
  try {
    await reply.later(snoozedAnswer(await deps.operations.snooze({ incidentId, forMs, actor }, signal)));
  } catch (error) {
    await reply.later(deps.refused(error));
  }
  await tidyIncident(incidentId, clicked, deps, signal);
};

/** *Snapshot now*, after it was confirmed: as `/ff snapshot`, and one click is one run. */
export const onSnapshotNow: OnClick = async (clicked, deps, signal) => {
  const { value, trigger, actor, reply } = clicked;
  const about = readIncidentValue(value);
  if (about === undefined) return reply.later(OLD_BUTTON);
  if (deps.stopping()) return reply.later(STOPPING);
  const { operations } = deps;
  const { application, incident } = about;
  try {
    const asked = { application, reason: `incident ${incident}`, actor, trigger };
    const requested = await operations.snapshot(asked, signal);
    const channel = operations.application(application).channel ?? deps.channel;
    await reply.later(receipt(requested, application, { channel }));
  } catch (error) {
    await reply.later(deps.refused(error));
  }
  await tidyIncident(incident, clicked, deps, signal);
};
