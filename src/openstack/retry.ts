import { setTimeout as sleep } from "node:timers/promises";
import type { ClientLog } from "./client-log.ts";
import { OpenStackError } from "./errors.ts";

export interface RetryPolicy {
  /** Tries in all. */
  readonly attempts: number;
  /** Wait before the second try, ms; doubled each time. */
  readonly backoffMs: number;
  /** A server that asks for a longer wait gets none: the caller is told instead. */
  readonly retryAfterMaxMs: number;
}

export const defaultRetry: RetryPolicy = { attempts: 4, backoffMs: 200, retryAfterMaxMs: 30_000 };

/**
 * Tries again what is worth another try and known not to have been applied: reads always are; writes only when they
 * never left, or were turned away by a rate limit. Throws the last error.
 */
export async function retrying<T>(
  act: () => Promise<T>,
  options: { readonly policy: RetryPolicy; readonly signal: AbortSignal; readonly log: ClientLog },
): Promise<T> {
  const { policy, signal, log } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof OpenStackError) || !isWorthwhile(error, attempt, policy)) throw error;
      const waitMs = Math.max(error.retryAfterMs ?? 0, policy.backoffMs * 2 ** (attempt - 1));
      log.warn({ reason: error.message, requestId: error.requestId, attempt, waitMs }, "trying again");
      // Called off while waiting: the error at hand says more than the abort would.
      if (!(await waited(waitMs, signal))) throw error;
    }
  }
}

function isWorthwhile(error: OpenStackError, attempt: number, policy: RetryPolicy): boolean {
  if (!error.transient || error.applied !== "not-applied") return false;
  return attempt < policy.attempts && (error.retryAfterMs ?? 0) <= policy.retryAfterMaxMs;
}

async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
