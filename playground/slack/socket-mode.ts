import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { SlackState } from "./state.ts";
import type { Fields } from "./types.ts";

/** docs.slack.dev/apis/events-api/using-socket-mode: at most 10 connections of one app, each payload goes to one of them. */
const MOST_CONNECTIONS = 10;
const PING_EVERY_MS = 5_000;

export interface Envelope {
  readonly type: "slash_commands" | "interactive" | "events_api";
  readonly payload: Fields;
}

/** The connections that apps have opened for Socket Mode. */
export class SocketMode {
  readonly #state: SlackState;
  readonly #server = new WebSocketServer({ noServer: true });
  #connections: WebSocket[] = [];
  #turn = 0;
  readonly #waiting = new Map<string, (payload: unknown) => void>();
  readonly #ping: NodeJS.Timeout;
  readonly #awaiting: (() => void)[] = [];

  constructor(state: SlackState) {
    this.#state = state;
    this.#ping = setInterval(() => {
      for (const connection of this.#connections) connection.ping();
    }, PING_EVERY_MS).unref();
  }

  get connections(): number {
    return this.#connections.length;
  }

  /** Resolves when so many connections are open. */
  async opened(count = 1): Promise<void> {
    while (this.#connections.length < count) await new Promise<void>((done) => this.#awaiting.push(done));
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (connection) => this.#welcome(connection));
  }

  #welcome(connection: WebSocket): void {
    const debug = { host: "playground", build_number: 1, approximate_connection_time: 18_060 };
    // The close event follows and does what is to be done.
    connection.on("error", () => undefined);
    if (this.#connections.length >= MOST_CONNECTIONS) {
      connection.send(
        JSON.stringify({ type: "disconnect", reason: "too_many_websockets", debug_info: debug }),
      );
      connection.close();
      return;
    }
    this.#connections.push(connection);
    for (const done of this.#awaiting.splice(0)) done();
    connection.on("message", (data) => this.#acknowledged(String(data)));
    connection.on("close", () => {
      this.#connections = this.#connections.filter((one) => one !== connection);
    });
    const info = { connection_info: { app_id: this.#state.seed.app.id } };
    const hello = { type: "hello", num_connections: this.#connections.length, ...info, debug_info: debug };
    connection.send(JSON.stringify(hello));
  }

  /** Resolves with the acknowledgement's payload. Rejects at once when nobody is connected, or when `signal` ends the wait. */
  async send(
    { type, payload }: Envelope,
    signal: AbortSignal,
    envelopeId: string = randomUUID(),
  ): Promise<unknown> {
    const connection = this.#connections[this.#turn++ % Math.max(1, this.#connections.length)];
    if (connection === undefined) throw new Error("no connection of the app is open");
    const acknowledged = new Promise<unknown>((done, failed) => {
      this.#waiting.set(envelopeId, done);
      signal.addEventListener("abort", () => failed(signal.reason), { once: true });
    });
    const envelope = {
      envelope_id: envelopeId,
      type,
      payload,
      accepts_response_payload: type !== "events_api",
    };
    connection.send(JSON.stringify({ ...envelope, retry_attempt: 0, retry_reason: "" }));
    try {
      return await acknowledged;
    } finally {
      this.#waiting.delete(envelopeId);
    }
  }

  /** Slack asks its clients to connect anew every few hours, first the oldest. */
  refresh(): void {
    this.#connections[0]?.send(
      JSON.stringify({ type: "disconnect", reason: "refresh_requested", debug_info: { host: "playground" } }),
    );
  }

  /** The network drops every connection. */
  drop(): void {
    for (const connection of this.#connections) connection.terminate();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#ping);
    this.drop();
  }

  #acknowledged(text: string): void {
    const message: unknown = JSON.parse(text);
    if (typeof message !== "object" || message === null || !("envelope_id" in message)) return;
    this.#waiting.get(String(message.envelope_id))?.("payload" in message ? message.payload : undefined);
  }
}
