import { z } from "zod";
import type { ErrorKind } from "#domain/errors.ts";
import type { Clock } from "#support/clock.ts";
import { type Applied, OpenStackError } from "./errors.ts";
import type { HttpAnswer, HttpRequest } from "./http.ts";
import { pathOf, redact } from "./transport-failure.ts";

/** `{"badRequest": {"code": 400, "message": "…"}}`: cinder/api/openstack/wsgi.py `Fault`; Keystone's is `error`. */
const Fault = z.record(z.string(), z.looseObject({ message: z.string() }));

/** An answer that is not the expected status, as an error. */
export function refusal(request: HttpRequest, answer: HttpAnswer, clock: Clock): OpenStackError {
  const path = pathOf(request.url);
  const requestId = requestIdOf(answer);
  const retryAfterMs = retryAfter(answer.header("retry-after"), clock);
  const words = redact(messageOf(answer.text), request);
  return new OpenStackError({
    kind: kindOf(answer.status),
    message: `${request.method} ${path}: ${answer.status}${words === "" ? "" : ` ${words}`}${requestId === undefined ? "" : ` (${requestId})`}`,
    applied: appliedBy(request, answer.status),
    method: request.method,
    path,
    status: answer.status,
    requestId,
    retryAfterMs,
    transient: isTransient(answer.status, retryAfterMs),
  });
}

/** An answer with the expected status whose body is not what the service documents. */
export function garbled(request: HttpRequest, answer: HttpAnswer, why: string): OpenStackError {
  const requestId = requestIdOf(answer);
  const path = pathOf(request.url);
  // With the service's own request id the status is the service's word; without, it may be a proxy's.
  const written: Applied = requestId === undefined ? "unknown" : "applied";
  return new OpenStackError({
    kind: "failed",
    message: `${request.method} ${path}: ${answer.status}, but the answer cannot be read: ${redact(why, request)}`,
    applied: request.method === "GET" ? "not-applied" : written,
    method: request.method,
    path,
    status: answer.status,
    requestId,
    transient: true,
  });
}

function requestIdOf(answer: HttpAnswer): string | undefined {
  return answer.header("x-openstack-request-id") ?? answer.header("x-compute-request-id");
}

/**
 * 3xx and 4xx were turned away before anything was done. (One known exception: a refused
 * create-from-src may leave a group behind, cinder/group/api.py `create_from_src`; its caller looks for it.) A 5xx may come after the commit.
 */
function appliedBy(request: HttpRequest, status: number): Applied {
  if (request.method === "GET" || (status >= 300 && status < 500)) return "not-applied";
  return "unknown";
}

/** 413 is two things in Cinder: over quota carries `Retry-After: 0` (exception.py `QuotaError`), rate limits more. */
function isTransient(status: number, retryAfterMs: number | undefined): boolean {
  if (status === 413) return (retryAfterMs ?? 0) > 0;
  return [408, 429, 500, 502, 503, 504].includes(status);
}

function kindOf(status: number): ErrorKind {
  if (status === 404) return "not-found";
  if (status === 401 || status === 403) return "not-permitted";
  if (status === 429 || status === 408) return "unreachable";
  if (status < 500) return "refused";
  return status === 500 ? "failed" : "unreachable";
}

function messageOf(text: string): string {
  try {
    const fault = Fault.safeParse(JSON.parse(text));
    if (!fault.success) return "";
    return Object.values(fault.data)[0]?.message.replaceAll(/\s+/g, " ").trim().slice(0, 300) ?? "";
  } catch {
    // A proxy's page, not the service's words: nothing of it is worth repeating.
    return "";
  }
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3), as ms from now. */
function retryAfter(value: string | undefined, clock: Clock): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - clock.now());
}
