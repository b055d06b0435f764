import { type Approval, approvedBy } from "#domain/approval.ts";
import { describeDuration } from "#domain/duration.ts";
import { toMinute } from "#domain/minute.ts";
import { rows, table } from "./rows.ts";

/** The answer to `approvals`: what waits for somebody first. */
export function approvalsText(approvals: readonly Approval[], now: number): string {
  if (approvals.length === 0) return "nothing waits for an approval, and nothing did";
  const body = approvals.map((approval) => [
    approval.id,
    stateOf(approval),
    approval.application,
    approval.subject.kind,
    approval.requestedBy,
    tally(approval),
    approval.state === "requested" ? `in ${describeDuration(Math.max(0, approval.expiresAt - now))}` : "",
    approval.reason ?? "",
  ]);
  const heading = ["APPROVAL", "STATE", "APPLICATION", "WHAT", "ASKED BY", "APPROVED", "EXPIRES", "REASON"];
  return table(heading, body).join("\n");
}

/** The answer to `approvals ID`: the whole of it. */
export const approvalText = (approval: Approval): string =>
  [
    approvalLine(approval),
    ...rows([
      ["asked by", approval.requestedBy],
      ["reason", approval.reason],
      ["on cloud", approval.cloud],
      ["what", ...approval.summary],
      ["approvers", approval.approvers.join(", ")],
      [
        "said",
        ...approval.decisions.map(
          ({ by, what, at, via, through, reason }) =>
            `${what} by ${by}${through === undefined ? "" : ` (of ${through})`} at ${toMinute(at)}, ${via}${reason === undefined ? "" : `: ${reason}`}`,
        ),
      ],
      ["until", approval.state === "requested" ? toMinute(approval.expiresAt) : undefined],
      ["digest", approval.digest],
      ["run", approval.runId],
      ["next", next(approval)],
    ]),
  ].join("\n");

/** How it stands now, in a line. */
export function approvalLine(approval: Approval): string {
  const { id, application, subject, endedBy, endedAt, endedWhy, breakGlass } = approval;
  const by = endedBy === undefined ? "" : ` by ${endedBy}`;
  const at = endedAt === undefined ? "" : ` at ${toMinute(endedAt)}`;
  const why = endedWhy === undefined ? "" : `: ${endedWhy}`;
  const reviewed =
    breakGlass?.reviewedBy === undefined
      ? ""
      : `; reviewed by ${breakGlass.reviewedBy}${breakGlass.reviewedAt === undefined ? "" : ` at ${toMinute(breakGlass.reviewedAt)}`}`;
  return `${id} (${subject.kind} of ${application}): ${stateOf(approval)}${by}${at}, ${tally(approval)} approved${why}${reviewed}`;
}

const tally = (approval: Approval): string => `${approvedBy(approval).length} of ${approval.quorum}`;

function stateOf({ state, breakGlass }: Approval): string {
  if (breakGlass === undefined || state !== "approved") return state;
  return breakGlass.reviewedAt === undefined ? "approved, TO BE REVIEWED" : "approved";
}

function next({ id, state, breakGlass }: Approval): string | undefined {
  if (state === "requested")
    return `freezeframe approve ${id}, or freezeframe deny ${id} --reason "…": an approver who did not ask for it`;
  if (breakGlass !== undefined && breakGlass.reviewedAt === undefined)
    return `freezeframe review ${id}: an approver who neither asked nor broke the glass`;
  return undefined;
}
