import type { RateTier } from "../rate-limits.ts";
import type { SlackState } from "../state.ts";
import type { Fields } from "../types.ts";
import type { Args } from "./args.ts";

export interface MethodCall {
  readonly state: SlackState;
  readonly args: Args;
  /** Where the simulation listens, without a slash at the end. */
  readonly origin: string;
}

/** One method of the Web API; scopes and tiers as on its page, docs.slack.dev/reference/methods/NAME. */
export interface Method {
  readonly token: "bot" | "app";
  /** Any one of them is enough. */
  readonly scopes: readonly string[];
  /** Undefined: a special tier that no bot of this size meets. */
  readonly tier: RateTier | undefined;
  readonly handle: (call: MethodCall) => Fields;
}
