import { abortable } from "../abortable.ts";
import { approvalSlotId } from "../approval-slots.ts";
import { incidentRootId } from "../incident-slots.ts";
import { slackCode } from "../slack-code.ts";
import { allClear, approvalMessage, incidentMessage, type Message } from "../views/index.ts";
import type { Clicked } from "./clicked.ts";
import type { Deps } from "./deps.ts";

/**
 * A message whose id was never stored, because the bot was killed just after Slack had taken it, was posted a second time, and
 * nobody edits the first. A click in that one shows where it is: when there is nothing to decide any more, it says so from then
 * on and loses its buttons. Best effort; never throws.
 */
export function tidyApproval(id: string, clicked: Clicked, deps: Deps, signal: AbortSignal): Promise<void> {
  return tidy(approvalSlotId(id), clicked, deps, signal, async () => {
    const approval = await deps.operations.approval(id);
    return approval.state === "requested" ? undefined : approvalMessage(approval);
  });
}

/** The same for an incident that is resolved. */
export async function tidyIncident(
  id: string,
  clicked: Clicked,
  deps: Deps,
  signal: AbortSignal,
): Promise<void> {
  const incident = (await deps.operations.incidents()).find((one) => one.id === id);
  if (incident === undefined) return;
  await tidy(incidentRootId(incident), clicked, deps, signal, async () => {
    if (incident.resolvedAt === undefined) return undefined;
    if (incident.failure !== undefined) return allClear(incident);
    return incidentMessage({ incident, application: undefined, status: undefined });
  });
}

async function tidy(
  slotId: string,
  { message: at }: Clicked,
  { slots, client, log }: Deps,
  signal: AbortSignal,
  truth: () => Promise<Message | undefined>,
): Promise<void> {
  if (at === undefined) return;
  try {
    const kept = await slots.slot(slotId);
    // The one that is kept is edited by whoever keeps it, in its turn.
    if (kept === undefined || kept.ts === undefined || kept.ts === at.ts) return;
    const said = await truth();
    if (said !== undefined) await replaceMessage(at, said, { client, log }, signal);
  } catch (cause) {
    log.warn(
      { code: slackCode(cause), slot: slotId },
      "a message that nobody keeps could not be brought up to date",
    );
  }
}

/** Puts another message in the place of one that nobody keeps. Best effort; never throws. */
export async function replaceMessage(
  at: NonNullable<Clicked["message"]>,
  { text, blocks, classic }: Message,
  { client, log }: Pick<Deps, "client" | "log">,
  signal: AbortSignal,
): Promise<void> {
  try {
    await abortable(client.chat.update({ ...at, text, blocks: [...(classic ?? blocks)] }), signal);
  } catch (cause) {
    log.warn({ code: slackCode(cause) }, "a message that nobody keeps could not be brought up to date");
  }
}
