import type { Measured } from "../arena.ts";
import { percentile } from "./percentile.ts";

/** Frozen times of one contestant on one back end, ms; or for how long one that does not end was let go on. */
export interface Row {
  readonly contestant: string;
  readonly backEnd: string;
  readonly times: readonly number[];
  readonly endedAfterMs?: number;
}

const FROZEN = [
  "back end",
  "contestant",
  "rounds",
  "p50 ms",
  "p99 ms",
  "least",
  "most",
  "over floor",
  "× floor",
];
const PHASES = ["back end", "contestant", "freeze", "→ POST", "→ available", "→ thaw ordered", "→ thawed"];

/** Markdown, so that it can stand in a README as it is. */
export function frozenTable(rows: readonly Row[]): string {
  const lines = rows.map(({ backEnd, contestant, times, endedAfterMs }) => {
    const floor = rows.find((row) => row.contestant === "floor" && row.backEnd === backEnd)?.times ?? [];
    if (endedAfterMs !== undefined)
      return [
        backEnd,
        contestant,
        1,
        `≥ ${Math.floor(endedAfterMs / 1_000)} s (limit)`,
        "never thaws",
        ...Array(4).fill("–"),
      ];
    return [backEnd, contestant, times.length, ...timesOf(times), ...against(times, floor)];
  });
  return markdown(FROZEN, lines);
}

/** Where the time goes: medians of each phase, for those who tell. */
export function phasesTable(
  series: readonly { contestant: string; backEnd: string; measured: readonly Pick<Measured, "phases">[] }[],
): string {
  const lines = series.flatMap(({ contestant, backEnd, measured }) => {
    const told = measured.flatMap(({ phases }) => phases ?? []);
    if (told.length === 0) return [];
    const medians = (["freeze", "request", "cut", "order", "thaw"] as const).map((phase) =>
      Math.round(
        percentile(
          told.map((one) => one[phase]),
          50,
        ),
      ),
    );
    return [[backEnd, contestant, ...medians]];
  });
  return markdown(PHASES, lines);
}

const timesOf = (times: readonly number[]) =>
  [percentile(times, 50), percentile(times, 99), Math.min(...times), Math.max(...times)].map(Math.round);

/** At p50. */
function against(times: readonly number[], floor: readonly number[]): string[] {
  const [ours, least] = [percentile(times, 50), percentile(floor, 50)];
  return [`${ours < least ? "−" : "+"}${Math.abs(Math.round(ours - least))}`, (ours / least).toFixed(2)];
}

export function markdown(heads: readonly string[], lines: readonly (readonly (string | number)[])[]): string {
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [row(heads), row(heads.map(() => "---")), ...lines.map(row)].join("\n");
}
