import type { Operations } from "#operations/index.ts";
import type { Log } from "#support/log.ts";

/** Looks, one a minute, that pass after a start: what there is to take up comes first. */
const LOOKS_AFTER_START = 10;

/** Has drift looked for where it is due. One look at a time; nobody waits for it, since clouds and guests are asked. */
export function createDriftLook(
  { watchDrift }: Pick<Operations, "watchDrift">,
  log: Log,
  signal: AbortSignal,
): () => void {
  let going = false;
  let pauses = LOOKS_AFTER_START;
  const act = async (): Promise<void> => {
    try {
      for (const { application, error } of await watchDrift(signal))
        log.error(
          { application, err: error },
          "could not be looked at for drift; the next minute tries again",
        );
    } catch (err) {
      if (!signal.aborted) log.error({ err }, "nobody could look for drift");
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
