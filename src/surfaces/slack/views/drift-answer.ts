import type { KnownBlock } from "@slack/types";
import type { DriftFinding, DriftReport } from "#domain/drift/report.ts";
import { atMost } from "../fit.ts";
import { code, escaped } from "../mrkdwn.ts";
import { context, header, section, sections } from "./blocks.ts";
import { driftLines } from "./drift-lines.ts";
import type { Message } from "./message.ts";

/** More is for the command line. */
const SHOWN = { applications: 10, one: 12, ofEach: 4 };

/** What is another than manifests and newest points say, as it was looked at just now. */
export function driftAnswer(reports: readonly DriftReport[]): Message {
  const [only] = reports;
  const said = reports.length === 1 && only !== undefined ? headline(only) : headlineOf(reports);
  const most = reports.length === 1 ? SHOWN.one : SHOWN.ofEach;
  const command = reports.length === 1 ? `freezeframe drift ${only?.application ?? ""}` : "freezeframe drift";
  return {
    text: escaped(said, 200),
    blocks: [
      header(said),
      ...shownFirst(reports)
        .slice(0, SHOWN.applications)
        .flatMap((report) => reportBlocks(report, most, reports.length > 1)),
      ...(reports.length > SHOWN.applications
        ? [section([`… and ${reports.length - SHOWN.applications} more applications`])]
        : []),
      context([`All of it: ${code(command, 120)} on the command line. Nothing is changed by looking.`]),
    ],
  };
}

/** What has to be mended. */
const bad = ({ findings }: DriftReport): DriftFinding[] =>
  findings.filter(({ severity }) => severity !== "info");

function headline(report: DriftReport): string {
  const { application, findings, unseen } = report;
  const seen = unseen.length === 0 ? "" : ", as far as could be seen";
  const count = bad(report).length;
  if (count > 0)
    return `⚠️ ${application}: DRIFTED, ${count === 1 ? "1 thing" : `${count} things`} to mend${seen}`;
  if (findings.length > 0) return `✅ ${application}: nothing to mend${seen}`;
  return `${unseen.length === 0 ? "✅" : "❔"} ${application}: nothing has drifted${seen}`;
}

function headlineOf(reports: readonly DriftReport[]): string {
  if (reports.length === 0) return "❔ There are no manifests: nothing is protected";
  const drifted = reports.filter((report) => bad(report).length > 0).length;
  if (drifted > 0)
    return `⚠️ ${drifted} of ${reports.length} applications ${drifted === 1 ? "has" : "have"} DRIFTED`;
  const blind = reports.filter(({ unseen }) => unseen.length > 0).length;
  return blind === 0
    ? `✅ None of ${reports.length} applications has drifted`
    : `❔ None of ${reports.length} applications has drifted, as far as could be seen`;
}

const shownFirst = (reports: readonly DriftReport[]): DriftReport[] =>
  reports.toSorted((a, b) => bad(b).length - bad(a).length || b.unseen.length - a.unseen.length);

function reportBlocks(report: DriftReport, most: number, named: boolean): KnownBlock[] {
  const lines = [
    ...(named ? [`*${escaped(headline(report), 200)}*`] : []),
    ...driftLines(report.findings, most),
    ...atMost(
      report.unseen,
      4,
      (what) => `❔ *Not seen:* ${escaped(what, 300)}; what was found there before stays`,
    ),
  ];
  return sections(lines, named ? 2 : 6);
}
