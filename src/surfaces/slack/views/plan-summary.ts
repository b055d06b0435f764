import { escaped } from "../mrkdwn.ts";

/** What of a plan stands in the message of its request. */
export interface PlanSummary {
  readonly lines: readonly string[];
  /** Something of it is only in the whole plan. */
  readonly cut: boolean;
}

/** A phone shows so many lines before somebody has to scroll to the buttons. */
const SHOWN = 12;
const LINE = 300;

/**
 * The lines that somebody decides by: the point and what is lost since it first, then what stands against it, then what will
 * happen. A line for each volume says less the more there are: of many they are counted.
 */
export function planSummary(summary: readonly string[]): PlanSummary {
  const lines = summary.filter((line) => line.trim() !== "" && !/^digest [0-9a-f]{64}$/.test(line));
  const first = lines.slice(0, 2);
  const rest = lines.slice(2);
  const warned = rest.filter((line) => WARNS.test(line));
  const made = rest.filter((line) => MAKES.test(line));
  const others = rest.filter((line) => !WARNS.test(line) && !MAKES.test(line));
  const fewMade = made.length <= FEW ? made : [`make ${made.length} things, each by name in the whole plan`];
  const wanted = [...first, ...warned, ...others.slice(0, 1), ...fewMade, ...others.slice(1)];
  const shown = wanted.slice(0, SHOWN);
  const cut = wanted.length > shown.length || made.length > FEW || shown.some((line) => line.length > LINE);
  return {
    lines: shown.map((line) => (WARNS.test(line) ? `⚠️ ${escaped(line, LINE)}` : `• ${escaped(line, LINE)}`)),
    cut,
  };
}

/** So many volumes are named. */
const FEW = 4;
const WARNS = /^(warning|error): /;
const MAKES = /^make /;
