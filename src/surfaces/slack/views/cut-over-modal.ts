import type { ModalView } from "@slack/types";
import type { RestoreReport } from "#domain/restore/report.ts";
import { code, escaped, preformatted } from "../mrkdwn.ts";
import { context, section } from "./blocks.ts";
import { modal } from "./modal.ts";

/** Commands in one section: with their marks they stay under what Slack takes of it. */
const A_SECTION = 2_000;
/** More is for the command line. */
const SECTIONS = 40;

/** The commands that put a restore in the place of the application's own volumes, to be copied. */
export function cutOverModal(report: RestoreReport): ModalView {
  const { application, cutOver, runId } = report;
  const parts = inParts(cutOver);
  return modal("Cut-over", [
    section([
      `*${escaped(application, 80)}*: nothing of this was run. Read it, change it, run it as somebody who may.`,
      "It stops the application and takes its present volumes from it. They are not deleted.",
    ]),
    ...parts.slice(0, SECTIONS).map((lines) => section([preformatted(lines)])),
    ...(parts.length > SECTIONS
      ? [context([`… and more: ${code("freezeframe runs --json", 80)} on the command line has all of it`])]
      : []),
    context([`restore ${code(runId, 120)}`]),
  ]);
}

/** Whole commands, in their order. */
function inParts(lines: readonly string[]): string[][] {
  const parts: string[][] = [];
  let used = A_SECTION;
  for (const line of lines) {
    const length = Math.min(line.length, 600) + 1;
    if (used + length > A_SECTION) {
      parts.push([]);
      used = 0;
    }
    parts.at(-1)?.push(line);
    used += length;
  }
  return parts;
}
