import type { CloudScan } from "./cloud-scan.ts";
import type { KnownWorld } from "./known-world.ts";
import type { ProvedSet } from "./prove-set.ts";
import type { Related } from "./related.ts";
import type { LeftSet } from "./set-left.ts";

/** What every class of orphans is looked for in. */
export interface Sight {
  readonly scan: CloudScan;
  readonly known: KnownWorld;
  readonly related: Related;
  /** Sets that runs of ours left behind. */
  readonly left: readonly LeftSet[];
  /** Sets that are nobody's of ours. */
  readonly foreign: readonly ProvedSet[];
}
