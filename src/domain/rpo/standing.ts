import type { WatchedIncidentKind } from "./incident.ts";

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

/** All that is looked for of an application. */
export type Standings = Readonly<Record<WatchedIncidentKind, Standing>>;
