import type { Target } from "../target.ts";

/** One way to take a group snapshot of a frozen application. */
export interface Contestant {
  /** Takes one; resolves after the thaw. `name` is free, or the start of one. Throws unless all went well. */
  turn(target: Target, name: string, signal: AbortSignal): Promise<Phases | undefined>;
}

/** Where the frozen time went, as the contestant's own clock saw it, ms. */
export interface Phases {
  /** Order to freeze until all mounts are frozen (and proved to be). */
  readonly freeze: number;
  /** Until the request is sent. */
  readonly request: number;
  /** Until the group snapshot is seen `available`. */
  readonly cut: number;
  /** Until the thaw is ordered. */
  readonly order: number;
  /** Until the thaw is answered. */
  readonly thaw: number;
}
