import type { Operations } from "#operations/index.ts";
import type { Log } from "#support/log.ts";

/** Looks, one a minute, that pass after a backup has failed. */
const LOOKS_AFTER_FAILURE = 60;

/** Has a backup of the store made when one is due. One at a time; nobody waits for it, since it waits until nothing is frozen. */
export function createBackupLook(
  { backUpIfDue }: Pick<Operations, "backUpIfDue">,
  log: Log,
  signal: AbortSignal,
): () => void {
  let going = false;
  let pauses = 0;
  const act = async (): Promise<void> => {
    try {
      const made = await backUpIfDue(signal);
      if (made !== undefined) log.info({ ...made }, "the store is backed up");
    } catch (err) {
      pauses = LOOKS_AFTER_FAILURE;
      if (!signal.aborted)
        log.error({ err }, "THE STORE COULD NOT BE BACKED UP; it is tried again in an hour");
    } finally {
      going = false;
    }
  };
  return () => {
    pauses = Math.max(0, pauses - 1);
    if (going || pauses > 0) return;
    going = true;
    void act();
  };
}
