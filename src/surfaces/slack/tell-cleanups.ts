import { CleanupReport } from "#domain/orphans/cleanup-record.ts";
import type { Operations } from "#operations/index.ts";
import type { Log } from "#support/log.ts";
import { cleanupNote } from "./views/cleanup-note.ts";

export interface CleanupNotesOptions {
  readonly operations: Pick<Operations, "onRun">;
  /** The channel of an application by name; undefined: nothing is posted of it. */
  readonly channelOf: (application: string) => string | undefined;
  /** Without a channel: the installation's. */
  readonly note: (title: string, lines: readonly string[], channel?: string) => Promise<void>;
  readonly log: Log;
}

/** What a clean-up has deleted, or could not, is told in the application's channel. Returns how to stop. */
export const tellCleanups = ({ operations, channelOf, note, log }: CleanupNotesOptions): (() => void) =>
  operations.onRun((run) => {
    const report = run.workflow.startsWith("clean-orphans@")
      ? CleanupReport.safeParse(run.result).data
      : undefined;
    if (report === undefined) return;
    const { title, lines } = cleanupNote(report);
    note(title, lines, channelOf(report.application)).catch((err: unknown) =>
      log.warn({ err }, "what a clean-up did could not be told"),
    );
  });
