import { guestAddress } from "#domain/application.ts";
import type { CanaryRun } from "#domain/canary/run.ts";
import type { Attempt } from "./attempt.ts";
import type { Cut } from "./cut.ts";

/** A checkpoint may take so long before the freeze; the budget comes on top, ms. */
const BEFORE_MS = 180_000;

/** A canary around one cut, or the same without one. */
export interface CutCanary extends AsyncDisposable {
  readonly ready: Promise<void>;
  /** Undefined: none was wanted. After the thaw only. */
  end(cut: Cut): Promise<CanaryRun | undefined>;
}

/**
 * Starts the write-order canaries of an application whose manifest wants them. Whatever becomes of them, the cut is made
 * as it would be without: that they did not run is a problem of theirs alone.
 */
export function startCanary(attempt: Attempt, signal: AbortSignal): CutCanary {
  const { application, target, ports, token, ctx } = attempt;
  const { canary, budget } = application.quiesce;
  if (canary !== true)
    return { ready: Promise.resolve(), end: async () => undefined, [Symbol.asyncDispose]: async () => {} };
  const running = ports.guests.canary(
    {
      runId: ctx.runId,
      id: token,
      forMs: BEFORE_MS + budget,
      servers: application.servers.map(guestAddress),
      volumes: target.volumes.map(({ role, volumeId, server, mount }) => ({ role, volumeId, server, mount })),
    },
    signal,
  );
  return {
    ready: running.ready,
    async end({ availableAt }) {
      const told = await running.stop();
      return { id: token, covered: availableAt !== undefined, ...told };
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}
