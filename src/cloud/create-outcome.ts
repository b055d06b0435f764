import { DomainError } from "#domain/errors.ts";
import { OpenStackError } from "#openstack/errors.ts";
import type { CreateOutcome } from "#workflows/cloud-port.ts";

/** What a create that threw has come to. Anything not known to have been turned away is `unknown`. */
export function outcomeOf(error: unknown): Exclude<CreateOutcome, { kind: "created" }> {
  if (error instanceof OpenStackError) {
    // "applied" without a readable answer leaves us without the id: the caller has to look for it, too.
    return { kind: error.applied === "not-applied" ? "refused" : "unknown", reason: error.message };
  }
  // Thrown before the request is made: no endpoint in the catalog, microversion too old.
  if (error instanceof DomainError) return { kind: "refused", reason: error.message };
  throw error;
}
