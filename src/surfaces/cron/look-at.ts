import type { Log } from "#support/log.ts";

/** Something that could not be looked at; which one is in its other fields. */
interface LookFailure {
  readonly error: unknown;
}

/**
 * Has all things of a kind looked at. What fails is told in the log and is the end of nothing: the next look comes in a minute.
 * True: all of them could be looked at.
 */
export async function lookAt(
  what: string,
  look: (signal: AbortSignal) => Promise<readonly LookFailure[]>,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<boolean> {
  if (signal.aborted) return false;
  try {
    const failures = await look(signal);
    for (const { error, ...which } of failures)
      log.error(
        { ...which, err: error },
        `looking at ${what} failed for this one; the next minute tries again`,
      );
    return failures.length === 0;
  } catch (err) {
    if (!signal.aborted) log.error({ err }, `looking at ${what} failed; the next minute tries again`);
    return false;
  }
}
