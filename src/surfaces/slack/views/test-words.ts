import { describeDuration } from "#domain/duration.ts";
import type { DataRpo, Regraded, Regression, TestPhase, TestReport } from "#domain/restore-test/report.ts";
import { RTO_PHASES } from "#domain/restore-test/statistics.ts";
import { atMost } from "../fit.ts";
import { code, date, escaped, preformatted, withMoments } from "../mrkdwn.ts";
import { slackWords } from "./slack-words.ts";

/** What a restore test came to, as a headline: the verdict first, a tick only where nothing is to be added. */
export function testHeadline(report: TestReport): string {
  const { application, verdict, stoppedIn } = report;
  const more = [...missed(report), ...(report.nothingLeft ? [] : ["SOMETHING IS LEFT BEHIND"])];
  const also = more.map((said) => `, ${said}`).join("");
  switch (verdict) {
    case "passed":
      return `${more.length === 0 ? "✅" : "⚠️"} ${application}: restore test PASSED${also}`;
    case "failed":
      return `❌ ${application}: restore test FAILED${stoppedIn === undefined ? "" : ` in ${stoppedIn}`}${also}`;
    case "inconclusive":
      return `❓ ${application}: restore test INCONCLUSIVE${also}`;
  }
}

const missed = (report: TestReport): string[] => [
  ...(isOver(report.rtoMs, report.objectiveRtoMs) ? ["RTO MISSED"] : []),
  ...(isOver(report.dataRpo?.lostMs, report.dataRpo?.objectiveMs) ? ["DATA RPO MISSED"] : []),
  ...(report.regressions.length === 0 ? [] : ["SLOWER THAN IT WAS"]),
];

const isOver = (measured: number | undefined, objective: number | undefined): boolean =>
  measured !== undefined && objective !== undefined && measured > objective;

/** Which point was tested, what was said of it before, and why it was this one. */
export function pointLine({ point, startedAt }: TestReport): string {
  if (point === undefined) return "*Point:* there was none to test";
  const { id, takenAt, grade, label, why } = point;
  return `*Point* ${code(id, 120)}: *${grade ?? "no grade"}* – ${escaped(label, 160)}, ${describeDuration(Math.max(0, startedAt - takenAt))} old then. Picked: ${withMoments(why, 160)}`;
}

/** The time to verified data against the target; anything less has none. */
export function testRtoLine({ rtoMs, objectiveRtoMs }: TestReport): string {
  const target =
    objectiveRtoMs === undefined ? "no target set" : `target ${describeDuration(objectiveRtoMs)}`;
  if (rtoMs === undefined) return `*RTO* not measured: no data was verified (${target})`;
  return isOver(rtoMs, objectiveRtoMs)
    ? `*RTO ${describeDuration(rtoMs)}: TARGET MISSED* (${target})`
    : `*RTO ${describeDuration(rtoMs)}*, ${target}`;
}

/** Each phase by itself, in its order; *boot* is a server that said of itself that it is up. */
export function phaseWords({ phases, stoppedIn }: TestReport): string | undefined {
  const timed = phases.filter(({ phase }) => isOfRto(phase));
  if (timed.length === 0) return undefined;
  return timed
    .map(
      ({ phase, ms }) => `${phase} *${describeDuration(ms)}*${phase === stoppedIn ? " (stopped here)" : ""}`,
    )
    .join(" · ");
}

/** Is it one of the phases that an RTO is made of? */
export const isOfRto = (phase: TestPhase): boolean => RTO_PHASES.some((one) => one === phase);

/** How old the newest data was that came back, by a time in the data itself. */
export function dataRpoLine({ dataRpo, verdict }: TestReport): string | undefined {
  if (dataRpo === undefined)
    return verdict === "passed"
      ? "*Data RPO* not measured: the data was asked for no time (a `freshness` check, or the canary, tells one)"
      : undefined;
  const { asOf, lostMs, objectiveMs } = dataRpo;
  const seen = `newest data of ${date(asOf)}, ${cutWords(dataRpo)}`;
  if (lostMs === undefined)
    return `*Data RPO* not told, as this was not the newest point that counted: ${seen} (${byWords(dataRpo)})`;
  const target = objectiveMs === undefined ? "no target set" : `target ${describeDuration(objectiveMs)}`;
  const measured = describeDuration(Math.max(0, lostMs));
  return isOver(lostMs, objectiveMs)
    ? `*Data RPO ${measured}: TARGET MISSED* (${target}): ${seen} (${byWords(dataRpo)})`
    : `*Data RPO ${measured}*, ${target}: ${seen} (${byWords(dataRpo)})`;
}

const cutWords = ({ beforeCutMs }: DataRpo): string =>
  beforeCutMs < 0
    ? `${describeDuration(-beforeCutMs)} after the cut by the source's clock`
    : `${describeDuration(beforeCutMs)} before the cut`;

const byWords = ({ by }: DataRpo): string => (by === "canary" ? "by the canary" : "by the freshness check");

/** Why it did not pass, the first reason first. */
export const reasonLines = ({ reasons }: TestReport): string[] =>
  atMost(reasons, 5, (reason) => `• ${escaped(slackWords(reason), 500)}`);

/** What the database said last; its secrets are out of it already. */
export const logLines = ({ databaseLog = [] }: TestReport): string[] =>
  databaseLog.length === 0
    ? []
    : [
        `*The database's last words:*\n${preformatted(databaseLog.slice(-LOG).map((line) => line.slice(0, 200)))}`,
      ];

const LOG = 10;

/** What the test did to labels; that an inconclusive one did nothing is said as well. */
export function labelLines({ verdict, regraded, flagged, point }: TestReport): string[] {
  const many = flagged.length === 1 ? "1 point" : `${flagged.length} points`;
  return [
    ...(regraded === undefined
      ? verdict === "inconclusive" && point !== undefined
        ? ["🏷️ *Label unchanged:* nothing is known of the point that was not known before"]
        : []
      : [`🏷️ *Label of the point:* ${gradeWords(regraded)} – ${escaped(regraded.text, 300)}`]),
    ...(flagged.length === 0
      ? []
      : [
          `🏷️ *Flagged:* ${many} made the same way ${flagged.length === 1 ? "keeps its grade" : "keep their grades"}, with a warning: ${atMost(flagged, 3, (id) => code(id, 120)).join(", ")}`,
        ]),
  ];
}

const gradeWords = ({ from, to }: Regraded): string =>
  from === to ? `*${to ?? "no grade"}* as before` : `${from ?? "no grade"} → *${to ?? "no grade"}*`;

export const regressionLines = ({ regressions }: TestReport): string[] =>
  atMost(regressions, 4, regressionLine);

const regressionLine = ({ what, nowMs, beforeMs, tests }: Regression): string =>
  `🐢 *Slower than it was:* ${what === "rto" ? "RTO" : escaped(what, 40)} p95 *${describeDuration(nowMs)}* in the last ${tests} tests, ${describeDuration(beforeMs)} in those before${beforeMs > 0 ? ` (+${Math.round((nowMs / beforeMs - 1) * 100)} %)` : ""}`;
