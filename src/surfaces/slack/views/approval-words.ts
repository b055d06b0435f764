import { type Approval, approvedBy, type Decision } from "#domain/approval.ts";
import { actorMention, code, date, escaped, withMoments } from "../mrkdwn.ts";

/** How an approval stands or how it ended, in a headline; `what` is asked for. */
export function approvalHeadline({ application, subject, state, breakGlass }: Approval): string {
  const what = `${application}: ${subject.kind}`;
  switch (state) {
    case "requested":
      return `🔐 ${what} waits for approval`;
    case "approved":
      return breakGlass === undefined ? `✅ ${what} APPROVED` : `🚨 ${what} approved by BREAKING THE GLASS`;
    case "denied":
      return `🚫 ${what} DENIED`;
    case "expired":
      return `⌛ ${what} EXPIRED, not approved in time`;
    case "withdrawn":
      return `↩️ ${what} withdrawn`;
    case "voided":
      return `⚠️ ${what} approved, but VOID: nothing was done`;
  }
}

/** How it was decided, by whom, when and why: what takes the place of the buttons. */
export function verdictLines(approval: Approval): string[] {
  const { state, endedAt, endedBy, endedWhy, breakGlass } = approval;
  const at = endedAt === undefined ? "" : ` at ${date(endedAt)}`;
  const by = endedBy === undefined ? "" : ` by ${whoEnded(endedBy)}`;
  const why = endedWhy === undefined ? "" : `: ${quoted(endedWhy)}`;
  // These are our own words.
  const because = endedWhy === undefined ? "" : `: ${withMoments(endedWhy, 500)}`;
  switch (state) {
    case "requested":
      return [];
    case "approved":
      return breakGlass === undefined ? [approvedLine(approval, at)] : glassLines(approval);
    case "denied":
      return [`🚫 *Denied${by}*${at}${why}`];
    case "expired":
      return [`⌛ *Expired*${at}${because}`, ...saidYes(approval)];
    case "withdrawn":
      return [`↩️ *Withdrawn${by}*${at}${why}`, ...saidYes(approval)];
    case "voided":
      return [`⚠️ *Void*${at}${because}`, ...saidYes(approval), ...glassLines(approval)];
  }
}

/** `1 of 2` */
export const tally = (approval: Approval): string => `${approvedBy(approval).length} of ${approval.quorum}`;

/** Who may decide, as mentions. */
export const approverMentions = ({ approvers }: Approval): string => {
  const shown = approvers.slice(0, SHOWN).map(actorMention).join(" ");
  return approvers.length > SHOWN ? `${shown} … and ${approvers.length - SHOWN} more` : shown;
};

const SHOWN = 20;

/** What was said by hand, as it was said. */
export const quoted = (text: string): string => `“${escaped(text, 300)}”`;

/** Who asked, and why. */
export const askedLine = ({ requestedBy, reason }: Approval): string =>
  `Asked by ${actorMention(requestedBy)}${reason === undefined || reason.trim() === "" ? ", no reason given" : `: ${quoted(reason)}`}`;

/** Those who have said yes; none when nobody has. */
export function saidYes({ decisions }: Approval): string[] {
  const yes = decisions.filter(({ what }) => what === "approve");
  return yes.length === 0 ? [] : [`✅ Approved by ${yes.slice(0, SHOWN).map(voice).join(", ")}`];
}

const approvedLine = (approval: Approval, at: string): string => {
  const yes = approval.decisions.filter(({ what }) => what === "approve");
  return `✅ *Approved by ${yes.slice(0, SHOWN).map(voice).join(", ")}*${at} · ${tally(approval)}`;
};

const voice = ({ by, via, reason }: Decision): string =>
  [
    actorMention(by),
    via === "command line" ? " (command line)" : "",
    reason === undefined ? "" : ` ${quoted(reason)}`,
  ].join("");

function glassLines({ breakGlass }: Approval): string[] {
  if (breakGlass === undefined) return [];
  const { by, at, reason, reviewedBy, reviewedAt } = breakGlass;
  return [
    `🚨 *BREAK-GLASS: approved by ${actorMention(by)} alone* at ${date(at)}: ${quoted(reason)}`,
    reviewedBy === undefined || reviewedAt === undefined
      ? "👁️ *Not reviewed yet* by an approver who neither asked nor broke the glass"
      : `👁️ *Reviewed by ${actorMention(reviewedBy)}* at ${date(reviewedAt)}`,
  ];
}

/** A person, or the run that ended it by itself. */
const whoEnded = (by: string): string =>
  by.startsWith("run ") ? `run ${code(by.slice(4), 80)}` : actorMention(by);
