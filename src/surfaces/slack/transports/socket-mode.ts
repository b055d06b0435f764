import type { Receiver } from "@slack/bolt";
import { abortable } from "../abortable.ts";
import { type SocketOptions, socketConnection } from "./socket-connection.ts";
import type { Transport } from "./transport.ts";

/**
 * Slack ends each connection every few hours and gives a payload to any one of an app's connections, ten at most: with two
 * of them one listens while the other is renewed.
 */
const CONNECTIONS = 2;

/** We call Slack: nothing has to be reachable from outside. */
export function socketModeTransport(options: SocketOptions): Transport {
  const connections = Array.from({ length: CONNECTIONS }, (_, index) =>
    socketConnection({ ...options, log: options.log.child({ connection: index + 1 }) }),
  );
  const over = new AbortController();
  let kept: Promise<unknown> = Promise.resolve();
  return {
    receiver: compositeReceiver(connections.map(({ receiver }) => receiver)),
    start: async () => {
      kept = Promise.all(connections.map((connection) => connection.keep(over.signal)));
      return "Socket Mode";
    },
    stop: async (idle, signal) => {
      // An answer goes back over the connection that the question came by.
      await abortable(idle, signal).catch(() => undefined);
      over.abort();
      await abortable(kept, signal).catch(() => undefined);
    },
    reasons: () => {
      if (connections.some(({ connected }) => connected)) return [];
      const failure = connections.map((connection) => connection.failure).find((one) => one !== undefined);
      return [`no connection to Slack${failure === undefined ? " yet" : ` (${failure})`}${remedy(failure)}`];
    },
  };
}

const compositeReceiver = (receivers: readonly Receiver[]): Receiver => ({
  init: (app) => {
    for (const receiver of receivers) receiver.init(app);
  },
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
});

function remedy(failure: string | undefined): string {
  switch (failure) {
    case "invalid_auth":
    case "not_authed":
    case "not_allowed_token_type":
    case "token_revoked":
      return ": slack.appToken must be an app-level token (xapp-…) with connections:write";
    case "missing_scope":
      return ": the app-level token lacks connections:write";
    default:
      return "";
  }
}
