import type { Delivery } from "./deliver.ts";
import { markDirty } from "./entry.ts";
import { keep } from "./keep.ts";
import type { Rendered } from "./rendered.ts";

/** Slack has the message: its `ts` and its end are stored, and what changed meanwhile is still to be told. */
export function afterSuccess({ final }: Rendered, ts: string, { entry, lane, parts, seen }: Delivery): void {
  const now = parts.clock.monotonic();
  const posted = entry.slot.ts === undefined;
  entry.failures = 0;
  entry.notBefore = Number.NEGATIVE_INFINITY;
  entry.form = "full";
  entry.refusedBlocks = false;
  entry.editFrom = now + parts.pace.editMs;
  const changed = entry.changes !== seen;
  entry.dirtySince = undefined;
  if (final || posted) {
    // A first post says only that the run starts: what is true now is to follow.
    if (!final) markDirty(entry, now);
    void keep(entry, { ...entry.slot, ts, settled: final }, lane, parts);
    return;
  }
  if (changed) markDirty(entry, now);
  entry.busy = false;
  parts.moved(lane);
}
