import { type IncomingMessage, request as openRequest } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { describeDuration } from "#domain/duration.ts";
import { DomainError } from "#domain/errors.ts";
import { type Call, HELLO } from "./calls.ts";
import {
  Failure,
  fromFailure,
  Hello,
  otherVersion,
  PREFIX,
  USER_HEADER,
  VERSION_HEADER,
} from "./protocol.ts";

/** Where a bot listens, and as whom we ask it. */
export interface Bot {
  readonly path: string;
  readonly user: string;
  readonly version: string;
}

const hello: Call<Record<string, never>, Hello> = {
  name: HELLO,
  request: z.strictObject({}),
  result: Hello,
  changes: false,
};

/** Does a bot listen there? Throws when one does that we cannot talk to. */
export async function greet(bot: Bot, withinMs: number): Promise<boolean> {
  try {
    const { version } = await ask(bot, { ...hello, withinMs }, {});
    if (version !== bot.version) throw otherVersion(bot.version, version);
    return true;
  } catch (error) {
    if (error instanceof NobodyListens) return false;
    throw error;
  }
}

/** Nothing was sent. */
class NobodyListens extends DomainError {}

/**
 * Asks one operation and awaits its answer. Throws what the operation threw; `unreachable` when the answer was lost or did
 * not come in time; the signal's reason when it is aborted, which the bot is told by the end of the connection.
 */
export async function ask<Request, Result>(
  bot: Bot,
  call: Call<Request, Result>,
  request: Request,
  signal: AbortSignal = new AbortController().signal,
): Promise<Result> {
  const deadline = call.withinMs === undefined ? [] : [AbortSignal.timeout(call.withinMs)];
  const answer = await exchange(bot, call.name, request, AbortSignal.any([signal, ...deadline])).catch(
    (cause: unknown) => {
      signal.throwIfAborted();
      throw cause instanceof DomainError ? cause : lost(bot, call, cause);
    },
  );
  if (answer.error !== undefined) throw fromFailure(answer.error);
  const read = call.result.safeParse(answer.result);
  if (!read.success) throw lost(bot, call, read.error);
  return read.data;
}

const Answer = z.object({ result: z.unknown().optional(), error: Failure.optional() });

async function exchange(bot: Bot, name: string, request: unknown, signal: AbortSignal) {
  const response = await post(bot, name, request, signal);
  return Answer.parse(JSON.parse(await text(response)));
}

/** Sends a request and resolves with the answer's head. The connection is its own: its end tells the bot that we are gone. */
export function post(bot: Bot, name: string, body: unknown, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = openRequest({
      socketPath: bot.path,
      path: `${PREFIX}${name}`,
      method: "POST",
      agent: false,
      signal,
      headers: {
        "content-type": "application/json",
        [VERSION_HEADER]: bot.version,
        [USER_HEADER]: encodeURIComponent(bot.user),
      },
    });
    sent.on("response", resolve);
    sent.on("error", (error: NodeJS.ErrnoException) => reject(connectError(bot, error) ?? error));
    sent.end(JSON.stringify(body));
  });
}

function connectError({ path }: Bot, { code, syscall }: NodeJS.ErrnoException): DomainError | undefined {
  if (syscall !== "connect") return undefined;
  if (code === "ENOENT" || code === "ECONNREFUSED" || code === "ENOTDIR")
    return new NobodyListens("unreachable", `no bot listens at ${path}`, {
      next: "ask again: without a running bot the command line opens the store itself",
    });
  if (code === "EACCES" || code === "EPERM")
    return new DomainError("not-permitted", `this user may not open the bot's control socket ${path}`, {
      next: "ask as the user that the bot runs as",
    });
  return undefined;
}

function lost({ path }: Bot, { name, changes, withinMs }: Call, cause: unknown): DomainError {
  const late = cause instanceof Error && (cause.name === "TimeoutError" || cause.name === "AbortError");
  const what =
    late && withinMs !== undefined
      ? `the bot at ${path} has not answered ${name} within ${describeDuration(withinMs)}`
      : `the bot at ${path} went away before it answered ${name}, or answered what is none of ours`;
  return new DomainError("unreachable", changes ? `${what}: whether it was done is not known` : what, {
    next: changes ? "freezeframe runs and freezeframe status show what was done" : "ask again",
    cause,
  });
}
