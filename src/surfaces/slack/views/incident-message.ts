import type { SectionBlock } from "@slack/types";
import type { Application } from "#domain/application.ts";
import type { ApplicationStatus } from "#domain/application-status.ts";
import type { DriftReport } from "#domain/drift/report.ts";
import { describeDuration } from "#domain/duration.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { code, date, escaped, withMoments } from "../mrkdwn.ts";
import { context, header, section, sections } from "./blocks.ts";
import { driftLines } from "./drift-lines.ts";
import { incidentButtons } from "./incident-buttons.ts";
import { calledOf, incidentTitle, snoozeLine } from "./incident-words.ts";
import type { Message } from "./message.ts";
import { nextStep } from "./next-step.ts";

/** An objective that is missed and that the next run does not mend: one message, edited until it is resolved. */
export function incidentMessage(about: {
  readonly incident: Incident;
  /** Undefined: its manifest is gone. */
  readonly application: Application | undefined;
  readonly status: ApplicationStatus | undefined;
  /** What the last look has found, for an incident of that kind. */
  readonly drift?: DriftReport | undefined;
}): Message {
  const { incident, application, status, drift } = about;
  const title = incidentTitle(incident);
  const text = `${escaped(title, 200)}: ${escaped(incident.resolvedBy ?? incident.text, 300)}`;
  const id = context([`incident ${code(incident.id, 200)}`]);
  if (incident.resolvedAt !== undefined)
    return { text, blocks: [section([`*${escaped(title, 200)}*`, ...resolvedLines(incident)]), id] };
  const drifted = driftedBlocks(incident, drift);
  return {
    text,
    blocks: [
      header(title),
      ...drifted,
      section([
        drifted.length === 0 ? withMoments(incident.text, 800) : undefined,
        `Open since ${date(incident.openedAt)}`,
        testedLine(incident, status),
        snoozeLine(incident),
        nextStep(incident.next),
        calledOf(application),
      ]),
      ...incidentButtons(incident),
      id,
    ],
  };
}

const resolvedLines = ({
  text,
  openedAt,
  resolvedAt = openedAt,
  resolvedBy = "nobody knows what",
}: Incident) => [
  `Resolved by itself ${date(resolvedAt)}, after ${describeDuration(resolvedAt - openedAt)}: ${withMoments(resolvedBy, 400)}`,
  `Was: ${withMoments(text, 800)}`,
];

/** Each thing that has drifted by itself, with what mends it; none of an incident of another kind. */
function driftedBlocks({ kind }: Incident, drift: DriftReport | undefined): SectionBlock[] {
  const findings = drift?.findings.filter(({ severity }) => severity !== "info") ?? [];
  if (kind !== "drift" || findings.length === 0) return [];
  return sections(
    ["What is there is not what the manifest, or the newest point, says:", ...driftLines(findings, DRIFTED)],
    4,
  );
}

/** More is for the command line. */
const DRIFTED = 8;

/** What there is to go back to. Moments, not ages: the message is not edited while only time passes. */
function testedLine({ kind }: Incident, status: ApplicationStatus | undefined): string | undefined {
  if (kind !== "tested" || status === undefined) return undefined;
  const { tested } = status;
  return tested === undefined
    ? "*No recovery point has ever passed one*"
    : `*Newest point that passed one:* ${code(tested.id, 120)}, taken ${date(tested.createdAt)}`;
}
