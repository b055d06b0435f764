import type { Lane } from "./lane.ts";
import type { TokenGate } from "./token-gate.ts";

/** Something of this channel is under way, or goes without a failure to wait for. */
export function isOwed({ entries, refusals, unanswered }: Lane, { revoked }: TokenGate): boolean {
  const stuck = revoked || refusals > 0 || unanswered.size > 1;
  return [...entries.values()].some(
    ({ busy, dirtySince, failures }) => busy || (!stuck && failures === 0 && dirtySince !== undefined),
  );
}

/** How many messages wait, and for how long the oldest does. */
export function lagOf(lanes: readonly Lane[], now: number): { waiting: number; oldestWaitingMs: number } {
  const since = lanes.flatMap(({ entries }) =>
    [...entries.values()].flatMap(({ dirtySince }) => (dirtySince === undefined ? [] : [dirtySince])),
  );
  return { waiting: since.length, oldestWaitingMs: since.reduce((most, at) => Math.max(most, now - at), 0) };
}
