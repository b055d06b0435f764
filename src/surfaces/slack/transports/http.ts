import { once } from "node:events";
import type { Server } from "node:http";
import { DomainError } from "#domain/errors.ts";
import type { Log } from "#support/log.ts";
import { pause } from "#support/pause.ts";
import type { Secret } from "#support/secret.ts";
import { abortable } from "../abortable.ts";
import { boltLog } from "../bolt-log.ts";
import { httpReceiver } from "./http-receiver.ts";
import type { Transport } from "./transport.ts";

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
  const { receiver, server } = httpReceiver({
    signingSecret: signingSecret.reveal(),
    logger: boltLog(log),
  });
  let listening = false;
  return {
    receiver,
    start: async () => {
      await listenOn(server, listen);
      listening = true;
      return urlOf(server, listen);
    },
    stop: async (idle, signal) => {
      if (!listening) return;
      listening = false;
      await close(server, idle, signal);
    },
    reasons: () => (listening ? [] : ["Slack's requests are not taken"]),
  };
}

async function listenOn(server: Server, listen: HttpOptions["listen"]): Promise<void> {
  try {
    server.listen({ host: listen.host, port: listen.port });
    await once(server, "listening");
  } catch (cause) {
    throw cannotListen(listen, cause);
  }
}

/**
 * Idle connections would keep the server open for as long as Slack's proxies like; those in use end with their answer. A
 * request that is still arriving when all others are answered gets a moment more.
 */
async function close(server: Server, idle: Promise<void>, signal: AbortSignal): Promise<void> {
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
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
