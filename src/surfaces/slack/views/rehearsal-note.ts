import type { RehearsalResult } from "#domain/doctor/rehearsal.ts";
import { describeDuration } from "#domain/duration.ts";
import type { Note } from "../notes.ts";
import { feltWords } from "./rehearsal-words.ts";

/** That a freeze was tried, and what it did, as words that belong to no snapshot. */
export function rehearsalNote({
  application,
  outcome,
  windowMs,
  felt,
  problems,
  runId,
}: RehearsalResult): Note {
  const frozen = windowMs === undefined ? "" : ` (${describeDuration(windowMs)})`;
  return {
    title:
      outcome === "held"
        ? `${application}: a freeze was rehearsed${frozen} and thawed; nothing was cut`
        : `${application}: a freeze was rehearsed${frozen} and was NOT whole; nothing was cut`,
    lines: [...problems, ...felt.map(feltWords), `run ${runId}`],
  };
}
