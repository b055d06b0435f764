import { blackoutAt, blackoutWindows } from "./blackout.ts";
import { readCron } from "./cron.ts";
import { nextSlot } from "./slots.ts";
import type { Zone } from "./zone.ts";

/** Slots that are looked at for those: a blackout may cover very many. */
const LOOKED_AT = 10_000;

/** The next slots after an instant that are in no blackout, at most `count`; epoch ms. Fewer: there are no more for long. */
export function openSlotsAfter(
  { cron: text, zone, blackout }: { cron: string; zone: Zone; blackout: readonly string[] },
  after: number,
  count: number,
): number[] {
  const cron = readCron(text);
  const windows = blackoutWindows(blackout);
  const found: number[] = [];
  let at = nextSlot(cron, zone, after);
  for (let looked = 0; at !== undefined && looked < LOOKED_AT && found.length < count; looked++) {
    if (blackoutAt(windows, zone, at) === undefined) found.push(at);
    at = nextSlot(cron, zone, at);
  }
  return found;
}
