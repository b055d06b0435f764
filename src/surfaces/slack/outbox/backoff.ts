import type { Backoff } from "./pace.ts";

/**
 * Milliseconds before attempt number `failures + 1`: doubled with each failure, up to the maximum, of which `random` (0 to
 * 1) takes away at most a quarter, so that what failed together does not come back together.
 */
export function backoffMs({ minMs, maxMs }: Backoff, failures: number, random: () => number): number {
  const full = Math.min(maxMs, minMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return full * (1 - random() / 4);
}
