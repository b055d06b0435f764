import type { Findings } from "#config/format-validation.ts";
import type { Actor } from "#domain/permission.ts";
import type { Operations, Thawed } from "#operations/index.ts";

/** What the command line needs from behind the scenes; `main.ts` provides it. */
export interface Backstage {
  /** Who sits at this command line, as config maps the OS user. */
  actor(): Promise<Actor>;
  /** The files alone: no cloud, no guest, no store. */
  validate(): Promise<{ readonly findings: Findings; readonly text: string }>;
  /** Opens the store for this process. Throws `busy` when another has it. */
  open(): Promise<Session>;
  /** Without the store, so that it works beside a running snapshot. */
  thaw(application: string, signal: AbortSignal): Promise<Thawed[]>;
}

export interface Session {
  readonly operations: Operations;
  /** Takes up what earlier processes left unfinished. Returns the ids of those runs. */
  recover(): Promise<readonly string[]>;
  /** Resolves when no run is left, or throws the signal's reason. */
  idle(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
