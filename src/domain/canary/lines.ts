import { describeDuration } from "../duration.ts";
import type { CanaryRun } from "./run.ts";

/** What is known of a canary before anybody has read it back, line by line; nothing where none was asked for. */
export function canaryLines(run: CanaryRun | undefined): string[] {
  if (run === undefined) return [];
  return [
    ...run.writers.map(
      ({ server, roles, cycles, longestMs }) =>
        `${server} wrote to ${roles.join(", ")} in turn, ${cycles} times, at most ${describeDuration(longestMs)} apart; a restore test reads it`,
    ),
    ...(run.covered ? [] : ["it ended before the group snapshot was available"]),
    ...run.problems.map((text) => `not run: ${text}`),
  ];
}
