import type { RestoreRecord } from "#domain/restore/record.ts";
import { actorMention, ago, code, date, escaped } from "../mrkdwn.ts";
import { requestIdOf } from "../restore-run.ts";
import { context, section } from "./blocks.ts";
import type { Message } from "./message.ts";
import { keptWords, thingsWords } from "./restore-words.ts";

/** More is for the command line. */
const SHOWN = 8;

/** What stands of restores, what is due first, until when, and how each is ended. */
export function restoresAnswer(restores: readonly RestoreRecord[], now: number): Message {
  if (restores.length === 0)
    return {
      text: "Nothing of any restore is there",
      blocks: [section(["*Nothing of any restore is there*", `*Next:* ${code("/ff restore APP")}`])],
    };
  const said = `${restores.length === 1 ? "1 restore" : `${restores.length} restores`} of which something is there`;
  return {
    text: said,
    blocks: [
      section([`*${said}*`]),
      ...byUrgency(restores)
        .slice(0, SHOWN)
        .map((one) => section(standingLines(one, now))),
      ...(restores.length > SHOWN
        ? [
            context([
              `… and ${restores.length - SHOWN} more: ${code("freezeframe restores")} on the command line`,
            ]),
          ]
        : []),
    ],
  };
}

const RANK = { left: 0, kept: 1, running: 2, gone: 3 } as const;

/** What could not be removed, then what ends first. */
export const byUrgency = (restores: readonly RestoreRecord[]): RestoreRecord[] =>
  restores.toSorted(
    (a, b) => RANK[a.state] - RANK[b.state] || (a.report?.expiresAt ?? 0) - (b.report?.expiresAt ?? 0),
  );

/** How far one came, what is there, and until when. */
export function standingLine(restore: RestoreRecord, now: number): string {
  const { application, report, state } = restore;
  const reached = report === undefined ? "" : `${report.reached}, `;
  return `${MARK[state]} *${escaped(application, 80)}*: ${reached}${stateWords(restore, now)}`;
}

/** The same with the point, who asked, and how to end it. */
function standingLines(restore: RestoreRecord, now: number): (string | undefined)[] {
  const { id, plan, requestedBy, reason, startedAt, state } = restore;
  const why = reason === undefined ? "" : `: “${escaped(reason, 120)}”`;
  return [
    standingLine(restore, now),
    `from ${code(plan.point.id, 120)}, asked by ${actorMention(requestedBy)} ${ago(startedAt, now)}${why}`,
    state === "running" ? undefined : `${code(`/ff discard ${requestIdOf(id)}`, 120)} ends it`,
  ];
}

const MARK = { running: "⏳", kept: "📦", left: "🧱", gone: "🧹" } as const;

function stateWords({ state, report, startedAt }: RestoreRecord, now: number): string {
  switch (state) {
    case "running":
      return `goes on since ${date(startedAt)}`;
    case "kept":
      return keptWords(report?.expiresAt, now);
    case "left":
      return `*LEFT BEHIND*, ${thingsWords(report?.left ?? [])}`;
    case "gone":
      return "nothing is there";
  }
}
