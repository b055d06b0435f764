import type { Server } from "node:http";
import { HTTPReceiver, type Receiver } from "@slack/bolt";
import { DomainError } from "#domain/errors.ts";
import type { Log } from "#support/log.ts";
import { pause } from "#support/pause.ts";
import type { Secret } from "#support/secret.ts";
import { abortable } from "../abortable.ts";
import { boltLog } from "../bolt-log.ts";
import type { Transport } from "./transport.ts";

/** Slack's largest payloads are interactions with a whole view: some 250 KB. */
const BODY_LIMIT = 1024 * 1024;
/** Slack gives up after 3 s; a peer that dribbles its request is not Slack. */
const TIMEOUTS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
};
const SWEEP_MS = 25;
const ARRIVING_MS = 500;

export interface HttpOptions {
  readonly signingSecret: Secret;
  readonly listen: { readonly host: string; readonly port: number };
  readonly log: Log;
}

/**
 * Slack posts to us: commands, interactions and events, all to `/slack/events`. Bolt checks each signature and that its
 * timestamp is no older than five minutes (verify-request.js), and answers 401 to the rest.
 */
export function httpTransport({ signingSecret, listen, log }: HttpOptions): Transport {
  const receiver = new HTTPReceiver({
    signingSecret: signingSecret.reveal(),
    endpoints: "/slack/events",
    bodyLimit: BODY_LIMIT,
    logger: boltLog(log),
  });
  let server: Server | undefined;
  return {
    receiver: receiver as Receiver,
    start: async () => {
      const { host, port } = listen;
      // Without TLS options Bolt makes a plain server (HTTPReceiver.js, start).
      server = (await receiver.start({ host, port }, TIMEOUTS).catch((cause: unknown) => {
        throw cannotListen(listen, cause);
      })) as Server;
      return urlOf(server, listen);
    },
    stop: async (idle, signal) => {
      const stopping = server;
      server = undefined;
      if (stopping !== undefined) await close(receiver, stopping, idle, signal);
    },
    reasons: () => (server === undefined ? ["Slack's requests are not taken"] : []),
  };
}

/**
 * Idle connections would keep the server open for as long as Slack's proxies like; those in use end with their answer. A
 * request that is still arriving when all others are answered gets a moment more.
 */
async function close(
  receiver: HTTPReceiver,
  server: Server,
  idle: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const closed = receiver.stop();
  server.closeIdleConnections();
  const arrived = idle.then(() => pause(ARRIVING_MS, signal));
  await abortable(Promise.race([closed, arrived]), signal).catch(() => undefined);
  clearInterval(sweep);
  server.closeAllConnections();
}

function urlOf(server: Server, { host, port }: HttpOptions["listen"]): string {
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return `http://${host.includes(":") ? `[${host}]` : host}:${bound}/slack/events`;
}

function cannotListen({ host, port }: HttpOptions["listen"], cause: unknown): DomainError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DomainError("refused", `cannot listen on ${host}:${port} for Slack: ${why}`, {
    next: "free the port, or choose another one with slack.listen in config.yml",
    cause,
  });
}
