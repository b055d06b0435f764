import type { RestorePorts } from "#workflows/restore-ports.ts";
import type { Context } from "./context.ts";

/** What the operations on restores work with. */
export interface RestoreContext extends Context {
  readonly ports: RestorePorts;
}
