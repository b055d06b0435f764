import type { RunView } from "#engine/port.ts";
import { actorMention, code, escaped } from "../mrkdwn.ts";
import { Discarded, type DiscardRun } from "../restore-run.ts";
import { context, header, section } from "./blocks.ts";
import type { Message } from "./message.ts";
import { nextStep } from "./next-step.ts";
import { leftThings, thingsWords } from "./restore-words.ts";
import { failureWords } from "./state-words.ts";

export interface DiscardState extends DiscardRun {
  readonly stopping?: boolean | undefined;
  readonly busyWith?: string | undefined;
}

/** The one message of a discard: what of the restore is gone, and what is not. */
export function discardMessage(state: DiscardState): Message {
  const { run, application, restore, requestedBy } = state;
  const { title, lines, more = [] } = words(state);
  return {
    text: escaped(title, 200),
    blocks: [
      header(title),
      section([`Restore ${code(restore, 120)} of *${escaped(application, 80)}*`, ...lines]),
      ...more.map((line) => section([line])),
      context([
        `${requestedBy === undefined ? "" : `asked by ${actorMention(requestedBy)} · `}run ${code(run.id, 80)}`,
      ]),
    ],
  };
}

/** What of it could not be taken away, to those who have to do it; undefined: nothing. */
export function isDiscardAlarming({ state, result }: RunView): boolean {
  if (state === "failed" || state === "parked") return true;
  return state === "done" && Discarded.safeParse(result).data?.left.length !== 0;
}

interface Words {
  readonly title: string;
  readonly lines: readonly (string | undefined)[];
  readonly more?: readonly string[];
}

function words({ run, application, restore, stopping, busyWith }: DiscardState): Words {
  switch (run.state) {
    case "queued":
      return {
        title: `⏳ ${application}: discard queued`,
        lines: [
          `It begins by itself after ${busyWith === undefined ? "the run before it" : `run ${code(busyWith, 80)}`}.`,
        ],
      };
    case "running":
      return stopping === true
        ? {
            title: `⏸️ ${application}: discard interrupted, goes on`,
            lines: ["It goes on at the next start."],
          }
        : {
            title: `⏳ ${application}: restore is being discarded`,
            lines: ["What it made is detached and deleted, and looked for again."],
          };
    case "done":
      return doneWords(application, restore, run);
    case "cancelled":
    case "failed":
    case "parked":
      return notDone(application, restore, run);
  }
}

function doneWords(application: string, restore: string, run: RunView): Words {
  const found = Discarded.safeParse(run.result).data;
  if (found === undefined) return notDone(application, restore, run);
  const { gone, left } = found;
  const removed =
    gone.length === 0 ? "Nothing of it was there." : `Removed: ${thingsWords(gone)}, seen to be gone.`;
  if (left.length === 0) return { title: `🧹 ${application}: restore discarded`, lines: [removed] };
  return {
    title: `❌ ${application}: restore NOT gone, ${left.length} left`,
    lines: [removed, `*Next:* mend what keeps it there, then ${code(`/ff discard ${restore}`, 120)}`],
    more: leftThings(left),
  };
}

const HOW = {
  cancelled: "✋ %: discard CANCELLED",
  parked: "🅿️ %: discard PARKED",
  failed: "❌ %: discard FAILED",
} as const;

function notDone(application: string, restore: string, { state, error, workflow }: RunView): Words {
  const how = state === "cancelled" || state === "parked" ? state : "failed";
  const why =
    how === "parked"
      ? `This version of Freezeframe does not know ${workflow}, so nobody works on the run.`
      : (error?.message ?? "It ended without saying how.");
  return {
    title: HOW[how].replace("%", () => application),
    lines: [
      failureWords(why, 800),
      "What of it is gone and what is not: `/ff restores`",
      error?.next === undefined ? `*Next:* ${code(`/ff discard ${restore}`, 120)}` : nextStep(error.next),
    ],
  };
}
