import type { NotPossible } from "#domain/restore/restore-request-result.ts";
import type { NotApproved } from "#domain/snapshot-request-result.ts";
import { atMost } from "../fit.ts";
import { code, escaped } from "../mrkdwn.ts";
import { verdictLines } from "./approval-words.ts";
import { context, header, section } from "./blocks.ts";
import type { Message } from "./message.ts";
import { nextStep } from "./next-step.ts";
import { provenance } from "./provenance.ts";
import { restoreButtons } from "./restore-buttons.ts";
import type { RestoreState } from "./restore-state.ts";
import { leftThings, thingsWords } from "./restore-words.ts";
import { failureWords } from "./state-words.ts";

/** A plan that cannot be carried out: nobody was asked, nothing was made. */
export function notPossibleMessage(state: RestoreState, { point, problems }: NotPossible): Message {
  const title = `🚫 ${state.application}: restore NOT POSSIBLE`;
  return {
    text: `${escaped(title, 200)}: ${escaped(problems[0] ?? "", 300)}`,
    blocks: [
      header(title),
      section([
        `${code(point, 120)} cannot be restored as it was asked for. Nobody was asked to approve it; nothing was made.`,
        ...atMost(problems, 8, (line) => `• ${escaped(line, 300)}`),
      ]),
      section([
        `*Next:* mend what stands above, or choose another point: ${code(`/ff restore ${state.application}`, 120)}`,
      ]),
      context([provenance({ ...state, point })]),
    ],
  };
}

const VERDICTS: Readonly<Record<NotApproved["outcome"], string>> = {
  denied: "🚫 %: restore DENIED",
  expired: "⌛ %: restore EXPIRED, not approved in time",
  withdrawn: "↩️ %: restore withdrawn",
  voided: "⚠️ %: restore approved, but VOID",
};

/** Nobody approved it, or the approval did not hold: nothing was made. */
export function notApprovedMessage(state: RestoreState, { outcome, approvalId, why }: NotApproved): Message {
  const title = VERDICTS[outcome].replace("%", () => state.application);
  const { approval } = state;
  return {
    text: `${escaped(title, 200)}: nothing was made`,
    blocks: [
      header(title),
      section([
        ...(approval === undefined ? [escaped(why, 500)] : verdictLines(approval)),
        "Nothing was made, nothing was changed.",
        `*Next:* ${outcome === "voided" ? "look at what has changed, then " : ""}${code(`/ff restore ${state.application}`, 120)} asks anew`,
      ]),
      context([`approval ${code(approvalId, 80)}`, provenance(state)]),
    ],
  };
}

/** A request that ended without a result, or cannot go on: what is there of it is told, as far as anybody knows. */
export function restoreEnded(state: RestoreState): Message {
  const { run, record, application, child } = state;
  const { title, line, next } = endWords(state);
  const said = title.replace("%", () => application);
  const left = record?.report?.left ?? [];
  return {
    text: `${escaped(said, 200)}${line === undefined ? "" : `. ${failureWords(line, 300)}`}`,
    blocks: [
      header(said),
      section([
        line === undefined ? undefined : failureWords(line, 800),
        child === undefined && record === undefined && run.state !== "parked"
          ? "Nothing was made."
          : undefined,
        ...(record?.state === "kept" ? [`Kept as asked: ${thingsWords(left)}.`] : []),
        nextLine(state, next),
      ]),
      ...(record?.state === "left" ? leftThings(left).map((one) => section([one])) : []),
      ...restoreButtons(state),
      context([provenance(state)]),
    ],
  };
}

/** What is left comes before anything is asked anew. */
export function nextLine(
  { run, application, record }: Pick<RestoreState, "run" | "application" | "record">,
  next: string | undefined,
): string | undefined {
  if (record?.state === "left")
    return `*Next:* mend what keeps it there, then ${code(`/ff discard ${run.id}`, 120)}`;
  if (next !== undefined) return nextStep(next);
  return `*Next:* ${code(`/ff restore ${application}`, 120)} asks anew`;
}

/** The end of a request that has no result to tell; `%` stands for the application. */
export function endWords({ run, child }: Pick<RestoreState, "run" | "child">): {
  title: string;
  line: string | undefined;
  next: string | undefined;
} {
  const { id, workflow, error } = run;
  const parked = [run, child].find((one) => one?.state === "parked");
  if (parked !== undefined)
    return {
      title: "🅿️ %: restore PARKED",
      line: `This version of Freezeframe does not know ${parked.workflow || workflow}, so nobody works on the run. What it has made stays till then.`,
      next: `start the version that began it, or freezeframe cancel ${id}`,
    };
  if (run.state === "cancelled")
    return {
      title: "✋ %: restore CANCELLED",
      line: error?.message ?? "It was stopped before it had an end of its own.",
      next: error?.next,
    };
  return {
    title: error?.kind === "interrupted" ? "✋ %: restore INTERRUPTED" : "❌ %: restore FAILED",
    line: error?.message ?? "It ended without saying how.",
    next: error?.next,
  };
}
