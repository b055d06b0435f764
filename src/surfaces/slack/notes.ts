import type { Log } from "#support/log.ts";

/** A few lines in a channel, of which nothing is edited later. */
export interface Note {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The way to the channels. */
export interface Notes {
  /** The channel of an application by name; undefined: it has none. */
  readonly channelOf: (application: string) => string | undefined;
  /** Without a channel: the installation's. */
  readonly note: (title: string, lines: readonly string[], channel?: string) => Promise<void>;
  readonly log: Log;
}

/** Tells it in the application's channel, without one in the installation's. Nobody waits; what fails is in the log. */
export function tellNote(
  { channelOf, note, log }: Notes,
  application: string | undefined,
  { title, lines }: Note,
): void {
  const channel = application === undefined ? undefined : channelOf(application);
  note(title, lines, channel).catch((err: unknown) =>
    log.warn({ err, application, note: title }, "a note could not be told in Slack"),
  );
}
