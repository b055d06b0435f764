import type { DriftFinding, DriftReport } from "#domain/drift/report.ts";
import { toMinute } from "#domain/minute.ts";
import { rows } from "./rows.ts";

/** The answer to `drift`: each application, what is another than it should be, what that costs and what mends it. */
export const driftText = (reports: readonly DriftReport[]): string =>
  reports.length === 0 ? "there are no manifests: nothing is protected" : reports.map(reportText).join("\n");

function reportText({ application, findings, unseen }: DriftReport): string {
  const head =
    findings.length === 0
      ? `${application}: nothing has drifted`
      : `${application}: ${findings.length} finding${findings.length === 1 ? "" : "s"}`;
  return [
    `${head}${unseen.length === 0 ? "" : ", as far as could be seen"}`,
    ...findings.flatMap(findingLines),
    ...rows(unseen.map((text) => ["not seen", text] as const)),
  ].join("\n");
}

const findingLines = ({ severity, code, text, costs, next, since }: DriftFinding): string[] => [
  `  ${severity.padEnd(7)}  ${text} [${code}]`,
  ...rows([
    ["         since", toMinute(since)],
    ["         costs", costs],
    ["         next", next],
  ]),
];
