import type { SocketMode } from "../socket-mode.ts";
import type { SlackState } from "../state.ts";
import type { Fields } from "../types.ts";
import { type Signing, signedHeaders } from "./signature.ts";

/** Slack waits three seconds for an answer to a command, a click or a form. docs.slack.dev/interactivity */
const PATIENCE_MS = 3_000;

/** What became of a request that Slack sent to the app. */
export interface Delivery {
  /** Undefined: no answer came, or it came over Socket Mode. */
  readonly status: number | undefined;
  /** The answer's JSON or text; undefined when it was empty. */
  readonly body: unknown;
  readonly ms: number;
  /** What the person would be told instead of an answer. */
  readonly error: "operation_timeout" | "dispatch_failed" | undefined;
  readonly triggerId: string;
  /** Of the second copy, when it was delivered twice. */
  readonly again?: Delivery;
}

export interface Parcel {
  readonly kind: "slash_commands" | "interactive" | "events_api";
  readonly payload: Fields;
  readonly triggerId: string;
}

export interface DeliveryOptions {
  readonly signing?: Signing;
  /** The same parcel once more at the same moment, as proxies and impatient people do. */
  readonly twice?: boolean;
}

/** Brings what people do in Slack to the app, over HTTP or over its Socket Mode connections. */
export class Courier {
  /** Where the app takes Slack's requests; undefined: Socket Mode. */
  requestUrl: string | undefined;
  readonly #state: SlackState;
  readonly #sockets: SocketMode;

  constructor(state: SlackState, sockets: SocketMode, requestUrl: string | undefined) {
    this.#state = state;
    this.#sockets = sockets;
    this.requestUrl = requestUrl;
  }

  async deliver(parcel: Parcel, options: DeliveryOptions = {}): Promise<Delivery> {
    const once = () => this.#deliver(parcel, options.signing ?? "true");
    if (options.twice !== true) return once();
    const [first, again] = await Promise.all([once(), once()]);
    return { ...first, again };
  }

  async #deliver(parcel: Parcel, signing: Signing): Promise<Delivery> {
    const start = performance.now();
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const { triggerId } = parcel;
    try {
      const { status, body } = await (this.requestUrl === undefined
        ? this.#overSocket(parcel, signal)
        : this.#overHttp(this.requestUrl, parcel, signing, signal));
      const failed = status !== undefined && (status < 200 || status > 299);
      const ms = performance.now() - start;
      return { status, body, ms, error: failed ? "dispatch_failed" : undefined, triggerId };
    } catch {
      const error = signal.aborted ? "operation_timeout" : "dispatch_failed";
      return { status: undefined, body: undefined, ms: performance.now() - start, error, triggerId };
    }
  }

  async #overHttp(url: string, parcel: Parcel, signing: Signing, signal: AbortSignal) {
    const { type, body } = encode(parcel);
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": type,
        "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        ...signedHeaders(this.#state.seed.signingSecret, body, signing),
      },
      body,
      signal,
    });
    const text = await response.text();
    return { status: response.status, body: readable(text, response.headers.get("content-type")) };
  }

  async #overSocket({ kind, payload }: Parcel, signal: AbortSignal) {
    const body = await this.#sockets.send({ type: kind, payload }, signal);
    const empty = typeof body === "object" && body !== null && Object.keys(body).length === 0;
    return { status: undefined, body: empty ? undefined : body };
  }
}

/** Commands are a form, interactions a form with one JSON field, events JSON. */
export function encode({ kind, payload }: Parcel): { readonly type: string; readonly body: string } {
  if (kind === "events_api") return { type: "application/json", body: JSON.stringify(payload) };
  const fields =
    kind === "interactive"
      ? { payload: JSON.stringify(payload) }
      : Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
  return { type: "application/x-www-form-urlencoded", body: new URLSearchParams(fields).toString() };
}

function readable(text: string, type: string | null): unknown {
  if (text === "") return undefined;
  if (type?.startsWith("application/json") !== true) return text;
  const value: unknown = JSON.parse(text);
  return value;
}
