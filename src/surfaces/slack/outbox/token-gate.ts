import { backoffMs } from "./backoff.ts";
import type { Backoff } from "./pace.ts";

/** While Slack refuses the token everything waits, and one message at a time goes to see whether it still does. */
export interface TokenGate {
  readonly revoked: boolean;
  /** When a message may go; infinite while another one is probing. */
  readyAt(now: number): number;
  /** Call when a message goes. */
  enter(): void;
  /** The token was refused. True the first time. */
  refused(now: number): boolean;
  /** Slack took the token. True when it had been refused before. */
  accepted(): boolean;
  /** Nothing was learnt of the token: Slack did not answer, or is too busy. */
  unknown(now: number): void;
}

export function createTokenGate(backoff: Backoff, random: () => number): TokenGate {
  let failures = 0;
  let probing = false;
  let probeAt = 0;
  const later = (now: number): void => {
    probing = false;
    probeAt = now + backoffMs(backoff, failures, random);
  };
  return {
    get revoked() {
      return failures > 0;
    },
    readyAt: (now) => (failures === 0 ? now : probing ? Number.POSITIVE_INFINITY : probeAt),
    enter: () => {
      if (failures > 0) probing = true;
    },
    refused: (now) => {
      // Those that were under way when the first was refused are no probes.
      if (failures > 0 && !probing) return false;
      failures += 1;
      later(now);
      return failures === 1;
    },
    accepted: () => {
      const was = failures > 0;
      failures = 0;
      probing = false;
      return was;
    },
    unknown: (now) => {
      if (failures > 0 && probing) later(now);
    },
  };
}
