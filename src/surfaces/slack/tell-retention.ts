import type { Operations } from "#operations/index.ts";
import type { Log } from "#support/log.ts";
import { retentionNote } from "./views/retention-note.ts";

export interface RetentionNotesOptions {
  readonly operations: Pick<Operations, "onRetention">;
  /** The channel of an application by name; undefined: nothing is posted of it. */
  readonly channelOf: (application: string) => string | undefined;
  /** Without a channel: the installation's. */
  readonly note: (title: string, lines: readonly string[], channel?: string) => Promise<void>;
  readonly log: Log;
}

/** What retention has taken away, or could not, is told in the application's channel. Returns how to stop. */
export const tellRetention = ({ operations, channelOf, note, log }: RetentionNotesOptions): (() => void) =>
  operations.onRetention((result) => {
    const { title, lines } = retentionNote(result);
    note(title, lines, channelOf(result.application)).catch((err: unknown) =>
      log.warn({ err }, "what retention did could not be told"),
    );
  });
