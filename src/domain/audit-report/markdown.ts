import { describeDuration } from "../duration.ts";
import { toMinute } from "../minute.ts";
import type { AuditedApplication, AuditReport } from "./report.ts";
import { testLines } from "./test-lines.ts";

/** A Markdown page; `pictures` are the names of files beside it, without their suffix. */
export function auditMarkdown(report: AuditReport, pictures: readonly string[] = []): string {
  const { instance, since, until, applications } = report;
  return [
    `# Freezeframe: what was proved, ${day(since)} to ${day(until)}`,
    "",
    `Instance \`${instance}\`. Times are UTC.`,
    "",
    ...chain(report),
    ...coverage(report),
    ...picture("labels", "Recovery points by label", pictures),
    ...applications.flatMap((application) => section(application, pictures)),
    ...approvals(report),
    ...failures(report),
    ...incidents(report),
    ...(report.leftOut.length === 0 ? [] : ["## Left out", "", ...report.leftOut.map(bullet), ""]),
  ].join("\n");
}

const day = (at: number): string => toMinute(at).slice(0, 10);
const bullet = (line: string): string => `- ${line}`;
const orDash = (text: string | number | undefined): string => (text === undefined ? "–" : `${text}`);
const duration = (ms: number | undefined): string => (ms === undefined ? "–" : describeDuration(ms));
/** What people and guests have written stands in a table's cell. */
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");

function chain({ audit }: AuditReport): string[] {
  const said = audit.intact
    ? `The audit's hash chain was verified: ${audit.rows} rows, the newest with hash \`${audit.head}\`.`
    : `**THE AUDIT IS NOT INTACT: row ${audit.seq}: ${audit.reason}.** From it on nothing in this report is proved.`;
  return ["## Audit", "", said, ""];
}

function coverage({ coverage: { applications: all, covered }, applications }: AuditReport): string[] {
  const untested = applications.filter((one) => one.protected && one.untested !== undefined);
  return [
    "## Coverage",
    "",
    `A restore test passed for ${covered} of ${all} applications.`,
    "",
    ...(untested.length === 0 ? [] : ["Not covered:", "", ...untested.map(uncovered), ""]),
  ];
}

const uncovered = ({ application, untested }: AuditedApplication): string =>
  bullet(`**${application}**: ${untested ?? ""}`);

const picture = (name: string, words: string, pictures: readonly string[]): string[] =>
  pictures.includes(name) ? [`![${words}](${name}.png)`, ""] : [];

function section(audited: AuditedApplication, pictures: readonly string[]): string[] {
  const { application, objectives, points, untested } = audited;
  const taken = Object.entries(points.taken).sort(([a], [b]) => (a < b ? -1 : 1));
  const labels = taken.map(([grade, count]) => `${count} × ${grade === "none" ? "no grade" : grade}`);
  return [
    `## ${application}${audited.protected ? "" : " (no manifest any more)"}`,
    "",
    `Objectives: RPO ${duration(objectives.rpoMs)}, RTO ${duration(objectives.rtoMs)}, grade ${orDash(objectives.grade)}.`,
    "",
    ...(untested === undefined ? [] : [`**Not covered: ${untested}.**`, ""]),
    bullet(`points taken: ${labels.length === 0 ? "none" : labels.join(", ")}`),
    ...(points.longestGapMs === undefined
      ? []
      : [bullet(`longest time without one of the wanted grade: ${describeDuration(points.longestGapMs)}`)]),
    ...(points.newest === undefined
      ? []
      : [
          bullet(
            `newest: \`${points.newest.id}\`, ${orDash(points.newest.grade)}, ${points.newest.text}, ${toMinute(points.newest.createdAt)}`,
          ),
        ]),
    bullet(`no test has ever said anything of ${points.untested} of ${points.known} known points`),
    ...testLines(audited),
    "",
    ...picture(`tests-${application}`, `Restore tests of ${application}`, pictures),
  ];
}

function approvals({ approvals: all }: AuditReport): string[] {
  if (all.length === 0) return ["## Approvals", "", "None was asked for.", ""];
  const rows = all.map((one) =>
    [
      toMinute(one.requestedAt),
      one.application,
      one.what,
      one.requestedBy,
      one.state,
      one.approvedBy.join(", ") || "–",
      one.deniedBy.join(", ") || "–",
      one.breakGlass === undefined
        ? ""
        : one.breakGlass === "open"
          ? "**glass broken, not reviewed**"
          : "glass broken, reviewed",
    ].map(cell),
  );
  return [
    "## Approvals",
    "",
    ...table(["asked", "application", "what", "by", "state", "yes", "no", ""], rows),
  ];
}

/** A failed restore test is one, too, though its run went well. */
function failures({ failures: runs, applications }: AuditReport): string[] {
  const tests = applications.flatMap(({ application, tests: of }) =>
    of
      .filter(({ verdict }) => verdict === "failed")
      .map(({ runId, startedAt, headline }) => ({
        runId,
        application,
        at: startedAt,
        workflow: "restore test",
        text: headline,
      })),
  );
  const all = [...runs, ...tests].toSorted((a, b) => b.at - a.at);
  if (all.length === 0) return ["## Failures", "", "No run and no restore test failed.", ""];
  const rows = all.map(({ at, application, workflow, runId, text }) =>
    [toMinute(at), orDash(application), workflow, runId, text].map(cell),
  );
  return ["## Failures", "", ...table(["at", "application", "workflow", "run", "why"], rows)];
}

function incidents({ incidents: all }: AuditReport): string[] {
  if (all.length === 0) return ["## Incidents", "", "No objective was missed for longer than a run.", ""];
  const rows = all.map(({ openedAt, resolvedAt, application, text }) =>
    [toMinute(openedAt), resolvedAt === undefined ? "**open**" : toMinute(resolvedAt), application, text].map(
      cell,
    ),
  );
  return ["## Incidents", "", ...table(["opened", "resolved", "application", "what"], rows)];
}

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(heads),
  row(heads.map(() => "---")),
  ...rows.map(row),
  "",
];
