import type { z } from "zod";
import type { Clock } from "#support/clock.ts";
import { type ClientLog, silentLog } from "./client-log.ts";
import { OpenStackError } from "./errors.ts";
import type { Http, HttpAnswer, HttpRequest } from "./http.ts";
import type { Token } from "./identity/issue-token.ts";
import type { Session } from "./identity/session.ts";
import { garbled, refusal } from "./refusal.ts";
import { defaultRetry, type RetryPolicy, retrying } from "./retry.ts";
import { awaitShared, singleFlight } from "./single-flight.ts";

/** Where a service is and what every request to it carries. */
export interface ServiceLocation {
  /** With version and project, without trailing slash. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ServiceClientOptions {
  readonly http: Http;
  readonly session: Session;
  readonly clock: Clock;
  /** Called once, at the first request; again only when it failed. Bounds itself. */
  readonly locate: () => Promise<ServiceLocation>;
  readonly log?: ClientLog | undefined;
  readonly retry?: RetryPolicy | undefined;
}

export interface CallOptions {
  readonly signal: AbortSignal;
  readonly query?: Readonly<Record<string, string>>;
  /** Laid over the service's own: another microversion for this request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Deadline of one exchange, ms. */
  readonly timeoutMs?: number;
  /** Tries in all; default: the client's policy. */
  readonly attempts?: number;
}

type Verb = HttpRequest["method"];

interface Call {
  readonly verb: Verb;
  readonly path: string;
  readonly body?: object | undefined;
  readonly options: CallOptions;
}

/** One service of one cloud as one credential sees it. Paths are relative to the project's URL and start with `/`. */
export class ServiceClient {
  readonly #options: ServiceClientOptions;
  readonly #locate: () => Promise<ServiceLocation>;
  #location: ServiceLocation | undefined;

  constructor(options: ServiceClientOptions) {
    this.#options = options;
    this.#locate = singleFlight(async () => {
      this.#location = await options.locate();
      return this.#location;
    });
  }

  /** GET, retried within its policy. */
  async read<T extends z.ZodType>(path: string, schema: T, options: CallOptions): Promise<z.output<T>> {
    return this.#exchange({ verb: "GET", path, options }, (request, answer) =>
      parse(request, answer, schema),
    );
  }

  /** POST or PUT with a JSON body. Retried only when known not applied. */
  async write<T extends z.ZodType>(
    verb: "POST" | "PUT",
    path: string,
    body: object,
    schema: T,
    options: CallOptions,
  ): Promise<z.output<T>> {
    return this.#exchange({ verb, path, body, options }, (request, answer) => parse(request, answer, schema));
  }

  /** A write whose answer has no body that matters. */
  async send(
    verb: Exclude<Verb, "GET">,
    path: string,
    body: object | undefined,
    options: CallOptions,
  ): Promise<void> {
    await this.#exchange({ verb, path, body, options }, () => undefined);
  }

  async projectId(signal: AbortSignal): Promise<string> {
    return (await this.#options.session.token(signal)).projectId;
  }

  /** Where the service is for this project, without trailing slash. */
  async url(signal: AbortSignal): Promise<string> {
    return (await this.#located(signal)).url;
  }

  /**
   * What time the cloud has, epoch ms, to a second or two: Keystone's clock when it issued the token, and what has passed since
   * by our monotonic one. A wall clock here that was set wrong does not change it.
   */
  async time(signal: AbortSignal): Promise<number> {
    const { session, clock } = this.#options;
    const { issuedAt, expiresAt, lifetimeMs } = await session.token(signal);
    return issuedAt + (clock.monotonic() - (expiresAt - lifetimeMs));
  }

  /** Makes sure that the next requests within `goodForMs` need neither Keystone nor discovery. */
  async prepare(signal: AbortSignal, goodForMs: number): Promise<void> {
    await this.#options.session.token(signal, goodForMs);
    await this.#located(signal);
  }

  /** The answer is read inside the retries: what a proxy garbled comes out well the next time. */
  async #exchange<T>(call: Call, read: (request: HttpRequest, answer: HttpAnswer) => T): Promise<T> {
    const { log = silentLog, retry = defaultRetry } = this.#options;
    const { attempts = retry.attempts, signal } = call.options;
    const once = async () => {
      const { request, answer } = await this.#authorized(call);
      return read(request, answer);
    };
    return retrying(once, { policy: { ...retry, attempts }, signal, log });
  }

  /** One exchange; a 401 gets one more with a new token, since the API's front turned it away before anything ran. */
  async #authorized({
    verb,
    path,
    body,
    options,
  }: Call): Promise<{ request: HttpRequest; answer: HttpAnswer }> {
    const { http, session, clock } = this.#options;
    const location = await this.#located(options.signal);
    const query = options.query === undefined ? "" : `?${new URLSearchParams(options.query)}`;
    const requestWith = (token: Token): HttpRequest => ({
      method: verb,
      url: `${location.url}${path}${query}`,
      headers: { ...location.headers, ...options.headers },
      token: token.id,
      body,
      timeoutMs: options.timeoutMs,
      signal: options.signal,
    });
    const token = await session.token(options.signal);
    let request = requestWith(token);
    let answer = await http.send(request);
    if (answer.status === 401) {
      request = requestWith(await session.renew(token, options.signal));
      answer = await http.send(request);
    }
    if (answer.status < 200 || answer.status > 299) throw refusal(request, answer, clock);
    return { request, answer };
  }

  #located(signal: AbortSignal): Promise<ServiceLocation> {
    if (this.#location !== undefined) return Promise.resolve(this.#location);
    return awaitShared(this.#locate(), signal, calledOff);
  }
}

function parse<T extends z.ZodType>(request: HttpRequest, answer: HttpAnswer, schema: T): z.output<T> {
  let json: unknown;
  try {
    json = JSON.parse(answer.text);
  } catch {
    throw garbled(request, answer, "it is not JSON");
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw garbled(request, answer, issues.slice(0, 3).join("; "));
  }
  return parsed.data;
}

function calledOff(): OpenStackError {
  return new OpenStackError({
    kind: "interrupted",
    message: "called off while finding the service",
    applied: "not-applied",
    method: "GET",
    path: "/",
  });
}
