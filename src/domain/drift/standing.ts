import type { Standing } from "#domain/rpo/standing.ts";
import { toMinute } from "../minute.ts";
import type { DriftReport } from "./report.ts";

/** So many are told in words; the others are counted. */
const TOLD = 3;

/** Pure: is there anything about it that somebody has to mend? Its text changes only when findings do. */
export function driftStanding(application: string, report: DriftReport | undefined): Standing {
  const findings = report?.findings.filter(({ severity }) => severity !== "info") ?? [];
  if (report === undefined || findings.length === 0)
    return {
      state: "kept",
      by: report === undefined ? "nobody has looked" : `a look at ${toMinute(report.at)} found none`,
    };
  const told = findings
    .slice(0, TOLD)
    .map(({ text, costs }) => (costs === undefined ? text : `${text} (costs: ${costs})`));
  const rest = findings.slice(TOLD).map(({ code, subject }) => `${code} of ${subject}`);
  const more = rest.length > 0 ? `; and ${rest.length} more (${rest.join(", ")})` : "";
  const text = `What is there is not what the manifest, or the newest point, says: ${told.join("; ")}${more}`;
  return {
    state: "missed",
    text,
    next: `freezeframe drift ${application} tells each, with the commands that mend it`,
  };
}
