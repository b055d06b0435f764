import { z } from "zod";
import { DomainError, errorKind } from "#domain/errors.ts";

/**
 * HTTP/1.1 over a Unix socket: `POST /v1/<operation>`, a JSON object in, `{result}` or `{error}` out. An absent result is
 * `undefined`. Both sides are of one version, or they do not talk.
 */
export const PREFIX = "/v1/";
export const VERSION_HEADER = "freezeframe-version";
/** The OS user who asks, percent-encoded: a header takes Latin-1 only. */
export const USER_HEADER = "freezeframe-user";
export const MAX_BODY_BYTES = 1_048_576;

export const Failure = z.object({ kind: z.string(), message: z.string(), next: z.string().optional() });
export type Failure = z.infer<typeof Failure>;

/** What is on the other side, asked before anything else; the only call that any version may make. */
export const Hello = z.object({ version: z.string(), pid: z.number().int() });
export type Hello = z.infer<typeof Hello>;

/** Kind of what nobody foresaw: a fault of the bot's own, told in its log. */
const UNEXPECTED = "unexpected";

/** An error as it is sent. Of what nobody foresaw only the message: the stack is in the bot's log. */
export function toFailure(error: unknown): Failure {
  if (!(error instanceof DomainError))
    return { kind: UNEXPECTED, message: error instanceof Error ? error.message : String(error) };
  const { kind, message, next } = error;
  return { kind, message, ...(next === undefined ? {} : { next }) };
}

/** Inverse of {@link toFailure}. */
export const fromFailure = ({ kind, message, next }: Failure): Error =>
  kind === UNEXPECTED
    ? new Error(`in the running bot: ${message}`)
    : new DomainError(errorKind(kind), message, next === undefined ? {} : { next });

/** Refusal of another version, in the same words on both sides. */
export const otherVersion = (commandLine: string, bot: string): DomainError =>
  new DomainError(
    "refused",
    `this command line is version ${commandLine}, but the bot that is running is version ${bot}`,
    { next: "after an upgrade restart the bot, or use the command line that belongs to it" },
  );
