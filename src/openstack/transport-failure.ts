import { OpenStackError } from "./errors.ts";
import type { HttpRequest } from "./http.ts";

export interface Exchange {
  /** The connection was usable: the request may have reached the server. */
  readonly sent: boolean;
  readonly timedOut: boolean;
  readonly timeoutMs: number;
}

/** An exchange without an answer, as an error that says whether the request can have been applied. */
export function transportFailure(request: HttpRequest, error: unknown, exchange: Exchange): OpenStackError {
  const path = pathOf(request.url);
  const what = `${request.method} ${path}`;
  const base = {
    applied: request.method === "GET" || !exchange.sent ? "not-applied" : "unknown",
    method: request.method,
    path,
  } as const;
  const sentence = exchange.sent ? "was sent" : "was not sent";
  if (request.signal.aborted) {
    return new OpenStackError({
      ...base,
      kind: "interrupted",
      message: `${what} ${sentence} when it was called off`,
    });
  }
  if (exchange.timedOut) {
    const message = `${what} ${sentence}; no answer within ${exchange.timeoutMs} ms`;
    return new OpenStackError({ ...base, kind: "unreachable", message, transient: true });
  }
  const { code, text } = reasonOf(error);
  const untrusted = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code);
  return new OpenStackError({
    ...base,
    kind: "unreachable",
    message: `${what} at ${hostOf(request.url)} ${sentence}: ${redact(text, request)}`,
    transient: !untrusted,
    next: untrusted ? "Set cacert of this cloud to the file with its certificate authority." : undefined,
  });
}

/** Path of a URL without query: fit for messages. */
export function pathOf(url: string): string {
  return URL.parse(url)?.pathname ?? "(not a URL)";
}

/** Takes what a request kept secret out of a text that somebody else wrote. */
export function redact(text: string, request: Pick<HttpRequest, "token" | "secrets">): string {
  const secrets = [request.token, ...(request.secrets ?? [])];
  return secrets.reduce(
    (rest, secret) => (secret?.reveal() ? rest.replaceAll(secret.reveal(), "***") : rest),
    text,
  );
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? "(not a URL)";
}

function reasonOf(error: unknown): { code: string; text: string } {
  if (!(error instanceof Error)) return { code: "", text: "no answer" };
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return { code, text: (error.message || code || "no answer").slice(0, 300) };
}
