import type { ServerHold } from "./evidence.ts";

/** What a hold without a flaw would have shown of one guest. For what is foreseen only: evidence has what was seen. */
export const FLAWLESS_HOLD = {
  blockedBeforeCut: true,
  blockedAfterCut: true,
  heldUntilOrdered: true,
  thawCause: "ordered",
  watchdogQuiet: true,
  thawProved: true,
} as const satisfies Partial<ServerHold>;
