import { setTimeout as delay } from "node:timers/promises";
import type { Machine } from "./guest/machine.ts";

/** Where one write of an application goes: a volume, through the file system of the server it is attached to. */
export interface WriteTarget {
  readonly volumeId: string;
  readonly machine: Machine;
}

export interface Writer extends AsyncDisposable {
  /** Sequence number of the last write that was acknowledged. */
  readonly acknowledged: number;
}

/**
 * An application that writes 1, 2, 3 … to its volumes in turn, each only after the one before was acknowledged. So the
 * volumes of a copy belong to one moment exactly when their contents are a prefix of that series (see torn.ts).
 */
export function startWriter(
  targets: readonly WriteTarget[],
  everyMs: number,
  put: (volumeId: string, content: number) => Promise<void>,
): Writer {
  const stop = new AbortController();
  let acknowledged = 0;
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const target = targets[acknowledged % targets.length];
      if (target === undefined) return;
      const next = acknowledged + 1;
      await target.machine.write(target.volumeId, () => put(target.volumeId, next), stop.signal);
      acknowledged = next;
      await delay(everyMs, undefined, { signal: stop.signal });
    }
  };
  const running = run().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return {
    get acknowledged() {
      return acknowledged;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}
