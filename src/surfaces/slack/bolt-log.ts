import { type Logger, LogLevel } from "@slack/bolt";
import type { Log } from "#support/log.ts";

/**
 * Slack's libraries write into our log (without one: nowhere, never to the console), their `info` as our `debug`. Their `debug` is dropped: it holds whole payloads, with
 * response URLs and trigger ids, which let their holder speak for us.
 */
export function boltLog(log: Pick<Log, "debug" | "warn" | "error"> | undefined): Logger {
  return {
    debug: () => {},
    info: (...words) => log?.debug({ words: told(words) }, "slack library"),
    warn: (...words) => log?.warn({ words: told(words) }, "slack library"),
    error: (...words) => log?.error({ words: told(words) }, "slack library"),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}

const told = (words: readonly unknown[]): string =>
  words.map((word) => (word instanceof Error ? word.message : String(word))).join(" ");
