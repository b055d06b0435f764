import { code, escaped } from "../mrkdwn.ts";
import { context, header, section } from "./blocks.ts";
import type { Message } from "./message.ts";
import { nextStep } from "./next-step.ts";
import { provenance } from "./provenance.ts";
import type { RunState } from "./run-state.ts";
import { failureWords, seenOfFreeze, stateWords } from "./state-words.ts";

/** A run that ended without a result, or cannot go on. What it froze may not be known, and then that is said. */
export function endedMessage(state: RunState): Message {
  const { run, application } = state;
  const { title, line, next } = stateWords(run);
  return {
    text: `${title.replace("%", escaped(application, 80))}${line === undefined ? "" : `. ${failureWords(line, 300)}`}`,
    blocks: [
      header(title.replace("%", application)),
      section([
        line === undefined ? undefined : failureWords(line, 800),
        seenOfFreeze(state.phases, application),
        next === undefined
          ? `*Next:* ${code(`/ff ${run.state === "cancelled" ? "snapshot" : "doctor"} ${application}`)}`
          : nextStep(next),
      ]),
      context([provenance(state)]),
    ],
  };
}
