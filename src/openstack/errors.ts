import { DomainError, type ErrorKind } from "#domain/errors.ts";

/**
 * Did the request change anything on the server?
 *
 * - `applied`      it did; only the answer could not be read
 * - `not-applied`  it did not: refused, or never sent; reads are always this
 * - `unknown`      it was sent and no usable answer came back: look before doing it again
 */
export type Applied = "applied" | "not-applied" | "unknown";

export interface OpenStackFailure {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly applied: Applied;
  readonly method: string;
  /** Without host and query. */
  readonly path: string;
  /** HTTP status; undefined when there was no answer. */
  readonly status?: number | undefined;
  /** `x-openstack-request-id`: the link to the service's own log. */
  readonly requestId?: string | undefined;
  /** Another try may succeed. Says nothing of whether another try is safe: that is {@link Applied}. */
  readonly transient?: boolean | undefined;
  /** What the server asked to wait, ms. */
  readonly retryAfterMs?: number | undefined;
  readonly next?: string | undefined;
}

/**
 * A request to OpenStack that did not come out as asked. Holds neither headers, bodies nor the HTTP library's own
 * error, so that it can be printed in full: no token or password is reachable from it.
 */
export class OpenStackError extends DomainError {
  readonly applied: Applied;
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly transient: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(failure: OpenStackFailure) {
    super(failure.kind, failure.message, failure.next === undefined ? {} : { next: failure.next });
    this.name = "OpenStackError";
    this.applied = failure.applied;
    this.method = failure.method;
    this.path = failure.path;
    this.status = failure.status;
    this.requestId = failure.requestId;
    this.transient = failure.transient ?? false;
    this.retryAfterMs = failure.retryAfterMs;
  }
}
