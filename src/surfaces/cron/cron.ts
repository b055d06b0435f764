import { schedule } from "node-cron";
import type { Operations } from "#operations/index.ts";
import type { Log } from "#support/log.ts";

export interface CronOptions {
  readonly operations: Pick<Operations, "lookAtSchedules" | "onSchedule">;
  readonly log: Log;
}

/**
 * Looks at the schedules now and each minute, until it is disposed of; that waits for nothing: what a look has begun is
 * durable, and what it has not is there at the next one. A tick carries nothing but the time to look.
 */
export function startCron({ operations, log }: CronOptions): Disposable {
  const over = new AbortController();
  const stopTelling = operations.onSchedule(({ application, title, lines }) =>
    log.info({ ...(application === undefined ? {} : { application }), lines }, title),
  );
  const look = async (): Promise<void> => {
    try {
      for (const { schedule: of, error } of await operations.lookAtSchedules(over.signal))
        log.error(
          { schedule: of, err: error },
          "a schedule could not be looked at; the next minute tries again",
        );
    } catch (err) {
      if (!over.signal.aborted) log.error({ err }, "schedules could not be looked at");
    }
  };
  // Missed ticks are nothing to warn of: the next look finds every slot.
  const task = schedule("* * * * *", look, { noOverlap: true, suppressMissedWarning: true });
  void look();
  return {
    [Symbol.dispose]: () => {
      over.abort();
      void task.destroy();
      stopTelling();
    },
  };
}
