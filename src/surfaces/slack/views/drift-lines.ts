import type { DriftFinding } from "#domain/drift/report.ts";
import { atMost } from "../fit.ts";
import { code, date, escaped, withMoments } from "../mrkdwn.ts";
import { slackWords } from "./slack-words.ts";

/** What has drifted, worst first: how bad it is, since when, what it costs, and what mends it. */
export const driftLines = (findings: readonly DriftFinding[], max: number): string[] =>
  atMost(findings, max, driftLine);

const SEVERITY = { error: "⛔ *Stops snapshots*", warning: "⚠️ *Costs*", info: "ℹ️ *Note*" } as const;

function driftLine({ severity, subject, text, costs, next, since, code: word }: DriftFinding): string {
  return [
    `${SEVERITY[severity]} · ${escaped(subject, 80)}: ${withMoments(text, 400)}, ${code(word, 60)} since ${date(since)}`,
    ...(costs === undefined ? [] : [`↳ costs: ${withMoments(costs, 200)}`]),
    ...(next === undefined ? [] : [`↳ do: ${toDo(slackWords(next))}`]),
  ].join("\n");
}

/** A command is to be copied as it is. */
const toDo = (next: string): string =>
  /^(?:openstack|cinder|\/ff|freezeframe)\b/.test(next) ? code(next, 400) : withMoments(next, 400);
