import type { Felt, Latency } from "#domain/doctor/felt.ts";
import type { RehearsalResult } from "#domain/doctor/rehearsal.ts";
import { describeDuration } from "#domain/duration.ts";
import { rows } from "./rows.ts";

/** The answer to `doctor --rehearse`: the window, and what the databases felt of it. */
export function rehearsalText(result: RehearsalResult): string {
  const { application, outcome, servers, problems, felt, unfelt, runId, windowMs, heldMs, budgetMs } = result;
  return [
    `${application}: ${headlines[outcome]}`,
    ...rows([
      ["problem", ...problems],
      [
        "window",
        windowMs === undefined
          ? undefined
          : `${describeDuration(windowMs)} of ${describeDuration(budgetMs)}, held for ${describeDuration(heldMs ?? 0)} in place of a cut`,
      ],
      [
        "frozen",
        ...servers.map(
          ({ server, frozenMs, mounts }) =>
            `${server} ${frozenMs === undefined ? "" : `for ${describeDuration(frozenMs)}: `}${mounts.map(({ mount }) => mount).join(", ")}`,
        ),
      ],
      ["felt", ...felt.map(feltLine)],
      ["not felt", ...unfelt],
      ["run", runId],
    ]),
    ...(felt.length === 0 && outcome === "held"
      ? ["  No PostgreSQL is named in quiesce.stages that commits could be timed in."]
      : []),
  ].join("\n");
}

const headlines = {
  held: "rehearsed: frozen, proved and thawed; nothing was cut",
  flawed: "the rehearsal was NOT WHOLE; nothing was cut",
  "not-frozen": "NOT FROZEN: no freeze came about; nothing was cut",
  refused: "REFUSED: nothing was touched",
} as const;

const feltLine = ({ server, database, before, during, after }: Felt): string =>
  `${server} ${database}: a commit took ${latency(before)} before, ${latency(during)} during, ${latency(after)} after`;

/** Two numbers where they differ: the usual one and the worst. */
function latency(seen: Latency | undefined): string {
  if (seen === undefined) return "(none seen)";
  const { commits, medianMs, longestMs } = seen;
  return commits === 1
    ? describeLatency(longestMs)
    : `${describeLatency(medianMs)} (longest ${describeLatency(longestMs)})`;
}

/** Commits take a millisecond or two: tenths count there. */
const describeLatency = (ms: number): string =>
  ms < 10 ? `${Math.round(ms * 10) / 10} ms` : describeDuration(ms);
