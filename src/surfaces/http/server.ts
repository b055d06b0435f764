import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { DomainError } from "#domain/errors.ts";
import type { Log } from "#support/log.ts";
import type { Metrics } from "./metrics.ts";

/** A scraper that dribbles its request is none. */
const TIMEOUTS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
};

export interface HttpOptions {
  /** `http:` of config.yml. */
  readonly config: { readonly host: string; readonly port: number };
  readonly metrics: Metrics;
  readonly readiness: () => Readiness;
  readonly log: Log;
}

/** Whether the bot does its work, and in words why not. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

/**
 * For supervisors and Prometheus, on an address of one's own network: `/livez` (this process answers), `/readyz` (200, or
 * 503 with the reasons) and `/metrics`. Nothing here changes anything or names a secret.
 */
export interface HttpServer {
  /** Resolves with the address when it listens. Throws `refused` when the port is taken. */
  start(): Promise<{ readonly host: string; readonly port: number }>;
  stop(): Promise<void>;
}

export function createHttpServer({ config, metrics, readiness, log }: HttpOptions): HttpServer {
  const server = createServer(TIMEOUTS, (request, response) => {
    answer(request, { metrics, readiness }).then(
      (said) => send(response, said),
      (err: unknown) => {
        log.error({ err, path: pathOf(request) }, "an http request failed");
        send(response, {
          status: 500,
          type: "text/plain",
          text: "a fault of Freezeframe's own: see its log\n",
        });
      },
    );
  });
  return {
    start: () => listen(server, config),
    stop: async () => {
      metrics.stop();
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

async function answer(
  request: IncomingMessage,
  { metrics, readiness }: Pick<HttpOptions, "metrics" | "readiness">,
): Promise<Answer> {
  if (request.method !== "GET" && request.method !== "HEAD") return plain(405, "only GET\n");
  switch (pathOf(request)) {
    case "/livez":
      return plain(200, "ok\n");
    case "/readyz": {
      const state = readiness();
      return {
        status: state.ready ? 200 : 503,
        type: "application/json",
        text: `${JSON.stringify(state)}\n`,
      };
    }
    case "/metrics":
      return { status: 200, type: metrics.contentType, text: await metrics.render() };
    default:
      return plain(404, "there are /livez, /readyz and /metrics\n");
  }
}

const plain = (status: number, text: string): Answer => ({ status, type: "text/plain; charset=utf-8", text });

const pathOf = ({ url = "/" }: IncomingMessage): string => url.split("?", 1)[0] ?? "/";

function send(response: ServerResponse, { status, type, text }: Answer): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  // Node leaves the body of an answer to HEAD away.
  response.end(text);
}

function listen(
  server: Server,
  { host, port }: HttpOptions["config"],
): Promise<{ host: string; port: number }> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) =>
      reject(
        new DomainError(
          "refused",
          `cannot listen on ${host}:${port} for /readyz and /metrics: ${cause.message}`,
          {
            next: "free the port, or choose another one with http in config.yml",
            cause,
          },
        ),
      ),
    );
    server.listen({ host, port }, () => {
      const address = server.address();
      resolve({ host, port: typeof address === "object" && address !== null ? address.port : port });
    });
  });
}
