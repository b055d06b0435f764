import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { TLSSocket } from "node:tls";
import axios from "axios";
import { deadline } from "#support/deadline.ts";
import type { Secret } from "#support/secret.ts";
import { transportFailure } from "./transport-failure.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: Secret | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Secrets inside `body`: taken out of whatever an error would repeat. */
  readonly secrets?: readonly Secret[];
  /** Deadline for the whole exchange, body included. */
  readonly timeoutMs?: number | undefined;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  /** By lower-case name. */
  header(name: string): string | undefined;
}

export interface HttpOptions {
  /** PEM of the certificate authorities to trust instead of the built-in ones. */
  readonly ca?: string | undefined;
  /** No TLS verification at all. Only ever true because somebody wrote so by name. */
  readonly insecure?: boolean | undefined;
  /** Default deadline of one exchange, ms. */
  readonly timeoutMs?: number | undefined;
}

export interface Http {
  /** One exchange: any status is an answer. Throws OpenStackError when there is none. Never repeats, never redirects. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Closes idle connections. */
  close(): void;
}

const timeoutDefaultMs = 30_000;
/** More than 10 000 snapshots on one page; stops an endless body. */
const answerMaxBytes = 32 * 1024 * 1024;

/** The one place that speaks HTTP: connections kept open, certificates verified, no proxy taken from the environment. */
export function createHttp(options: HttpOptions = {}): Http {
  const httpAgent = new HttpAgent({ keepAlive: true });
  // Said explicitly: left out, NODE_TLS_REJECT_UNAUTHORIZED in the environment would decide.
  const tls = {
    rejectUnauthorized: options.insecure !== true,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  };
  const httpsAgent = new HttpsAgent({ keepAlive: true, ...tls });
  const client = axios.create({
    adapter: "http",
    httpAgent,
    httpsAgent,
    proxy: false,
    maxRedirects: 0,
    maxContentLength: answerMaxBytes,
    maxBodyLength: answerMaxBytes,
    responseType: "text",
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
  });

  const send = async (request: HttpRequest): Promise<HttpAnswer> => {
    const timeoutMs = request.timeoutMs ?? options.timeoutMs ?? timeoutDefaultMs;
    using until = deadline(request.signal, timeoutMs);
    const wire = { usable: false };
    try {
      const answer = await client.request<unknown>({
        method: request.method,
        url: request.url,
        headers: headersOf(request),
        data: request.body === undefined ? undefined : JSON.stringify(request.body),
        signal: until.signal,
        transport: { request: watched(wire) },
      });
      const headers = answer.headers;
      return {
        status: answer.status,
        text: typeof answer.data === "string" ? answer.data : "",
        header: (name) => {
          const value: unknown = headers[name];
          return typeof value === "string" ? value : undefined;
        },
      };
    } catch (error) {
      throw transportFailure(request, error, { sent: wire.usable, timedOut: until.passed, timeoutMs });
    }
  };

  return {
    send,
    close: () => {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

function headersOf(request: HttpRequest): Record<string, string> {
  return {
    Accept: "application/json",
    "Accept-Encoding": "identity",
    "User-Agent": "freezeframe",
    ...(request.body === undefined ? {} : { "Content-Type": "application/json" }),
    ...(request.token === undefined ? {} : { "X-Auth-Token": request.token.reveal() }),
    ...request.headers,
  };
}

/**
 * Node's own request function that also notes when its connection became usable: before that, not one byte of the
 * request can have reached the server.
 */
function watched(wire: { usable: boolean }) {
  return (options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest => {
    const request = (options.protocol === "https:" ? httpsRequest : httpRequest)(options, onAnswer);
    request.once("socket", (socket) => {
      if (request.reusedSocket) {
        wire.usable = true;
        return;
      }
      socket.once(socket instanceof TLSSocket ? "secureConnect" : "connect", () => {
        wire.usable = true;
      });
    });
    return request;
  };
}
