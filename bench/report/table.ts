import type { Phases } from "../contestants/contestant.ts";
import { percentile } from "./percentile.ts";

/** One line of the table: frozen times in ms, or what is shown instead of them. */
export interface Row {
  readonly contestant: string;
  readonly backEnd: string;
  readonly times: readonly number[];
  readonly atLeast?: string;
}

/** Markdown, so that it can stand in a README as it is. */
export function frozenTable(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const floor =
      rows.find((other) => other.contestant === "floor" && other.backEnd === row.backEnd)?.times ?? [];
    const cells =
      row.atLeast === undefined
        ? [...timesOf(row.times), ...against(row.times, floor)]
        : [row.atLeast, "never thaws", "–", "–", "–", "–"];
    return [row.backEnd, row.contestant, row.atLeast === undefined ? row.times.length : 1, ...cells];
  });
  return markdown(
    [
      "back end",
      "contestant",
      "rounds",
      "p50 ms",
      "p99 ms",
      "least ms",
      "most ms",
      "over floor, p50",
      "× floor, p50",
    ],
    lines,
  );
}

/** Where the time goes: medians of each phase, by the contestants' own clocks. */
export function phasesTable(
  rows: readonly { contestant: string; backEnd: string; phases: readonly Phases[] }[],
): string {
  const lines = rows.map(({ contestant, backEnd, phases }) => [
    backEnd,
    contestant,
    ...(["freeze", "request", "cut", "order", "thaw"] as const).map((phase) =>
      Math.round(
        percentile(
          phases.map((one) => one[phase]),
          50,
        ),
      ),
    ),
  ]);
  return markdown(
    ["back end", "contestant", "freeze", "→ POST sent", "→ available", "→ thaw ordered", "→ thawed"],
    lines,
  );
}

const timesOf = (times: readonly number[]) =>
  [percentile(times, 50), percentile(times, 99), Math.min(...times), Math.max(...times)].map(Math.round);

function against(times: readonly number[], floor: readonly number[]): string[] {
  const [ours, least] = [percentile(times, 50), percentile(floor, 50)];
  return [`${ours < least ? "−" : "+"}${Math.abs(Math.round(ours - least))}`, (ours / least).toFixed(2)];
}

function markdown(heads: readonly string[], lines: readonly (readonly (string | number)[])[]): string {
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [row(heads), row(heads.map(() => "---")), ...lines.map(row)].join("\n");
}
