import type { Application } from "./application.ts";
import type { Approval } from "./approval.ts";
import { othersMayHelp, requireFourEyes } from "./approval-transitions.ts";
import { DomainError } from "./errors.ts";
import {
  type Actor,
  type Members,
  type Permitted,
  type Person,
  requireSlackId,
  seeAmong,
  unreadWords,
} from "./permission.ts";

/**
 * May this actor decide on this approval now? Only an approver of the manifest at the request and of the manifest now, by
 * name or through a user group as it is now; never whoever asked; never a guest, a bot, somebody deactivated, of another
 * workspace or unknown. What cannot be asked counts as no. Throws `not-permitted`.
 */
export async function requireApprover(
  application: Application,
  approval: Approval,
  actor: Actor,
  members: Members,
  signal: AbortSignal,
): Promise<Permitted> {
  const slackId = requireSlackId(actor);
  requireFourEyes(approval, slackId);
  const seen = await seeApprover(
    slackId,
    [application.owners.approvers, approval.approvers],
    members,
    signal,
  );
  if ("may" in seen) return seen.may;
  throw new DomainError(
    "not-permitted",
    `only approvers of ${approval.application} decide on ${approval.id}: ${seen.no}`,
    { next: othersMayHelp(approval, [slackId, approval.requestedBy]) },
  );
}

/** `unseen`: Slack did not answer; it might say yes when it is asked again. */
export type SeenApprover = { readonly may: Permitted } | { readonly no: string; readonly unseen: boolean };

/** Is this user in every one of these lists now, and a full member of the workspace? */
export async function seeApprover(
  slackId: string,
  lists: readonly (readonly string[])[],
  members: Members,
  signal: AbortSignal,
): Promise<SeenApprover> {
  const rights = await Promise.all(lists.map((who) => seeAmong(who, slackId, members, signal)));
  const lacking = rights.find((right) => "unread" in right);
  if (lacking !== undefined && "unread" in lacking) {
    const { unread } = lacking;
    return { no: `${slackId} is not one${unreadWords(unread)}`, unseen: unread.length > 0 };
  }
  const who = await seePerson(slackId, members, signal);
  if ("no" in who) return who;
  const through = rights
    .map((right) => ("through" in right ? right.through : undefined))
    .find((group) => group !== undefined);
  return { may: { slackId, team: who.team, ...(through === undefined ? {} : { through }) } };
}

/** A full member of the workspace, or why they count as nobody. */
export async function seePerson(
  slackId: string,
  members: Pick<Members, "person">,
  signal: AbortSignal,
): Promise<Person | { readonly no: string; readonly unseen: boolean }> {
  try {
    const person = await members.person(slackId, signal);
    const flaw = flawOf(person, slackId);
    return flaw === undefined ? person : { no: `${slackId} ${flaw}`, unseen: false };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    if (cause instanceof DomainError && cause.kind === "not-found")
      return { no: `${slackId} is nobody in Slack: ${why}`, unseen: false };
    return { no: `who ${slackId} is could not be seen, which counts as no: ${why}`, unseen: true };
  }
}

function flawOf({ id, team, ours, deactivated, bot, guest }: Person, slackId: string): string | undefined {
  if (id !== slackId) return `is known to Slack as ${id}, which is somebody else`;
  if (!ours) return `belongs to another workspace (${team})`;
  if (deactivated) return "is deactivated in Slack";
  if (bot) return "is a bot";
  return guest ? "is a guest of the workspace" : undefined;
}
