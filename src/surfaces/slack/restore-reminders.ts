import { ReminderMoment } from "#domain/message-slot.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import type { Operations } from "#operations/index.ts";
import type { Clock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";
import type { PauseFor } from "./outbox/alarm.ts";
import type { NewSlot } from "./outbox/outbox.ts";

export interface RestoreRemindersOptions {
  readonly operations: Pick<Operations, "restores">;
  /** The channel of an application by name; undefined: nothing is posted of it. */
  readonly channelOf: (application: string) => string | undefined;
  /** Durable: the same slot twice is one message. */
  readonly open: (slot: NewSlot) => Promise<void>;
  readonly clock: Clock;
  readonly pause: PauseFor;
  readonly log: Log;
}

const MINUTE = 60_000;
/** A wall clock may jump, so that nothing sleeps until the moment itself. */
const LOOK_EVERY_MS = MINUTE;

const BEFORE: Readonly<Record<ReminderMoment, number>> = {
  "24h": 24 * 60 * MINUTE,
  "1h": 60 * MINUTE,
  over: 0,
};

/**
 * Reminds whoever asked for a restore before its time is over, and when it is. Looks at what is there again and again until
 * the signal; what was missed meanwhile, as by a restart, is told once, the latest moment only. Never throws.
 */
export async function remindOfRestores(options: RestoreRemindersOptions, signal: AbortSignal): Promise<void> {
  const { operations, clock, pause, log } = options;
  while (!signal.aborted) {
    try {
      for (const slot of dueReminders(await operations.restores(), clock.now(), options.channelOf))
        await options.open(slot);
    } catch (err) {
      log.warn({ err }, "restores could not be looked through for reminders; it is tried again");
    }
    await pause(LOOK_EVERY_MS, signal).catch(() => undefined);
  }
}

/** What is to be said now, the same again at each look: of each restore that is kept at most one reminder. */
export const dueReminders = (
  restores: readonly RestoreRecord[],
  now: number,
  channelOf: RestoreRemindersOptions["channelOf"],
): NewSlot[] =>
  restores.flatMap((restore) => {
    const moment = reminderMoment(restore, now);
    const channel = channelOf(restore.application);
    if (moment === undefined || channel === undefined) return [];
    const { id } = restore;
    return [
      {
        id: `restore-reminder ${id} ${moment}`,
        channel,
        about: { kind: "restore-reminder", restoreId: id, before: moment },
      },
    ];
  });

/** The last moment that has passed, unless it lay before the restore itself: a short time to live needs no such warning. */
export function reminderMoment(
  { state, report, startedAt }: RestoreRecord,
  now: number,
): ReminderMoment | undefined {
  const expiresAt = report?.expiresAt;
  if (state !== "kept" || expiresAt === undefined) return undefined;
  const passed = ReminderMoment.options.filter((moment) => expiresAt - BEFORE[moment] <= now);
  const last = passed.at(-1);
  return last !== undefined && expiresAt - BEFORE[last] > startedAt ? last : undefined;
}
