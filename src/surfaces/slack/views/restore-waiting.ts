import { approvedBy } from "#domain/approval.ts";
import { actorMention, code, date, escaped } from "../mrkdwn.ts";
import { approverMentions, tally } from "./approval-words.ts";
import { context, header, section } from "./blocks.ts";
import type { Message } from "./message.ts";
import { provenance } from "./provenance.ts";
import type { RestoreState } from "./restore-state.ts";

export type Waiting = "starting" | "planning" | "approval" | "approved" | "queued" | "stopping";

/** A restore of which nothing was made yet, or that goes on after a start. */
export function restoreWaiting(state: RestoreState, how: Waiting): Message {
  const { emoji, word, lines } = words(state, how);
  return {
    text: `${emoji} ${escaped(state.application, 80)}: ${word}`,
    blocks: [header(`${emoji} ${state.application}: ${word}`), section(lines), context([provenance(state)])],
  };
}

const NOTHING = "Nothing was made yet.";

function words(
  state: RestoreState,
  how: Waiting,
): { emoji: string; word: string; lines: (string | undefined)[] } {
  const { run, approval, busyWith, child } = state;
  const cancel = `To stop it: ${code(`/ff cancel ${run.id}`, 120)}`;
  switch (how) {
    case "starting":
      return { emoji: "⏳", word: "restore starting", lines: ["What happens is told here, step by step."] };
    case "planning":
      return {
        emoji: "⏳",
        word: "restore is being planned",
        lines: [
          `The point, the cloud and the recovery server are looked at; nothing is changed by it. ${NOTHING}`,
          cancel,
        ],
      };
    case "approval":
      return {
        emoji: "🔐",
        word: "restore waits for approval",
        lines: [...(approval === undefined ? [] : waitsFor(approval)), `${NOTHING} ${cancel}`],
      };
    case "approved":
      return {
        emoji: "⏳",
        word: "restore approved, begins",
        lines: [approval && yes(approval), NOTHING],
      };
    case "queued":
      return {
        emoji: "⏳",
        word: "restore queued",
        lines: [
          approval && yes(approval),
          `It begins by itself after ${busyWith === undefined ? "the run before it" : `run ${code(busyWith, 80)}`}. ${NOTHING} ${cancel}`,
        ],
      };
    case "stopping":
      return {
        emoji: "⏸️",
        word: "restore interrupted, goes on",
        lines: [
          `Freezeframe is being stopped. It goes on where it was at the next start${child === undefined ? "" : "; what it has made stays till then, and none is made twice"}.`,
        ],
      };
  }
}

const waitsFor = (approval: NonNullable<RestoreState["approval"]>): string[] => [
  `*Who decides:* ${approverMentions(approval)} · *${tally(approval)}* approved · until ${date(approval.expiresAt)}`,
  `The plan and the buttons are in the message of approval ${code(approval.id, 80)} in this channel.`,
];

/** Who has said yes; a broken glass is told as one. */
export function yes(approval: NonNullable<RestoreState["approval"]>): string | undefined {
  const { breakGlass } = approval;
  if (breakGlass !== undefined)
    return `🚨 *Approved by breaking the glass:* ${actorMention(breakGlass.by)} alone`;
  const by = approvedBy(approval);
  return by.length === 0 ? undefined : `✅ Approved by ${by.slice(0, 10).map(actorMention).join(", ")}`;
}
