import type { Schedule } from "#domain/manifest/schedule.ts";

/** A slot that is looked at so late was missed; ms. */
export const GRACE_MS = 120_000;
/** What is older is not even counted; ms. */
export const LOOK_BACK_MS = 31 * 86_400_000;
/** So many missed slots are made up for at most. */
const MOST_OWED = 10;

export interface DueSlots {
  /** To begin now. */
  readonly begin: readonly number[];
  /** To be made up for one after the other, oldest first. */
  readonly owe: readonly number[];
  /** Missed and left out. */
  readonly left: readonly number[];
}

/** Pure: what to do with the slots (ascending) that have come since the last look. */
export function dueSlots(slots: readonly number[], now: number, policy: Schedule["missed"]): DueSlots {
  const missed = slots.filter((slot) => now - slot > GRACE_MS);
  const onTime = slots.filter((slot) => now - slot <= GRACE_MS);
  switch (policy) {
    case "skip":
      return { begin: onTime, owe: [], left: missed };
    case "all":
      return { begin: onTime, owe: missed.slice(-MOST_OWED), left: missed.slice(0, -MOST_OWED) };
    case "latest":
      return onTime.length > 0
        ? { begin: onTime, owe: [], left: missed }
        : { begin: missed.slice(-1), owe: [], left: missed.slice(0, -1) };
  }
}

export const isMissed = (slot: number, now: number): boolean => now - slot > GRACE_MS;
