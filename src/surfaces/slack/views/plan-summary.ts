import { atMost } from "../fit.ts";
import { escaped, withMoments } from "../mrkdwn.ts";

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
 * happen. Volumes are named with their size in one line; names and ids of all are in the whole plan.
 */
export function planSummary(summary: readonly string[]): PlanSummary {
  const lines = summary.filter((line) => line.trim() !== "" && !/^digest [0-9a-f]{64}$/.test(line));
  const warned = lines.slice(2).filter((line) => WARNS.test(line));
  const made = lines.slice(2).flatMap((line) => MADE.exec(line)?.[0] ?? []);
  const others = lines.slice(2).filter((line) => !WARNS.test(line) && !MADE.test(line));
  const wanted = [
    ...lines.slice(0, 2).map(point),
    ...warned.map((line) => `⚠️ ${withMoments(line, LINE)}`),
    ...others.slice(0, 1).map(point),
    ...(made.length === 0 ? [] : [madeLine(made)]),
    ...others.slice(1).map(point),
  ];
  const long = lines.some((line) => line.length > LINE);
  return { lines: wanted.slice(0, SHOWN), cut: wanted.length > SHOWN || made.length > 0 || long };
}

const point = (line: string): string =>
  line.startsWith("point: ") ? `• *${escaped(line, LINE)}*` : `• ${withMoments(line, LINE)}`;

const WARNS = /^(warning|error): /;
/** `make ffr/prod/orders-db/<run>/data: 200 GiB, …` */
const MADE = /^make \S+\/[^/\s]+: \d+ GiB/;

/** `make 3 volumes: data (200 GiB), wal (20 GiB), config (20 GiB)` */
function madeLine(made: readonly string[]): string {
  const named = atMost(made, VOLUMES, (text) => {
    const [, role = "", size = ""] = /\/([^/\s]+): (\d+ GiB)$/.exec(text) ?? [];
    return `${escaped(role, 40)} (${size})`;
  });
  return `• make ${made.length === 1 ? "1 volume" : `${made.length} volumes`}: ${named.join(", ")}`;
}

const VOLUMES = 8;
