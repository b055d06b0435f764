import type { IncidentKind } from "./incident.ts";

/**
 * How one objective of an application stands:
 * - `kept`     as it should be; `by` says what keeps it
 * - `mending`  missed, but what would mend it is under way or about to begin: nobody is called, and nothing is over
 * - `missed`   and nothing that would mend it comes in time
 */
export type Standing =
  | { readonly state: "kept"; readonly by: string }
  | { readonly state: "mending" }
  | { readonly state: "missed"; readonly text: string; readonly next: string };

/** All that can become an incident. */
export type Standings = Readonly<Record<IncidentKind, Standing>>;
