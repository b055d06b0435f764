import { schedule } from "node-cron";
import type { Incident } from "#domain/rpo/incident.ts";
import type { Operations } from "#operations/index.ts";
import type { Clock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";
import { createBackupLook } from "./backup-look.ts";
import { beside } from "./beside.ts";
import { lookAt } from "./look-at.ts";

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
  /** Why schedules, objectives and retention are not looked at as they should be; undefined: they are. */
  unwell(): string | undefined;
}

/** A look comes each minute; one that takes longer than this is none. */
const LATE_MS = 5 * 60_000;
/** Looks that pass before drift is looked for: what there is to take up after a start comes first. */
const DRIFT_AFTER_LOOKS = 10;

/**
 * Looks at the schedules now, each minute and after each reload, then at what is missed and at what retention takes, until it is
 * disposed of; that waits for nothing: what a look has begun is durable, and what it has not is there at the next one. A tick
 * carries nothing but the time to look.
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
  const around = { log, signal: over.signal };
  const lookAtBackups = createBackupLook(operations, log, over.signal);
  // Clouds and guests are asked, so that it may take long.
  const lookForDrift = beside(async () => {
    await lookAt("drift", operations.watchDrift, around);
    return 0;
  }, DRIFT_AFTER_LOOKS);
  const lookAtRetention = () => lookAt("retention", operations.lookAtRetention, around);
  let looked: { readonly at: number; readonly unwell?: string } = { at: clock.monotonic() };
  const look = async (): Promise<void> => {
    lookAtBackups();
    lookForDrift();
    // What begins now mends what would else be missed.
    const begun = await lookAt("schedules", operations.lookAtSchedules, around);
    const watched = await lookAt("objectives", operations.watchObjectives, around);
    const retained = await lookAtRetention();
    const unwell = [
      ...(begun && watched ? [] : ["schedules or objectives could not be looked at"]),
      ...(retained ? [] : ["retention could not be looked at"]),
    ];
    looked = { at: clock.monotonic(), ...(unwell[0] === undefined ? {} : { unwell: unwell.join("; ") }) };
  };
  // Missed ticks are nothing to warn of: the next look finds every slot.
  const task = schedule("* * * * *", look, { noOverlap: true, suppressMissedWarning: true });
  // A schedule begins with the look that sees it first: a slot of the next minute is not to be missed.
  stopTelling.push(operations.onReload(() => void look()));
  // A new point may take the place of an old one, and what was approved begins.
  stopTelling.push(
    operations.onRun(({ workflow, state }) => {
      if (state === "done" && /^(snapshot-application|request-prune)@/.test(workflow)) void lookAtRetention();
    }),
  );
  void look();
  return {
    unwell: () => {
      if (clock.monotonic() - looked.at > LATE_MS) return "schedules were not looked at for minutes";
      return looked.unwell;
    },
    [Symbol.dispose]: () => {
      over.abort();
      void task.destroy();
      for (const stop of stopTelling) stop();
    },
  };
}

function tell({ id, application, text, snoozed, resolvedAt, resolvedBy }: Incident, log: Log): void {
  if (resolvedAt !== undefined)
    log.info({ incident: id, application, resolvedBy }, "an incident is resolved");
  else if (snoozed !== undefined)
    log.info({ incident: id, application, by: snoozed.by }, "an incident is snoozed");
  else log.warn({ incident: id, application }, text);
}
