import { type Receiver, SocketModeReceiver } from "@slack/bolt";
import { WebAPIRateLimitedError } from "@slack/web-api";
import type { Clock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";
import { pause } from "#support/pause.ts";
import type { Secret } from "#support/secret.ts";
import { abortable } from "../abortable.ts";
import { boltLog } from "../bolt-log.ts";
import { slackCode } from "../slack-code.ts";
import { webClientOptions } from "../web-client.ts";

/** From the request for an address to Slack's hello. */
const CONNECT_MS = 15_000;
/** A connection that ends sooner counts as a failure: Slack takes us and throws us out again. */
const STABLE_MS = 5_000;
const BACKOFF_MS = { first: 1_000, most: 30_000 };
const CLOSE_MS = 1_000;

export interface SocketOptions {
  readonly appToken: Secret;
  readonly apiUrl: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** One WebSocket to Slack that is always wanted. */
export interface SocketConnection {
  readonly receiver: Receiver;
  readonly connected: boolean;
  /** Slack's word for the last failure; undefined once it is connected. */
  readonly failure: string | undefined;
  /** Connects, and again whenever the connection ends, until the signal. Never throws. */
  keep(signal: AbortSignal): Promise<void>;
}

/**
 * The client's own reconnecting is switched off: in @slack/socket-mode 3.1.0 it stays deaf for `clientPingTimeout` each
 * time, and ends for good in an unhandled rejection when the network is down at that moment (SocketModeClient.js,
 * `delayReconnectAttempt`, `retrieveWSSURL`).
 */
export function socketConnection(options: SocketOptions): SocketConnection {
  const { client, receiver } = socketReceiver(options);
  const { clock, log } = options;
  let connected = false;
  let failure: string | undefined;
  let failures = 0;
  /** Until the connection is over. Throws when it did not come about or did not last. */
  const once = async (signal: AbortSignal): Promise<void> => {
    const ended = Promise.withResolvers<void>();
    await opened(client, AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)]));
    client.once("disconnected", () => ended.resolve());
    connected = true;
    failure = undefined;
    const since = clock.monotonic();
    log.info("connected to slack");
    await abortable(ended.promise, signal);
    log.info("slack ended a connection");
    if (clock.monotonic() - since < STABLE_MS) throw new Error("the connection did not last");
    failures = 0;
  };
  const shut = async (): Promise<void> => {
    connected = false;
    // What does not close in time is closed by its own timers; nothing of it can be told to anybody.
    await abortable(client.disconnect(), AbortSignal.timeout(CLOSE_MS)).catch(() => undefined);
  };
  const keep = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      let waitMs = 0;
      try {
        await once(signal);
      } catch (cause) {
        if (signal.aborted) break;
        failures += 1;
        failure = connected ? "connections do not last" : slackCode(cause);
        waitMs = delayMs(cause, failures);
        log.warn({ failure, waitMs }, "no connection to slack");
      }
      await shut();
      await pause(waitMs, signal).catch(() => undefined);
    }
    await shut();
  };
  return {
    receiver,
    get connected() {
      return connected;
    },
    get failure() {
      return failure;
    },
    keep,
  };
}

/** Resolves at Slack's hello. What opens only after the signal is closed again. */
async function opened(client: SocketModeReceiver["client"], signal: AbortSignal): Promise<void> {
  const starting = client.start();
  try {
    await abortable(starting, signal);
  } catch (cause) {
    starting.then(
      () => client.disconnect(),
      () => undefined,
    );
    throw cause;
  }
}

function socketReceiver({ appToken, apiUrl, log }: SocketOptions) {
  const receiver = new SocketModeReceiver({
    appToken: appToken.reveal(),
    autoReconnectEnabled: false,
    logger: boltLog(log),
    // Reaches apps.connections.open, which the app's own client options do not.
    installerOptions: { clientOptions: webClientOptions(apiUrl, log) },
  });
  return { receiver: receiver as Receiver, client: receiver.client };
}

function delayMs(cause: unknown, failures: number): number {
  if (cause instanceof WebAPIRateLimitedError) return cause.retryAfter * 1_000;
  const full = Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** Math.min(10, failures - 1));
  return full * (0.75 + Math.random() / 4);
}
