import { describeDuration } from "#domain/duration.ts";
import { toMinute } from "#domain/minute.ts";
import type { TestReport } from "#domain/restore-test/report.ts";
import { restoredThings } from "./restored-things.ts";
import { rows } from "./rows.ts";

/** The answer to `test`: the verdict first, then what it is about, what was measured, and what is there now. */
export function testReportText(report: TestReport): string {
  const { point, phases, restore, reasons, regraded, flagged, databaseLog, canary } = report;
  return [
    report.headline,
    ...rows([
      ["test", report.runId],
      ["point", point && `${point.id}, taken ${toMinute(point.takenAt)}: ${point.why}`],
      ["label", point && labelText(point, regraded)],
      ["rto", rtoText(report)],
      ["phases", phases.map(({ phase, ms }) => `${phase} ${describeDuration(ms)}`).join(", ")],
      ["data rpo", dataRpoText(report)],
      ["checks", ...(restore?.checks ?? []).map(checkText)],
      ["why", ...reasons.slice(1)],
      ["log", ...(databaseLog ?? [])],
      ["canary", canary],
      ["flagged", flagged.length === 0 ? undefined : `${flaggedText(flagged.length)}: ${flagged.join(", ")}`],
      ["worse", ...report.regressions.map(worseText)],
      [
        "in a row",
        report.inconclusiveInRow > 1 ? `${report.inconclusiveInRow} tests inconclusive` : undefined,
      ],
      ["clean-up", cleanUpText(report), ...(report.nothingLeft ? [] : restoredThings(restore?.left ?? []))],
    ]),
  ].join("\n");
}

const labelText = (
  { grade, label }: NonNullable<TestReport["point"]>,
  regraded: TestReport["regraded"],
): string => {
  const before = `${grade ?? "no grade"} ${label}`;
  return regraded === undefined
    ? `${before} (unchanged)`
    : `${regraded.to ?? "no grade"} ${regraded.text} (it was ${before})`;
};

function rtoText({ rtoMs, objectiveRtoMs }: TestReport): string {
  const objective =
    objectiveRtoMs === undefined ? "no objective" : `objective ${describeDuration(objectiveRtoMs)}`;
  if (rtoMs === undefined) return `not measured, as no data was verified; ${objective}`;
  const missed = objectiveRtoMs !== undefined && rtoMs > objectiveRtoMs ? "MISSED: " : "";
  return `${missed}${describeDuration(rtoMs)} until the data was verified; ${objective}`;
}

function dataRpoText({ dataRpo }: TestReport): string {
  if (dataRpo === undefined) return "not measured: nothing in the data told a time";
  const { by, asOf, beforeCutMs, lostMs, objectiveMs } = dataRpo;
  const cut =
    beforeCutMs < 0
      ? `${describeDuration(-beforeCutMs)} after the point (the source's clock is ahead)`
      : `${describeDuration(beforeCutMs)} before the point`;
  const objective = objectiveMs === undefined ? "" : ` (objective ${describeDuration(objectiveMs)})`;
  const lost =
    lostMs === undefined ? "" : `; ${describeDuration(Math.max(0, lostMs))} would have been lost${objective}`;
  const missed = lostMs !== undefined && objectiveMs !== undefined && lostMs > objectiveMs ? "MISSED: " : "";
  return `${missed}newest data of ${toMinute(asOf)}, ${cut}${lost} (by ${by})`;
}

const checkText = ({
  check,
  passed,
  skipped,
  undone,
  text,
}: NonNullable<TestReport["restore"]>["checks"][number]): string => {
  const verdict = skipped === true ? "skipped" : passed ? "passed" : undone === true ? "not done" : "FAILED";
  return `${verdict} ${check}: ${text}`;
};

const flaggedText = (count: number): string =>
  count === 1 ? "1 point made the same way" : `${count} points made the same way`;

const worseText = ({ what, nowMs, beforeMs, tests }: TestReport["regressions"][number]): string =>
  `${what}: ${describeDuration(nowMs)} now, ${describeDuration(beforeMs)} before (95th percentile of ${tests} tests)`;

const cleanUpText = ({ nothingLeft, cleanUpMs, restore }: TestReport): string => {
  if (restore === undefined) return "nothing was made";
  const took = cleanUpMs === undefined ? "" : `, in ${describeDuration(cleanUpMs)}`;
  return nothingLeft ? `nothing is left${took}` : "LEFT BEHIND: some of it could not be removed";
};
