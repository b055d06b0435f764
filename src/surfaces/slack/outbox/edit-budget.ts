/** Edits of the whole app in any minute. Progress leaves some of them to final states. */
export interface EditBudget {
  /** When an edit may go; not after `now` when it may go now. */
  readyAt(now: number, urgent: boolean): number;
  take(now: number): void;
}

const minute = 60_000;

export function createEditBudget(perMinute: number, keptForUrgent: number): EditBudget {
  let taken: number[] = [];
  return {
    readyAt: (now, urgent) => {
      const limit = urgent ? perMinute : perMinute - keptForUrgent;
      // The edit that has to be a minute old before another one fits.
      const blocking = taken.at(-limit);
      return blocking === undefined ? now : blocking + minute;
    },
    take: (now) => {
      taken = [...taken.filter((at) => at + minute > now), now];
    },
  };
}
