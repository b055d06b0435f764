import type { EditBudget } from "./edit-budget.ts";
import type { Entry } from "./entry.ts";
import type { Lane } from "./lane.ts";
import type { Priority } from "./rendered.ts";
import type { TokenGate } from "./token-gate.ts";

export type Next =
  | { readonly kind: "send"; readonly entry: Entry }
  /** Infinite: until something changes. */
  | { readonly kind: "wait"; readonly ms: number };

/** What else has a say in when a message goes. */
export interface Rates {
  readonly gate: TokenGate;
  readonly budget: EditBudget;
}

/** The most urgent of a channel's messages that may go now, else how long to wait for the next one. */
export function pickNext(lane: Lane, rates: Rates, now: number): Next {
  let best: Entry | undefined;
  let soonest = Number.POSITIVE_INFINITY;
  for (const entry of lane.entries.values()) {
    if (entry.busy || entry.dirtySince === undefined) continue;
    const at = readyAt(entry, entry.priority, lane, rates, now);
    soonest = Math.min(soonest, at);
    if (at <= now && (best === undefined || goesBefore(entry, best))) best = entry;
  }
  return best === undefined ? { kind: "wait", ms: soonest - now } : { kind: "send", entry: best };
}

/**
 * When a message of this priority may go. One whose priority is not known yet may be final, so its edit goes ahead to be
 * rendered: what it says decides then.
 */
export function readyAt(
  { slot, notBefore, editFrom }: Entry,
  priority: Priority | undefined,
  lane: Lane,
  { gate, budget }: Rates,
  now: number,
): number {
  const common = Math.max(notBefore, lane.blockedUntil, gate.readyAt(now));
  if (slot.ts === undefined) return Math.max(common, lane.bucket.readyAt(now));
  if (priority === "progress") return Math.max(common, editFrom, budget.readyAt(now, false));
  return Math.max(common, budget.readyAt(now, true));
}

/** Alerts, then ends, then what has not failed yet, then what waits longest. */
function goesBefore(one: Entry, other: Entry): boolean {
  const byRank = rank(one) - rank(other);
  if (byRank !== 0) return byRank < 0;
  const byFailures = Math.sign(one.failures) - Math.sign(other.failures);
  if (byFailures !== 0) return byFailures < 0;
  return (one.dirtySince ?? 0) < (other.dirtySince ?? 0);
}

const rank = ({ priority, slot }: Entry): number =>
  slot.about.kind === "alert" || priority === "alert" ? 0 : priority === "progress" ? 2 : 1;
