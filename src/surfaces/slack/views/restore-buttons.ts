import type { ActionsBlock, Button } from "@slack/types";
import type { RestoreReport } from "#domain/restore/report.ts";
import { LIMITS } from "../limits.ts";
import { escaped, plain } from "../mrkdwn.ts";
import { restoreValue } from "../restore-value.ts";
import type { RestoreState } from "./restore-state.ts";

type About = Pick<RestoreState, "run" | "application" | "record">;

/** What can be done with what is there of a restore: at most one block, none when nothing is. */
export function restoreButtons(
  about: About,
  report?: Pick<RestoreReport, "cutOver" | "state">,
): ActionsBlock[] {
  if (about.record === undefined || about.record.state === "running") return [];
  const kept = about.record.state === "kept";
  const cutOver = kept && report !== undefined && report.cutOver.length > 0 ? [cutOverButton(about)] : [];
  return [{ type: "actions", elements: [...cutOver, discardButton(about)] }];
}

const button = ({ run, application }: About, action_id: string, text: string): Button => ({
  type: "button",
  action_id,
  text: { type: "plain_text", text },
  value: restoreValue(run.id),
  accessibility_label: plain(`${text} the restore of ${application}`, LIMITS.button),
});

const cutOverButton = (about: About): Button => button(about, "cut-over", "Cut-over…");

const discardButton = (about: About): Button => ({
  ...button(about, "discard", "Discard"),
  style: "danger",
  confirm: {
    title: { type: "plain_text", text: "Discard this restore?" },
    text: {
      type: "mrkdwn",
      text: `What it made for *${escaped(about.application, 80)}* is detached and deleted. What was taken into use since stays. The application itself is not touched.`,
    },
    confirm: { type: "plain_text", text: "Discard" },
    deny: { type: "plain_text", text: "Keep it" },
    style: "danger",
  },
});
