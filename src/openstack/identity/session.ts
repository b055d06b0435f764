import { type ClientLog, silentLog } from "#openstack/client-log.ts";
import { OpenStackError } from "#openstack/errors.ts";
import type { Http } from "#openstack/http.ts";
import { defaultRetry, type RetryPolicy, retrying } from "#openstack/retry.ts";
import { awaitShared, singleFlight } from "#openstack/single-flight.ts";
import type { Clock } from "#support/clock.ts";
import type { Credentials } from "./credentials.ts";
import { issueToken, type Token } from "./issue-token.ts";

export interface SessionOptions {
  readonly http: Http;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly log?: ClientLog | undefined;
  readonly retry?: RetryPolicy | undefined;
}

/** A token that is about to expire is replaced this long before, or at half of a shorter life. */
const marginMs = 5 * 60_000;

/** One credential's presence in one cloud: a cached token, renewed before it expires and once when it is refused. */
export class Session {
  readonly #options: SessionOptions;
  readonly #closed = new AbortController();
  readonly #issue: () => Promise<Token>;
  #token: Token | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#issue = singleFlight(() => this.#issueNow());
  }

  /** A token that is good for at least `goodForMs` more, or a brand-new one when the cloud's tokens live shorter. */
  async token(signal: AbortSignal, goodForMs = 0): Promise<Token> {
    const token = this.#token;
    if (token !== undefined) {
      const left = token.expiresAt - this.#options.clock.monotonic();
      if (left >= Math.max(goodForMs, Math.min(marginMs, token.lifetimeMs / 2))) return token;
    }
    return this.#fresh(signal);
  }

  /** After a 401 for `refused`: another token. However many ask at once, Keystone is asked once. */
  async renew(refused: Token, signal: AbortSignal): Promise<Token> {
    const current = this.#token;
    return current !== undefined && current !== refused ? current : this.#fresh(signal);
  }

  /** Ends a request for a token that is under way; its callers get an error. */
  close(): void {
    this.#closed.abort();
  }

  #fresh(signal: AbortSignal): Promise<Token> {
    return awaitShared(this.#issue(), signal, calledOff);
  }

  async #issueNow(): Promise<Token> {
    const { http, credentials, clock, log = silentLog, retry = defaultRetry } = this.#options;
    const signal = this.#closed.signal;
    const token = await retrying(() => issueToken(http, credentials, clock, signal), {
      policy: retry,
      signal,
      log,
    });
    this.#token = token;
    log.debug({ cloud: credentials.cloud, lifetimeMs: token.lifetimeMs }, "token issued");
    return token;
  }
}

function calledOff(): OpenStackError {
  return new OpenStackError({
    kind: "interrupted",
    message: "called off while waiting for a token",
    applied: "not-applied",
    method: "POST",
    path: "/v3/auth/tokens",
  });
}
