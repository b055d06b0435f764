import { schedule } from "node-cron";
import type { Incident } from "#domain/rpo/incident.ts";
import type { Operations } from "#operations/index.ts";
import type { Clock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";
import { createBackupLook } from "./backup-look.ts";
import { createDriftLook } from "./drift-look.ts";

export interface CronOptions {
  readonly operations: Pick<
    Operations,
    | "backUpIfDue"
    | "watchDrift"
    | "lookAtSchedules"
    | "onSchedule"
    | "onReload"
    | "watchObjectives"
    | "onIncident"
    | "lookAtRetention"
    | "onRetention"
    | "onRun"
  >;
  readonly clock: Pick<Clock, "monotonic">;
  readonly log: Log;
}

export interface Cron extends Disposable {
  /** Why schedules and objectives are not looked at as they should be; undefined: they are. */
  unwell(): string | undefined;
}

/** A look comes each minute; one that takes longer than this is none. */
const LATE_MS = 5 * 60_000;

/**
 * Looks at the schedules now, each minute and after each reload, and then at what is missed, until it is disposed of; that waits for nothing:
 * what a look has begun is durable, and what it has not is there at the next one. A tick carries nothing but the time to look.
 */
export function startCron({ operations, clock, log }: CronOptions): Cron {
  const over = new AbortController();
  const stopTelling = [
    operations.onSchedule(({ application, title, lines }) =>
      log.info({ ...(application === undefined ? {} : { application }), lines }, title),
    ),
    operations.onIncident((incident) => tell(incident, log)),
    operations.onRetention(({ application, runId, pruned, left }) =>
      left.length === 0
        ? log.info({ application, runId, pruned }, "points were pruned")
        : log.warn({ application, runId, pruned, left }, "points could not be pruned"),
    ),
  ];
  const lookForDrift = createDriftLook(operations, log, over.signal);
  const lookAtBackups = createBackupLook(operations, log, over.signal);
  let looked = { at: clock.monotonic(), well: true };
  const look = async (): Promise<void> => {
    lookAtBackups();
    lookForDrift();
    // What begins now mends what would else be missed.
    const begun = await lookAtSchedules(operations, log, over.signal);
    const watched = await watchObjectives(operations, log, over.signal);
    const retained = await lookAtRetention(operations, log, over.signal);
    looked = { at: clock.monotonic(), well: begun && watched && retained };
  };
  // Missed ticks are nothing to warn of: the next look finds every slot.
  const task = schedule("* * * * *", look, { noOverlap: true, suppressMissedWarning: true });
  // A schedule begins with the look that sees it first: a slot of the next minute is not to be missed.
  stopTelling.push(operations.onReload(() => void look()));
  // A new point may take the place of an old one, and what was approved begins.
  stopTelling.push(
    operations.onRun(({ workflow, state }) => {
      if (state === "done" && /^(snapshot-application|request-prune)@/.test(workflow))
        void lookAtRetention(operations, log, over.signal);
    }),
  );
  void look();
  return {
    unwell: () => {
      if (clock.monotonic() - looked.at > LATE_MS) return "schedules were not looked at for minutes";
      return looked.well ? undefined : "schedules or objectives could not be looked at";
    },
    [Symbol.dispose]: () => {
      over.abort();
      void task.destroy();
      for (const stop of stopTelling) stop();
    },
  };
}

async function lookAtSchedules(
  operations: CronOptions["operations"],
  log: Log,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const failures = await operations.lookAtSchedules(signal);
    for (const { schedule: of, error } of failures)
      log.error(
        { schedule: of, err: error },
        "a schedule could not be looked at; the next minute tries again",
      );
    return failures.length === 0;
  } catch (err) {
    if (!signal.aborted) log.error({ err }, "schedules could not be looked at");
    return false;
  }
}

async function watchObjectives(
  operations: CronOptions["operations"],
  log: Log,
  signal: AbortSignal,
): Promise<boolean> {
  if (signal.aborted) return false;
  try {
    const failures = await operations.watchObjectives(signal);
    for (const { application, error } of failures)
      log.error(
        { application, err: error },
        "its objectives could not be looked at; the next minute tries again",
      );
    return failures.length === 0;
  } catch (err) {
    if (!signal.aborted) log.error({ err }, "objectives could not be looked at");
    return false;
  }
}

async function lookAtRetention(
  operations: CronOptions["operations"],
  log: Log,
  signal: AbortSignal,
): Promise<boolean> {
  if (signal.aborted) return false;
  try {
    const failures = await operations.lookAtRetention(signal);
    for (const { application, error } of failures)
      log.error(
        { application, err: error },
        "its retention could not be looked at; the next minute tries again",
      );
    return failures.length === 0;
  } catch (err) {
    if (!signal.aborted) log.error({ err }, "retention could not be looked at");
    return false;
  }
}

function tell({ id, application, text, snoozed, resolvedAt, resolvedBy }: Incident, log: Log): void {
  if (resolvedAt !== undefined)
    log.info({ incident: id, application, resolvedBy }, "an incident is resolved");
  else if (snoozed !== undefined)
    log.info({ incident: id, application, by: snoozed.by }, "an incident is snoozed");
  else log.warn({ incident: id, application }, text);
}
