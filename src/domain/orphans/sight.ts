import type { CloudScan } from "./cloud-scan.ts";
import type { KnownWorld } from "./known-world.ts";
import type { LeftSet } from "./set-left.ts";

/** What every class of orphans is looked for in. */
export interface Sight {
  readonly scan: CloudScan;
  readonly known: KnownWorld;
  /** Sets that runs of ours left behind. */
  readonly left: readonly LeftSet[];
}
