import type { ActionsBlock, Button } from "@slack/types";
import { describeDuration } from "#domain/duration.ts";
import { gibOf } from "#domain/orphans/cleanup-plan.ts";
import { LIMITS } from "../limits.ts";
import { escaped, plain } from "../mrkdwn.ts";
import { type OrphansValue, orphansValue } from "../orphans-value.ts";
import type { OrphanLine } from "./orphan-class-lines.ts";
import { orphansCounted } from "./orphan-words.ts";

/** So long nobody has to look at them again. */
const SNOOZE_MS = 7 * 86_400_000;

/** What can be done with an application's orphans: at most one block. Who may is asked at the click. */
export function orphansButtons(application: string, orphans: readonly OrphanLine[]): ActionsBlock[] {
  const foundUpTo = Math.max(...orphans.map(({ record }) => record.foundAt));
  const about = { application, foundUpTo };
  const going = orphans.filter(({ stays }) => stays === undefined);
  const ours = orphans.filter(({ record }) => record.orphan.by === "clean-up");
  const forGood = ours.filter(({ record: { kept } }) => kept !== undefined && kept.until === undefined);
  const kept = ours.filter(({ record }) => record.kept !== undefined);
  const open = ours.length - forGood.length;
  const elements = [
    ...(going.length === 0 ? [] : [cleanUp(about, going)]),
    ...(open === 0 ? [] : [keep(about, open), snooze(about, open)]),
    ...(kept.length === 0 ? [] : [release(about, kept.length)]),
  ];
  return elements.length === 0 ? [] : [{ type: "actions", elements }];
}

const button = (about: OrphansValue, action_id: string, text: string): Button => ({
  type: "button",
  action_id,
  text: { type: "plain_text", text },
  value: orphansValue(about),
  accessibility_label: plain(`${text}: the orphans of ${about.application}`, LIMITS.button),
});

const sure = (title: string, text: string, yes: string) => ({
  title: { type: "plain_text", text: title } as const,
  text: { type: "mrkdwn", text } as const,
  confirm: { type: "plain_text", text: yes } as const,
  deny: { type: "plain_text", text: "Not now" } as const,
});

const cleanUp = (about: OrphansValue, going: readonly OrphanLine[]): Button => ({
  ...button(about, "clean-up", "Clean up"),
  style: "danger",
  confirm: {
    ...sure(
      "Have them deleted?",
      `${orphansCounted(going.length)} of *${escaped(about.application, 60)}* (${gibOf(going.map(({ record }) => record.orphan))} GiB) may go now. It is planned first and put before the approvers, where the manifest says so. Each is looked at again before it goes.`,
      "Ask for it",
    ),
    style: "danger",
  },
});

const keep = (about: OrphansValue, count: number): Button => ({
  ...button(about, "orphans-keep", "Keep"),
  confirm: sure(
    "Keep them for good?",
    `${orphansCounted(count)} of *${escaped(about.application, 60)}*: no clean-up deletes them until somebody releases them.`,
    "Keep",
  ),
});

const snooze = (about: OrphansValue, count: number): Button => ({
  ...button({ ...about, forMs: SNOOZE_MS }, "orphans-snooze", `Snooze ${describeDuration(SNOOZE_MS)}`),
  confirm: sure(
    "Keep them for a time?",
    `${orphansCounted(count)} of *${escaped(about.application, 60)}*: no clean-up deletes them for ${describeDuration(SNOOZE_MS)}.`,
    "Snooze",
  ),
});

const release = (about: OrphansValue, count: number): Button => ({
  ...button(about, "orphans-release", "Release"),
  confirm: sure(
    "Keep them no longer?",
    `${orphansCounted(count)} of *${escaped(about.application, 60)}*: the owner is told anew, and the grace begins anew.`,
    "Release",
  ),
});
