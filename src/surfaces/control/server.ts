import { chmodSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { DomainError } from "#domain/errors.ts";
import type { Actor } from "#domain/permission.ts";
import type { Operations } from "#operations/index.ts";
import type { Log } from "#support/log.ts";
import { pause } from "#support/pause.ts";
import { version as ownVersion } from "#support/version.ts";
import { FOLLOW, followRequest, HELLO } from "./calls.ts";
import { claimSocketPath } from "./claim-path.ts";
import { readEnvelope } from "./envelope.ts";
import { httpStatus } from "./http-status.ts";
import { type Hello, toFailure, VERSION_HEADER } from "./protocol.ts";
import { readBody } from "./read-body.ts";
import { readRequest, type Serving, servingsOf } from "./serve.ts";
import { streamProgress } from "./stream-progress.ts";

export interface ControlServerOptions {
  readonly operations: Operations;
  /** The rights of an OS user, as config maps it. Only this user and root can open the socket, so a name is believed. */
  readonly actorOf: (user: string) => Actor;
  /** Of the Unix socket: at most 107 bytes, in a directory of its own. */
  readonly path: string;
  readonly log: Log;
  /** Default: this package's. */
  readonly version?: string;
}

export interface ControlServer {
  /**
   * Listens at the path, 0600 in a 0700 directory; a dead bot's socket is replaced. Throws `busy` when a living one
   * listens there, `invalid-input` or `refused` for a path that is not fit.
   */
  listen(signal: AbortSignal): Promise<void>;
  /** Takes no more, tells whoever still waits that the bot stops, and removes the socket. Within 2 s; never throws. */
  close(): Promise<void>;
}

/** How long a request may take to arrive. */
const ARRIVE_MS = 10_000;
/** How long `close` waits for operations that were asked to stop. */
const CLOSE_MS = 2_000;

interface Parts {
  readonly options: ControlServerOptions;
  readonly version: string;
  readonly servings: ReadonlyMap<string, Serving>;
  readonly stopping: AbortSignal;
}

/** The running bot's ear for the command line: the same operations, over HTTP on a Unix socket. */
export function createControlServer(options: ControlServerOptions): ControlServer {
  const stop = new AbortController();
  const { operations, version = ownVersion } = options;
  const parts: Parts = { options, version, servings: servingsOf(operations), stopping: stop.signal };
  const answering = new Set<Promise<void>>();
  const server = createServer({
    requestTimeout: ARRIVE_MS,
    headersTimeout: ARRIVE_MS,
    connectionsCheckingInterval: 1_000,
  });
  server.on("request", (request, response) => {
    const answered = answer(parts, request, response).finally(() => answering.delete(answered));
    answering.add(answered);
  });
  return {
    listen: async (signal) => {
      await claimSocketPath(options.path, signal);
      await listen(server, options.path);
      options.log.info({ path: options.path }, "control socket is open");
    },
    close: async () => {
      if (!server.listening) return;
      // Removes the socket file, too.
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      stop.abort(
        new DomainError("interrupted", "the bot stops; what is unfinished goes on at its next start", {
          next: "freezeframe runs shows it",
        }),
      );
      await Promise.race([Promise.all(answering), pause(CLOSE_MS, AbortSignal.timeout(2 * CLOSE_MS))]);
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ path }, () => {
      server.off("error", reject);
      // Until here the directory alone has kept others out.
      chmodSync(path, 0o600);
      resolve();
    });
  });
}

/** Answers one request. Never throws: whatever goes wrong is told to the asker, or to the log when that one is gone. */
async function answer(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort(new DomainError("interrupted", "the asker is gone")));
  const signal = AbortSignal.any([gone.signal, parts.stopping]);
  try {
    await act(parts, request, response, signal);
  } catch (error) {
    const failure = toFailure(error);
    if (!(error instanceof DomainError) && !signal.aborted)
      parts.options.log.error({ url: request.url, err: error }, "a request on the control socket failed");
    reply(parts, response, httpStatus(failure), { error: failure });
  }
}

async function act(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const { options, version, servings } = parts;
  const body = readBody(request);
  // Read to its end in any case, before a refusal is sent.
  const [read] = await Promise.allSettled([body]);
  const { name, user } = readEnvelope(request, { version, known: [...servings.keys(), FOLLOW, HELLO] });
  if (read.status === "rejected") throw read.reason;
  if (name === HELLO)
    return reply(parts, response, 200, { result: { version, pid: process.pid } satisfies Hello });
  options.log.debug({ operation: name, user }, "asked on the control socket");
  if (name === FOLLOW) {
    const { runId } = readRequest(name, followRequest, read.value);
    return streamProgress((listener) => options.operations.follow(runId, listener), response, signal);
  }
  const serving = servings.get(name);
  if (serving === undefined) throw new Error(`no serving for ${name}`);
  reply(parts, response, 200, {
    result: await serving(read.value, { actor: options.actorOf(user), signal }),
  });
}

function reply({ version }: Parts, response: ServerResponse, status: number, body: object): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    [VERSION_HEADER]: version,
    connection: "close",
  });
  response.end(`${JSON.stringify(body)}\n`);
}
