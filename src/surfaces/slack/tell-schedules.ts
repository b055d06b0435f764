import type { Operations } from "#operations/index.ts";
import type { Log } from "#support/log.ts";

export interface ScheduleNotesOptions {
  readonly operations: Pick<Operations, "onSchedule">;
  /** The channel of an application by name; undefined: nothing is posted of it. */
  readonly channelOf: (application: string) => string | undefined;
  /** Without a channel: the installation's. */
  readonly note: (title: string, lines: readonly string[], channel?: string) => Promise<void>;
  readonly log: Log;
}

/** What schedules have left out or made up for is told in the application's channel. Returns how to stop. */
export const tellSchedules = ({ operations, channelOf, note, log }: ScheduleNotesOptions): (() => void) =>
  operations.onSchedule(({ application, title, lines }) => {
    const channel = application === undefined ? undefined : channelOf(application);
    note(title, lines, channel).catch((err: unknown) =>
      log.warn({ err }, "a schedule's news could not be told"),
    );
  });
