import { code, escaped } from "../mrkdwn.ts";
import { context, header, section } from "./blocks.ts";
import type { Message } from "./message.ts";
import { provenance } from "./provenance.ts";
import type { RunState } from "./run-state.ts";

type Waiting = "queued" | "starting" | "waiting" | "stopping";

/** A run of which nothing is known but that it will go on: never more than that is said. */
export function waitingMessage(state: RunState, how: Waiting): Message {
  const { emoji, word, line } = words(state, how);
  return {
    text: `${emoji} ${escaped(state.application, 80)}: ${word}`,
    blocks: [header(`${emoji} ${state.application}: ${word}`), section([line]), context([provenance(state)])],
  };
}

function words({ run, busyWith, application }: RunState, how: Waiting) {
  switch (how) {
    case "queued":
      return {
        emoji: "⏳",
        word: "snapshot queued",
        line: `It begins by itself after ${busyWith === undefined ? "the run before it" : `run ${code(busyWith, 80)}`}. To take it out: ${code(`/ff cancel ${run.id}`, 120)}`,
      };
    case "starting":
      return { emoji: "⏳", word: "snapshot starting", line: "What happens is told here, step by step." };
    case "waiting":
      return {
        emoji: "⏳",
        word: "snapshot waits for its turn",
        line: `Other snapshots have theirs; it begins by itself after them. Nothing is frozen meanwhile. To take it out: ${code(`/ff cancel ${run.id}`, 120)}`,
      };
    case "stopping":
      return {
        emoji: "⏸️",
        word: "snapshot interrupted, goes on",
        line: `Freezeframe is being stopped. An open freeze ends first, and guests thaw by themselves at their deadline. The run goes on at the next start; until then ${code(`freezeframe thaw ${application}`, 120)} on the command line.`,
      };
  }
}
