import { chmodSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { DomainError } from "#domain/errors.ts";
import type { Actor } from "#domain/permission.ts";
import type { Operations } from "#operations/index.ts";
import type { Log } from "#support/log.ts";
import { pause } from "#support/pause.ts";
import { version as ownVersion } from "#support/version.ts";
import type { AnswerRequest } from "./answer-request.ts";
import { claimSocketPath } from "./claim-path.ts";

export interface ControlServerOptions {
  readonly operations: Operations;
  /** The rights of an OS user, as config maps it. Only this user and root can open the socket, so a name is believed. */
  readonly actorOf: (user: string) => Actor;
  /** Of the Unix socket: at most 107 bytes, in a directory of its own. */
  readonly path: string;
  readonly log: Log;
  /** Default: this package's. */
  readonly version?: string;
  /** How long `close` waits for operations that were asked to stop, ms. Default 2 s. */
  readonly closeWithinMs?: number;
}

export interface ControlServer {
  /**
   * Listens at the path, 0600 in a 0700 directory; a dead bot's socket is replaced. Throws `busy` when a living one
   * listens there, `invalid-input` or `refused` for a path that is not fit.
   */
  listen(signal: AbortSignal): Promise<void>;
  /** Takes no more, tells whoever still waits that the bot stops, and removes the socket. Never throws. */
  close(): Promise<void>;
}

/** How long a request may take to arrive. */
const ARRIVE_MS = 10_000;

/** The running bot's ear for the command line: the same operations, over HTTP on a Unix socket. */
export function createControlServer(options: ControlServerOptions): ControlServer {
  const { path, log, version = ownVersion, closeWithinMs = 2_000 } = options;
  const stop = new AbortController();
  // What answers is loaded with the first request: it knows every operation's words, and most bots are asked in Slack.
  let loading: Promise<AnswerRequest> | undefined;
  const loaded = (): Promise<AnswerRequest> => {
    loading ??= import("./answer-request.ts").then(({ createAnswerRequest }) =>
      createAnswerRequest({ ...options, version, stopping: stop.signal }),
    );
    return loading;
  };
  const server = createServer(
    { requestTimeout: ARRIVE_MS, headersTimeout: ARRIVE_MS, connectionsCheckingInterval: 1_000 },
    (request, response) =>
      void loaded().then(
        (answerRequest) => answerRequest(request, response),
        (error: unknown) => {
          log.error({ err: error }, "the control socket cannot answer");
          response.destroy();
        },
      ),
  );
  return {
    listen: async (signal) => {
      await claimSocketPath(path, signal);
      await listen(server, path);
      server.on("error", (error) => log.error({ err: error }, "the control socket failed"));
      log.info({ path }, "control socket is open");
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
      const told = new AbortController();
      await Promise.race([closed, pause(closeWithinMs, told.signal).catch(() => undefined)]);
      told.abort();
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
