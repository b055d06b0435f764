import type { Application } from "#domain/application.ts";
import type { RunContext } from "#engine/port.ts";
import type { Ports } from "./ports.ts";
import type { Target } from "./preflight.ts";

/** One execution of the freeze window: what every part of it is given. */
export interface Attempt {
  readonly ctx: RunContext;
  readonly application: Application;
  readonly target: Target;
  readonly ports: Ports;
  readonly token: string;
  /** Name of the group snapshot, chosen before the request. */
  readonly name: string;
}
