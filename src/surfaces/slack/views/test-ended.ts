import { code, escaped } from "../mrkdwn.ts";
import { context, header, section } from "./blocks.ts";
import type { Message } from "./message.ts";
import { nextStep } from "./next-step.ts";
import { provenance } from "./provenance.ts";
import { leftThings } from "./restore-words.ts";
import { failureWords } from "./state-words.ts";
import type { TestState } from "./test-state.ts";

/** A test that ended without a report, or cannot go on: nothing is concluded from it about any point. */
export function testEnded(state: TestState): Message {
  const { run, application, restore } = state;
  const { title, line, next } = testEndWords(state);
  const said = title.replace("%", () => application);
  const left = restore?.state === "left" ? (restore.report?.left ?? []) : [];
  return {
    text: `${escaped(said, 200)}. ${failureWords(line, 300)}`,
    blocks: [
      header(said),
      section([
        failureWords(line, 800),
        "🏷️ *Labels unchanged:* it says nothing of any point.",
        left.length > 0
          ? `*Next:* mend what keeps it there, then ${code(`/ff discard ${run.id}`, 120)}`
          : (nextStep(next) ?? `*Next:* ${code(`/ff test ${application}`, 120)}`),
      ]),
      ...leftThings(left).map((one) => section([one])),
      context([provenance(state)]),
    ],
  };
}

/** The end of a test that has no report; `%` stands for the application. */
export function testEndWords({ run }: Pick<TestState, "run">): {
  title: string;
  line: string;
  next: string | undefined;
} {
  const { id, workflow, error, state } = run;
  if (state === "parked")
    return {
      title: "🅿️ %: restore test PARKED",
      line: `This version of Freezeframe does not know ${workflow}, so nobody works on the run. What it has made stays till then.`,
      next: `start the version that began it, or freezeframe cancel ${id}`,
    };
  if (state === "cancelled")
    return {
      title: "✋ %: restore test CANCELLED",
      line: error?.message ?? "It was stopped before it had an end of its own.",
      next: error?.next,
    };
  return {
    title: "❓ %: restore test INCONCLUSIVE, it broke off",
    line: error?.message ?? "It ended without saying how.",
    next: error?.next,
  };
}
