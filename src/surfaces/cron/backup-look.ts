import type { Operations } from "#operations/index.ts";
import type { Log } from "#support/log.ts";
import { beside } from "./beside.ts";

/** Looks, one a minute, that pass after a backup has failed. */
const LOOKS_AFTER_FAILURE = 60;

/** Has a backup of the store made when one is due. Nobody waits for it, since it waits until nothing is frozen. */
export const createBackupLook = (
  { backUpIfDue }: Pick<Operations, "backUpIfDue">,
  log: Log,
  signal: AbortSignal,
): (() => void) =>
  beside(async () => {
    try {
      const made = await backUpIfDue(signal);
      if (made !== undefined) log.info({ ...made }, "the store is backed up");
      return 0;
    } catch (err) {
      if (!signal.aborted)
        log.error(
          { err },
          "THE STORE COULD NOT BE BACKED UP; it is tried again in an hour, or now by freezeframe store backup",
        );
      return LOOKS_AFTER_FAILURE;
    }
  });
