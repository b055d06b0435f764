import type { RestoreRecord } from "#domain/restore/record.ts";
import { actorMention, ago, code, date, escaped } from "../mrkdwn.ts";
import { requestIdOf } from "../restore-run.ts";
import { context, section } from "./blocks.ts";
import type { Message } from "./message.ts";
import { keptWords } from "./restore-words.ts";

/** More is for the command line. */
const SHOWN = 10;

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
const byUrgency = (restores: readonly RestoreRecord[]): RestoreRecord[] =>
  restores.toSorted(
    (a, b) => RANK[a.state] - RANK[b.state] || (a.report?.expiresAt ?? 0) - (b.report?.expiresAt ?? 0),
  );

/** One of them: how far it came, what is there, until when, who asked. */
export function standingLines(restore: RestoreRecord, now: number): (string | undefined)[] {
  const { id, application, plan, report, requestedBy, reason, startedAt } = restore;
  const discard = code(`/ff discard ${requestIdOf(id)}`, 120);
  return [
    `${stateWords(restore, now)} *${escaped(application, 80)}* from ${code(plan.point.id, 120)}`,
    report === undefined ? undefined : `Reached: *${report.reached}*`,
    `asked by ${actorMention(requestedBy)}, ${ago(startedAt, now)}${reason === undefined ? "" : `: “${escaped(reason, 120)}”`}`,
    restore.state === "running" ? undefined : `${discard} ends it`,
  ];
}

function stateWords({ state, report, startedAt }: RestoreRecord, now: number): string {
  switch (state) {
    case "running":
      return `⏳ *goes on* since ${date(startedAt)}:`;
    case "kept":
      return `📦 ${keptWords(report?.expiresAt, now)}:`;
    case "left":
      return `🧱 *LEFT BEHIND*, ${report?.left.length ?? "some"} things:`;
    case "gone":
      return "🧹 gone:";
  }
}
