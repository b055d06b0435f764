import type { IncomingMessage, ServerResponse } from "node:http";
import { DomainError } from "#domain/errors.ts";
import type { Actor } from "#domain/permission.ts";
import type { Operations } from "#operations/index.ts";
import type { Log } from "#support/log.ts";
import { FOLLOW, followRequest, HELLO } from "./calls.ts";
import { readEnvelope } from "./envelope.ts";
import { httpStatus } from "./http-status.ts";
import { type Hello, toFailure, VERSION_HEADER } from "./protocol.ts";
import { readBody } from "./read-body.ts";
import { readRequest, type Serving, servingsOf } from "./serve.ts";
import { streamProgress } from "./stream-progress.ts";

export interface Answering {
  readonly operations: Operations;
  readonly actorOf: (user: string) => Actor;
  readonly log: Log;
  readonly version: string;
  /** Aborted when the bot stops. */
  readonly stopping: AbortSignal;
}

export type AnswerRequest = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Answers one request. Never throws: whatever goes wrong is told to the asker, and to the log when nobody foresaw it. */
export function createAnswerRequest(answering: Answering): AnswerRequest {
  const servings = servingsOf(answering.operations);
  return async (request, response) => {
    const gone = new AbortController();
    response.once("close", () => gone.abort(new DomainError("interrupted", "the asker is gone")));
    const signal = AbortSignal.any([gone.signal, answering.stopping]);
    try {
      await act(answering, servings, request, response, signal);
    } catch (thrown) {
      // Whoever gives up because of the signal may say so in words of its own: `AbortError`.
      const error = signal.aborted && !(thrown instanceof DomainError) ? signal.reason : thrown;
      const failure = toFailure(error);
      if (!(error instanceof DomainError))
        answering.log.error({ url: request.url, err: error }, "a request on the control socket failed");
      reply(answering, response, httpStatus(failure), { error: failure });
    }
  };
}

async function act(
  answering: Answering,
  servings: ReadonlyMap<string, Serving>,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const { operations, actorOf, log, version } = answering;
  // To its end in any case, before a refusal is sent.
  const [body] = await Promise.allSettled([readBody(request)]);
  const { name, user } = readEnvelope(request, { version, known: [...servings.keys(), FOLLOW, HELLO] });
  if (body.status === "rejected") throw body.reason;
  if (name === HELLO)
    return reply(answering, response, 200, { result: { version, pid: process.pid } satisfies Hello });
  log.debug({ operation: name, user }, "asked on the control socket");
  if (name === FOLLOW) {
    const { runId } = readRequest(name, followRequest, body.value);
    return streamProgress((listener) => operations.follow(runId, listener), response, signal);
  }
  const result = await servings.get(name)?.(body.value, { actor: actorOf(user), signal });
  reply(answering, response, 200, { result });
}

function reply({ version }: Answering, response: ServerResponse, status: number, body: object): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    [VERSION_HEADER]: version,
    connection: "close",
  });
  response.end(`${JSON.stringify(body)}\n`);
}
