import type { SnapshotResult } from "#domain/snapshot-result.ts";
import { atMost } from "../fit.ts";
import { code, escaped } from "../mrkdwn.ts";
import { context, header, section, whyButton } from "./blocks.ts";
import { leftoverLines } from "./leftover-lines.ts";
import type { Message } from "./message.ts";
import { provenance } from "./provenance.ts";
import type { RunState } from "./run-state.ts";
import { headline, lastGoodLine, nextOf, numbers, thawWarning } from "./snapshot-words.ts";
import { statementWords } from "./statement-words.ts";

/** How a snapshot run ended: label, numbers, next step. What failed in detail is the alert's. */
export function resultMessage(state: RunState, result: SnapshotResult, now: number): Message {
  const { point, outcome } = result;
  const lines = [numbers(result), ...detail(result, state.run.createdAt, now), `*Next:* ${nextOf(result)}`];
  return {
    text: `${escaped(headline(result), 200)}. ${numbers(result).replaceAll("*", "")}`,
    blocks: [
      header(headline(result)),
      section(lines, whyButton(point)),
      ...(outcome === "ok"
        ? leftoverLines(result.leftovers, 3)
            .slice(0, 4)
            .map((line) => section([line]))
        : []),
      context([point === undefined ? undefined : `point ${code(point, 120)}`, provenance(state)]),
    ],
  };
}

function detail(result: SnapshotResult, lookedAt: number, now: number): (string | undefined)[] {
  const { outcome, statements, problems, unstamped, leftovers } = result;
  const unwritten =
    unstamped.length === 0
      ? undefined
      : `Not stamped: ${escaped(unstamped.join(", "))}. The point is good, but cannot be rebuilt from the cloud.`;
  if (outcome === "ok") return [...atMost(statements, 2, statementWords), unwritten];
  return [
    thawWarning(result),
    ...atMost(problems, 2, (line) => `• ${escaped(line)}`),
    unwritten,
    leftovers.length === 0 ? undefined : "Something is left behind in the cloud: the alert has the commands.",
    lastGoodLine(result, lookedAt, now),
  ];
}
