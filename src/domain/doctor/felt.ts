import { z } from "zod";

/** One commit of a session that does nothing else. Times are the guest's monotonic clock, ms. */
export interface FeltCommit {
  readonly at: number;
  readonly tookMs: number;
}

/** When a guest's file systems were frozen, on the same clock. */
export interface FrozenSpan {
  readonly server: string;
  readonly from: number;
  readonly to: number;
}

const Latency = z.object({ commits: z.number(), medianMs: z.number(), longestMs: z.number() });
export type Latency = z.infer<typeof Latency>;

/** How long commits of one database took around a freeze. Absent: none was seen then. */
export const Felt = z.object({
  server: z.string(),
  /** As the manifest names it: `MariaDB "main"`. */
  database: z.string(),
  before: Latency.optional(),
  during: Latency.optional(),
  after: Latency.optional(),
});
export type Felt = z.infer<typeof Felt>;

/** A commit belongs to the freeze as soon as it waited in any part of it. */
export function feltAround(
  commits: readonly FeltCommit[],
  { from, to }: FrozenSpan,
): Omit<Felt, "server" | "database"> {
  const ended = ({ at, tookMs }: FeltCommit) => at + tookMs;
  const before = latency(commits.filter((commit) => ended(commit) <= from));
  const during = latency(commits.filter((commit) => ended(commit) > from && commit.at < to));
  const after = latency(commits.filter((commit) => commit.at >= to));
  return {
    ...(before === undefined ? {} : { before }),
    ...(during === undefined ? {} : { during }),
    ...(after === undefined ? {} : { after }),
  };
}

function latency(commits: readonly FeltCommit[]): Latency | undefined {
  if (commits.length === 0) return undefined;
  const took = commits.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return {
    commits: took.length,
    medianMs: took[Math.floor(took.length / 2)] ?? 0,
    longestMs: took[took.length - 1] ?? 0,
  };
}
