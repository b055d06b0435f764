import type { Application } from "#domain/application.ts";
import type { RestoreReport } from "#domain/restore/report.ts";
import { RestoreRequestResult } from "#domain/restore/restore-request-result.ts";
import { atMost } from "../fit.ts";
import { actorMention, code, escaped } from "../mrkdwn.ts";
import { context, section } from "./blocks.ts";
import type { Message } from "./message.ts";
import { endWords, nextLine } from "./restore-ended.ts";
import type { RestoreState } from "./restore-state.ts";
import { afterFailure, failedPhase, leftThings, restoreHeadline, rtoLine } from "./restore-words.ts";
import { failureWords } from "./state-words.ts";

/** What a restore's end is worth: an alarm calls the owners, news only whoever asked. */
export interface RestoreOutcome {
  readonly message: Message;
  readonly alarming: boolean;
}

/**
 * How a restore ended, said once in a message of its own, because an edit calls nobody. Undefined: whoever has to know it
 * knows it already, as of a request that was not approved.
 */
export function restoreOutcome(
  state: RestoreState,
  application: Pick<Application, "owners"> | undefined,
): RestoreOutcome | undefined {
  const { run } = state;
  if (run.state === "queued" || run.state === "running") return undefined;
  const result = RestoreRequestResult.safeParse(run.result).data;
  if (result === undefined) return withoutResult(state, application);
  if ("reached" in result) return withReport(state, result, application);
  if ("approvalId" in result) return undefined;
  const lines = [
    ...atMost(result.problems, 3, (line) => `• ${escaped(line, 300)}`),
    "Nobody was asked to approve it; nothing was made.",
    `*Next:* mend it, or choose another point: ${code(`/ff restore ${state.application}`, 120)}`,
  ];
  return said(state, `🚫 ${state.application}: restore NOT POSSIBLE`, lines, undefined);
}

function withReport(
  state: RestoreState,
  report: RestoreReport,
  application: Pick<Application, "owners"> | undefined,
): RestoreOutcome {
  const left = report.state === "left behind" ? (state.record?.report?.left ?? report.left) : [];
  const alarming = failedPhase(report.phases) !== undefined || report.state === "left behind";
  const lines = [
    escaped(report.headline, 500),
    report.rtoMs === undefined ? undefined : rtoLine(report),
    report.state === "torn down" ? "Torn down: nothing of it is there." : undefined,
    ...leftThings(left),
    `*Next:* ${nextOf(state, report)}`,
  ];
  return said(
    state,
    restoreHeadline(report),
    lines,
    alarming ? (application?.owners.operators ?? []) : undefined,
  );
}

function nextOf({ run, application }: RestoreState, report: RestoreReport): string {
  switch (report.state) {
    case "kept":
      return "its message has the figures, and what to do with it";
    case "torn down":
      return afterFailure(report, application);
    case "left behind":
      return `mend what keeps it there, then ${code(`/ff discard ${run.id}`, 120)}`;
  }
}

function withoutResult(
  state: RestoreState,
  application: Pick<Application, "owners"> | undefined,
): RestoreOutcome | undefined {
  const { run, record, requestedBy } = state;
  const left = record?.state === "left" ? (record.report?.left ?? []) : [];
  const { title, line, next } = endWords(state);
  // Whoever stopped what they had asked for knows it, unless something stayed.
  if (run.state === "cancelled" && left.length === 0) {
    const own = requestedBy !== undefined && line?.startsWith(`cancelled: by ${requestedBy}:`) === true;
    if (own) return undefined;
  }
  const lines = [
    line === undefined ? undefined : failureWords(line, 800),
    ...leftThings(left),
    nextLine(state, next),
  ];
  const alarming = run.state !== "cancelled" || left.length > 0;
  const headline = title.replace("%", () => state.application);
  return said(state, headline, lines, alarming ? (application?.owners.operators ?? []) : undefined);
}

/** `owners`: they are called as well. */
function said(
  { run, requestedBy }: RestoreState,
  title: string,
  lines: readonly (string | undefined)[],
  owners: readonly string[] | undefined,
): RestoreOutcome {
  const called = [...new Set([...(requestedBy === undefined ? [] : [requestedBy]), ...(owners ?? [])])];
  const alarming = owners !== undefined;
  return {
    alarming,
    message: {
      text: escaped(alarming ? title.replace(/^\S+/u, "🚨") : title, 200),
      blocks: [
        section([`*${escaped(alarming ? title.replace(/^\S+/u, "🚨") : title, 200)}*`, ...lines]),
        ...(called.length === 0 ? [] : [section([`*For* ${atMost(called, 20, actorMention).join(" ")}`])]),
        context([`run ${code(run.id, 80)}`]),
      ],
    },
  };
}
