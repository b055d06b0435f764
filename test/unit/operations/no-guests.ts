import { DomainError } from "#domain/errors.ts";
import type { GuestPort } from "#workflows/guest-port.ts";

export function notAsked(): never {
  throw new DomainError("failed", "not part of this test");
}

/** For what never speaks to a guest. */
export const noGuests: GuestPort = {
  open: notAsked,
  canary: notAsked,
  examine: notAsked,
  timeCommits: notAsked,
  status: notAsked,
  settle: notAsked,
};
