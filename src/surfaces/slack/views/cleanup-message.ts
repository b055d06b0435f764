import type { CleanedItem, CleanupReport } from "#domain/orphans/cleanup-record.ts";
import type { NothingToClean } from "#domain/orphans/cleanup-result.ts";
import { atMost } from "../fit.ts";
import { actorMention, code, escaped, preformatted, withMoments } from "../mrkdwn.ts";
import { context, header, section, sections } from "./blocks.ts";
import type { Message } from "./message.ts";
import { nextStep } from "./next-step.ts";
import { orphansCounted, staysWords } from "./orphan-words.ts";

export interface CleanupAsked {
  readonly runId: string;
  readonly application: string;
  readonly requestedBy?: string | undefined;
  readonly reason?: string | undefined;
}

/** How a clean-up came out: what is gone, what is not with why and what helps, who asked and who approved. */
export function cleanupMessage(asked: CleanupAsked, report: CleanupReport): Message {
  const { items, freedGib } = report;
  const gone = items.filter(isGone);
  const left = items.filter((item) => !isGone(item));
  const also = left.length === 0 ? "" : `, ${left.length} NOT deleted`;
  const title = `${left.length === 0 ? "🧹" : "⚠️"} ${asked.application}: ${gone.length} of ${orphansCounted(items.length)} ${items.length === 1 ? "is" : "are"} gone${also}; ${freedGib} GiB are free`;
  return {
    text: escaped(title, 200),
    blocks: [
      header(title),
      ...sections(atMost(left, 6, leftLine), 4),
      ...(gone.length === 0
        ? []
        : [section([`*Seen to be gone:* ${atMost(gone, 20, ({ id }) => code(id, 40)).join(", ")}`])]),
      section([
        askedLine(asked),
        approvedLine(report),
        left.length === 0
          ? undefined
          : `*Next:* ${code(`/ff orphans ${asked.application}`, 120)} shows what is left, and why`,
      ]),
      context([`run ${code(asked.runId, 80)}`]),
    ],
  };
}

const isGone = ({ outcome }: CleanedItem): boolean => outcome === "deleted" || outcome === "gone";

const leftLine = ({ id, kind, name, thing, outcome, why, remedy }: CleanedItem): string =>
  [
    `• *${outcome === "skipped" ? "Skipped" : "Still there"}:* ${code(id, 40)} ${escaped(kind, 40)} ${code(name || thing, 160)}: ${withMoments(why ?? "nobody knows why", 400)}`,
    ...(remedy.length === 0 ? [] : [preformatted(remedy.slice(0, 4))]),
  ].join("\n");

/** Nothing was put before anybody, or nothing may be deleted at all: told to whoever asked. */
export function nothingCleanedMessage(asked: CleanupAsked, nothing: NothingToClean): Message {
  const { outcome, why, next, stays } = nothing;
  const refused = outcome === "refused";
  const title = `${refused ? "🚫" : "🧹"} ${asked.application}: nothing was deleted`;
  return {
    text: `${escaped(title, 200)}: ${escaped(why, 300)}`,
    blocks: [
      section([
        `*${escaped(title, 200)}:* ${withMoments(why, 400)}`,
        ...atMost(
          stays,
          5,
          (one) =>
            `• ${code(one.id, 40)} ${escaped(one.kind, 40)} ${escaped(one.name, 120)} stays: ${staysWords(one.why)}`,
        ),
        askedLine(asked),
        nextStep(next) ?? `*Next:* ${code(`/ff orphans ${asked.application}`, 120)} shows what there is`,
      ]),
      context([`run ${code(asked.runId, 80)}`]),
    ],
  };
}

/** The request itself failed: nothing was approved, or what was approved could not be carried out. */
export function cleanupFailedMessage(
  asked: CleanupAsked,
  error: { readonly message: string; readonly next?: string | undefined } | undefined,
): Message {
  const title = `❌ ${asked.application}: clean-up FAILED`;
  const why = error?.message ?? "it ended without saying how";
  return {
    text: `${escaped(title, 200)}: ${escaped(why, 300)}`,
    blocks: [
      section([
        `*${escaped(title, 200)}:* ${withMoments(why, 800)}`,
        "What it had deleted by then is in the audit; nothing that was not approved was touched.",
        askedLine(asked),
        nextStep(error?.next) ??
          `*Next:* ${code(`/ff orphans ${asked.application}`, 120)} shows what is left`,
      ]),
      context([`run ${code(asked.runId, 80)}`]),
    ],
  };
}

const askedLine = ({ requestedBy, reason }: CleanupAsked): string | undefined =>
  requestedBy === undefined
    ? undefined
    : `Asked by ${actorMention(requestedBy)}${reason === undefined ? "" : `: “${escaped(reason, 300)}”`}`;

function approvedLine({ approvedBy, brokeGlass }: CleanupReport): string {
  if (approvedBy.length === 0) return "The manifest asks for no approval of clean-ups";
  const who = atMost(approvedBy, 10, actorMention).join(", ");
  return brokeGlass === true ? `🚨 *BREAK-GLASS: approved by ${who} alone*` : `✅ Approved by ${who}`;
}
