import { code, escaped } from "../mrkdwn.ts";
import { context, header, section } from "./blocks.ts";
import type { Message } from "./message.ts";
import { provenance } from "./provenance.ts";
import type { TestState } from "./test-state.ts";

/** A test of which nothing was made yet, or that goes on after a start. */
export function testWaiting(state: TestState, how: "starting" | "queued" | "slot" | "stopping"): Message {
  const { word, lines } = words(state, how);
  const emoji = how === "stopping" ? "⏸️" : "🧪";
  return {
    text: `${emoji} ${escaped(state.application, 80)}: ${word}`,
    blocks: [header(`${emoji} ${state.application}: ${word}`), section(lines), context([provenance(state)])],
  };
}

function words(
  { run, busyWith }: TestState,
  how: "starting" | "queued" | "slot" | "stopping",
): { word: string; lines: string[] } {
  const cancel = `To stop it: ${code(`/ff cancel ${run.id}`, 120)}`;
  switch (how) {
    case "starting":
      return {
        word: "restore test starting",
        lines: [
          "A recovery point is restored apart from production, read and checked, then all of it is taken away again. What happens is told here.",
        ],
      };
    case "queued":
      return {
        word: "restore test queued",
        lines: [
          `It begins by itself after ${busyWith === undefined ? "the test before it" : `run ${code(busyWith, 80)}`}. Nothing was made yet. ${cancel}`,
        ],
      };
    case "slot":
      return {
        word: "restore test waits its turn",
        lines: [
          `Another test is going on, or a restore reads on its recovery server: only so many tests run at once, and one at a time there, so that tests never starve production. Nothing was made yet. ${cancel}`,
        ],
      };
    case "stopping":
      return {
        word: "restore test interrupted, goes on",
        lines: [
          "Freezeframe is being stopped. It goes on where it was at the next start; what it has made stays till then, and none is made twice.",
        ],
      };
  }
}
