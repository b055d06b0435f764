import type { Shown, Watched } from "#domain/application-status.ts";

/** Of an application that was never restored and has no schedule. */
export const nothingShown: Shown = {
  lastTest: undefined,
  lastGoodTest: undefined,
  tested: undefined,
  lastRtoMs: undefined,
};

export const nothingWatched: Watched = { nextSnapshot: undefined, nextTest: undefined, incidents: [] };
