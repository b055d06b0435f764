import { type DestinationStream, type Logger, destination as openDestination, pino } from "pino";

/** Events with fields: the message is constant text, what varies is a field. One child per run carries its `runId`. */
export type Log = Logger;

export interface LogOptions {
  readonly level: "error" | "warn" | "info" | "debug" | "trace" | "silent";
  /** Default: standard error, written at once, so that nothing is lost when the process stops on purpose. */
  readonly destination?: DestinationStream;
}

/**
 * The process's log. Secrets are kept out of it by `Secret`; as a second belt, fields whose names sound like one are
 * masked down to the third level, and of an error only its kind, words, stack and causes are written, never what a
 * library hung on it.
 */
export function createLog({ level, destination }: LogOptions): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError },
      redact: { paths: masked, censor: "***" },
    },
    destination ?? openDestination({ fd: 2, sync: true }),
  );
}

const names = [
  "password",
  "passwd",
  "secret",
  "token",
  "signingKey",
  "botToken",
  "appToken",
  "application_credential_secret",
  "authorization",
  "Authorization",
  '["x-auth-token"]',
  '["X-Auth-Token"]',
  '["x-subject-token"]',
  '["X-Subject-Token"]',
];

const masked = ["", "*", "*.*"].flatMap((prefix) =>
  names.map((name) => (prefix === "" || name.startsWith("[") ? `${prefix}${name}` : `${prefix}.${name}`)),
);

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return { ...describeReason(error), stack: error.stack };
}

/** An error without its stack, and what caused it, at most five deep. */
function describeReason(error: unknown, depth = 5): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const said = "kind" in error && typeof error.kind === "string" ? { kind: error.kind } : {};
  const cause =
    error.cause === undefined || depth === 0 ? {} : { cause: describeReason(error.cause, depth - 1) };
  return { type: error.name, ...said, message: error.message, ...cause };
}
