import type { Felt, Latency } from "#domain/doctor/felt.ts";
import { describeDuration } from "#domain/duration.ts";

/** `PostgreSQL "main" on orders-db-1: commits 1.4 ms → 912 ms → 1.5 ms` */
export const feltWords = ({ server, database, before, during, after }: Felt): string =>
  `${database} on ${server}: a commit took ${usual(before)} before, ${longest(during)} during, ${usual(after)} after`;

const usual = (seen: Latency | undefined): string => (seen === undefined ? "?" : latency(seen.medianMs));

const longest = (seen: Latency | undefined): string =>
  seen === undefined ? "(none waited)" : `up to ${latency(seen.longestMs)}`;

/** Commits take a millisecond or two: tenths count there. */
const latency = (ms: number): string => (ms < 10 ? `${Math.round(ms * 10) / 10} ms` : describeDuration(ms));
