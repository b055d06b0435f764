import type { RunView } from "#engine/port.ts";
import { code, escaped } from "../mrkdwn.ts";
import { section } from "./blocks.ts";
import type { Message } from "./message.ts";
import { failureWords } from "./state-words.ts";

/** What became of the wish to stop a run. */
export function cancelAnswer(run: RunView): Message {
  const about = escaped(run.lockKey ?? run.workflow, 80);
  const { emoji, what, more } = words(run);
  return {
    text: `${emoji} ${about}: ${what}`,
    blocks: [section([`${emoji} *${about}: ${what}*${more}`, `run ${code(run.id, 80)}`])],
  };
}

function words({ state, error, workflow }: RunView): { emoji: string; what: string; more: string } {
  if (state === "cancelled")
    return {
      emoji: "✋",
      what: "run cancelled",
      more: error === undefined ? "" : `, ${failureWords(error.message, 300)}`,
    };
  if (state === "running" || state === "queued")
    return {
      emoji: "⏳",
      what: "run asked to stop",
      more: workflow.includes("restore")
        ? ". What it has made is taken away first. Its message tells the end."
        : ". An open freeze ends first, in order. Its message tells the end.",
    };
  return { emoji: "⚪", what: `run had ended (${state})`, more: ". Nothing was stopped." };
}
