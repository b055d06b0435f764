import type { KnownBlock } from "@slack/types";
import type { RestoreReport } from "#domain/restore/report.ts";
import { atMost } from "../fit.ts";
import { code, escaped } from "../mrkdwn.ts";
import { context, header, section } from "./blocks.ts";
import type { Message } from "./message.ts";
import { provenance } from "./provenance.ts";
import { restoreButtons } from "./restore-buttons.ts";
import type { RestoreState } from "./restore-state.ts";
import {
  afterFailure,
  approvedLine,
  checkLines,
  keptWords,
  leftThings,
  phaseLines,
  restoreHeadline,
  rtoLine,
} from "./restore-words.ts";

/** How a restore ended: how far it came, phase by phase, what is there now, and what to do with it. */
export function restoreResult(state: RestoreState, ended: RestoreReport, now: number): Message {
  const { record } = state;
  // What a discard left of it since is in its record.
  const report = record?.report === undefined ? ended : { ...ended, left: record.report.left };
  const title = restoreHeadline(ended);
  const checks = checkLines(report);
  return {
    text: `${escaped(title, 200)}${ended.rtoMs === undefined ? "" : `. ${rtoLine(ended).replaceAll("*", "")}`}`,
    blocks: [
      header(title),
      section([`*${escaped(report.headline, 600)}*`, rtoLine(report), approvedLine(report)]),
      section(phaseLines(report)),
      ...(checks.length === 0 ? [] : [section(checks)]),
      section(thereNow(state, report, now)),
      ...leftSections(state, report),
      ...restoreButtons(state, report),
      context([provenance({ ...state, point: report.point })]),
    ],
  };
}

/** Kept on purpose needs no remedy; left behind does. */
const leftSections = (state: RestoreState, report: RestoreReport): KnownBlock[] =>
  nowOf(state, report) === "left behind" ? leftThings(report.left).map((line) => section([line])) : [];

/** What became of its things since the run ended. */
export function nowOf({ record }: Pick<RestoreState, "record">, report: RestoreReport) {
  if (report.state === "torn down") return "torn down" as const;
  if (record === undefined) return "discarded" as const;
  return record.state === "left" ? ("left behind" as const) : report.state;
}

function thereNow(state: RestoreState, report: RestoreReport, now: number): (string | undefined)[] {
  const { run, record, application } = state;
  const out = record?.plan.leftOut ?? [];
  const leftOut =
    out.length === 0
      ? undefined
      : `*Left out:* ${atMost(out, 20, (role) => escaped(role, 40)).join(", ")} – what is restored is of another moment than they`;
  switch (nowOf(state, report)) {
    case "kept":
      return [
        leftOut,
        `*There now:* ${volumesWords(report)}, ${keptWords(report.expiresAt, now)}`,
        `*Next:* ${nextOf(report)}${code(`/ff discard ${run.id}`, 120)} ends it. Nothing was cut over.`,
      ];
    case "left behind":
      return [
        leftOut,
        `*There now:* what could not be removed, below`,
        `*Next:* mend what keeps it there, then ${code(`/ff discard ${run.id}`, 120)}`,
      ];
    case "discarded":
      return [leftOut, "🧹 *Discarded:* nothing of it is there any more"];
    case "torn down":
      return [
        leftOut,
        "🧹 *Torn down:* nothing of it is there. The application itself was not touched.",
        `*Next:* ${afterFailure(report, application)}`,
      ];
  }
}

function volumesWords({ volumes, server, phases }: RestoreReport): string {
  const roles = atMost(volumes, 8, ({ role }) => escaped(role, 40)).join(", ");
  const how = phases.booted === undefined ? "attached to" : "in server";
  const where = server === undefined ? "" : `, ${how} ${escaped(server.name, 80)}`;
  return `${volumes.length === 1 ? "1 volume" : `${volumes.length} volumes`} (${roles})${where}`;
}

const nextOf = ({ cutOver, reached }: RestoreReport): string => {
  if (cutOver.length > 0) return "*Cut-over…* has the commands that put it in place; ";
  return reached === "data verified" ? "" : "read the data yourself before you rely on it; ";
};
