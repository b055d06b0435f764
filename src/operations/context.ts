import type { Application } from "#domain/application.ts";
import type { Engine } from "#engine/port.ts";
import type { Ports } from "#workflows/ports.ts";

/** What operations work with; `main.ts` makes it. */
export interface Context {
  readonly engine: Engine;
  readonly ports: Ports;
  readonly applications: ReadonlyMap<string, Application>;
  /** Config `limits.betweenFreezes`. */
  readonly betweenFreezesMs: number;
}
