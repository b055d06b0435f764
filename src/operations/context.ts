import type { Application } from "#domain/application.ts";
import type { Engine } from "#engine/port.ts";
import type { TestPorts } from "#workflows/test-ports.ts";

/** The manifests of this installation, as one set. */
export interface Manifests {
  current(): ReadonlyMap<string, Application>;
  /** Reads the files, validates all of them, swaps. Throws `invalid-input` with all problems; then nothing changed. */
  reload(): Promise<ReadonlyMap<string, Application>>;
}

/** What operations work with; the composition makes it. */
export interface Context {
  readonly engine: Engine;
  readonly ports: TestPorts;
  readonly manifests: Manifests;
}
