import { schedule } from "node-cron";
import type { Operations, OrphanNews } from "#operations/index.ts";
import type { Clock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";

export interface OrphanWatchOptions {
  readonly operations: Pick<Operations, "lookForOrphans" | "tellOwners" | "onRun" | "onOrphans">;
  /** Absent: there is no Slack, and the log tells it. */
  readonly messages?:
    | {
        /** Resolves when it is durable, with the channel; undefined: there is none. */
        tell(application: string | undefined): Promise<string | undefined>;
        /** Time has passed. */
        look(): Promise<void>;
      }
    | undefined;
  readonly clock: Pick<Clock, "monotonic">;
  readonly log: Log;
}

/** A bot that has just begun has other things to do. */
const FIRST_SCAN_MS = 10 * 60_000;

/** Tells owners what was found, now and each minute until it is disposed of, and starts the scan that is due by then. */
export function watchOrphans({ operations, messages, clock, log }: OrphanWatchOptions): Disposable {
  const begun = clock.monotonic();
  const over = new AbortController();
  const tell = async ({ application, title, lines }: OrphanNews): Promise<string> => {
    log.warn({ ...(application === undefined ? {} : { application }), lines }, title);
    const channel = await messages?.tell(application);
    return channel === undefined ? "log" : `channel ${channel}`;
  };
  const lookNow = async (): Promise<void> => {
    try {
      if (clock.monotonic() - begun >= FIRST_SCAN_MS) await operations.lookForOrphans(over.signal);
      await operations.tellOwners(tell, over.signal);
      await messages?.look();
    } catch (err) {
      if (!over.signal.aborted)
        log.error({ err }, "orphans could not be looked for; the next minute tries again");
    }
  };
  // One after another: two at once would tell the same twice.
  let looked = Promise.resolve();
  const look = (): Promise<void> => {
    looked = looked.then(lookNow);
    return looked;
  };
  // Whoever has asked for a scan, or has released something, need not wait for the minute to be told.
  const stops = [
    operations.onRun(({ workflow, endedAt }) => {
      if (workflow.startsWith("scan-orphans@") && endedAt !== undefined) void look();
    }),
    operations.onOrphans(() => void look()),
  ];
  // What is due is due at the next look as well.
  const task = schedule("* * * * *", look, { noOverlap: true, suppressMissedWarning: true });
  void look();
  return {
    [Symbol.dispose]: () => {
      over.abort();
      for (const stop of stops) stop();
      void task.destroy();
    },
  };
}
