import type { RunView } from "#engine/port.ts";
import { actorMention, code, escaped } from "../mrkdwn.ts";
import type { Phase } from "./phase.ts";
import { secondsOf } from "./snapshot-words.ts";

/** The end of a run that has no result to tell; `%` stands for the application. */
export function stateWords({ id, workflow, state, error }: RunView): {
  title: string;
  line: string | undefined;
  next: string | undefined;
} {
  switch (state) {
    case "cancelled":
      return {
        title: "✋ %: snapshot CANCELLED",
        line: error?.message ?? "It was stopped before it had an end of its own.",
        next: error?.next,
      };
    case "parked":
      return {
        title: "🅿️ %: snapshot PARKED",
        line: `This version of Freezeframe does not know ${workflow}, so nobody works on the run.`,
        next: `start the version that began it, or freezeframe cancel ${id}`,
      };
    default:
      return {
        title: error?.kind === "interrupted" ? "✋ %: snapshot INTERRUPTED" : "❌ %: snapshot FAILED",
        line: error?.message ?? "It ended without saying how.",
        next: error?.next,
      };
  }
}

/** Why a run failed. Who cancelled it is in the words of the engine: `cancelled: by U…: reason`. */
export function failureWords(message: string, max: number): string {
  const [, by, reason] = /^cancelled: by ([UW][A-Z0-9]{2,20}): (.*)$/s.exec(message) ?? [];
  return by === undefined ? escaped(message, max) : `by ${actorMention(by)}: ${escaped(reason ?? "", max)}`;
}

/** What is known of freeze and thaw when there is no evidence: only what was seen. */
export function seenOfFreeze(phases: readonly Phase[], application: string): string {
  const thawed = phases.findLast((phase) => phase.phase === "thawed");
  const ask = `Make sure: ${code(`/ff status ${application}`, 120)}`;
  if (thawed !== undefined)
    return `The thaw was ordered${thawed.windowMs === undefined ? "" : ` after ${secondsOf(thawed.windowMs)}`}. ${ask}`;
  if (phases.some((phase) => phase.phase === "freezing" || phase.phase === "frozen"))
    return `🚨 *Thaw NOT confirmed.* The guest thaws by itself, at the latest 3 s after its budget. ${ask}`;
  return `A freeze was not seen here. ${ask}`;
}
