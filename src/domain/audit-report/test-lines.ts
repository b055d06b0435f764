import { describeDuration } from "../duration.ts";
import { toMinute } from "../minute.ts";
import type { AuditedApplication, AuditedTest } from "./report.ts";

/** What tests have come to, then each of them. */
export function testLines({ statistics, regressions, tests }: AuditedApplication): string[] {
  const { rto, freeze, phases } = statistics;
  return [
    `- restore tests: ${statistics.passed} passed, ${statistics.failed} failed, ${statistics.inconclusive} inconclusive`,
    ...(rto === undefined
      ? []
      : [
          `- RTO: ${describeDuration(rto.p50Ms)} at the median, ${describeDuration(rto.p95Ms)} at the 95th percentile, of ${rto.of}`,
        ]),
    ...(phases.length === 0
      ? []
      : [
          `- phases at the median: ${phases.map(({ phase, p50Ms }) => `${phase} ${describeDuration(p50Ms)}`).join(", ")}`,
        ]),
    ...(freeze === undefined
      ? []
      : [
          `- frozen: ${describeDuration(freeze.p50Ms)} at the median, ${describeDuration(freeze.p95Ms)} at the 95th percentile, of ${freeze.of}`,
        ]),
    ...regressions.map(
      ({ what, nowMs, beforeMs, tests: of }) =>
        `- **slower**: ${what}, from ${describeDuration(beforeMs)} to ${describeDuration(nowMs)} (95th percentile, last ${of} tests)`,
    ),
    ...(tests.length === 0 ? [] : ["", "| test | verdict | point | what | RTO | all gone |"]),
    ...(tests.length === 0 ? [] : ["| --- | --- | --- | --- | --- | --- |", ...tests.map(row)]),
  ];
}

/** A regrade is the news of a test, so it stands beside its headline. */
const row = ({
  startedAt,
  verdict,
  point,
  headline,
  regraded,
  rtoMs,
  dataBeforeCutMs,
  nothingLeft,
}: AuditedTest): string => {
  const data =
    dataBeforeCutMs === undefined ? "" : `; newest data ${describeDuration(dataBeforeCutMs)} before the cut`;
  const what = `${headline}${regraded === undefined ? "" : `; ${regraded}`}${data}`;
  const cells = [
    toMinute(startedAt),
    verdict === "passed" ? verdict : `**${verdict}**`,
    point ?? "–",
    what.replaceAll("|", "\\|").replaceAll(/\s+/g, " "),
    rtoMs === undefined ? "–" : describeDuration(rtoMs),
    nothingLeft ? "yes" : "**no**",
  ];
  return `| ${cells.join(" | ")} |`;
};
