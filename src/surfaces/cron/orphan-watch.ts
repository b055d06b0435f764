import { schedule } from "node-cron";
import type { Operations, OrphanNews } from "#operations/index.ts";
import type { Clock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";

export interface OrphanWatchOptions {
  readonly operations: Pick<Operations, "lookForOrphans" | "tellOwners" | "applications" | "application">;
  /** To a channel, or without one to the installation's. Absent: there is no Slack, and the log tells it. */
  readonly note?: ((title: string, lines: readonly string[], channel?: string) => Promise<void>) | undefined;
  readonly clock: Pick<Clock, "monotonic">;
  readonly log: Log;
}

/** A bot that has just begun has other things to do. */
const FIRST_SCAN_MS = 10 * 60_000;

/** Tells owners what was found, now and each minute until it is disposed of, and starts the scan that is due by then. */
export function watchOrphans({ operations, note, clock, log }: OrphanWatchOptions): Disposable {
  const begun = clock.monotonic();
  const over = new AbortController();
  const tell = async ({ application, title, lines }: OrphanNews): Promise<string> => {
    const channel =
      application !== undefined && operations.applications().includes(application)
        ? operations.application(application).channel
        : undefined;
    log.warn({ ...(application === undefined ? {} : { application }), lines }, title);
    if (note === undefined) return "log";
    await note(title, lines, channel);
    return channel === undefined ? "the channel of the installation" : `channel ${channel}`;
  };
  const look = async (): Promise<void> => {
    try {
      if (clock.monotonic() - begun >= FIRST_SCAN_MS) await operations.lookForOrphans(over.signal);
      await operations.tellOwners(tell, over.signal);
    } catch (err) {
      if (!over.signal.aborted)
        log.error({ err }, "orphans could not be looked for; the next minute tries again");
    }
  };
  // What is due is due at the next look as well.
  const task = schedule("* * * * *", look, { noOverlap: true, suppressMissedWarning: true });
  void look();
  return {
    [Symbol.dispose]: () => {
      over.abort();
      void task.destroy();
    },
  };
}
