import { EventEmitter, once } from "node:events";
import type { Json } from "../port.ts";

type ProgressListener = (runId: string, update: Json) => void;

/** What happens to runs, told within this process. Names: `ended` (any run), `ended <id>`, `progress`. */
export function createRunEvents(shutdown: AbortSignal) {
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    ended: (id: string): void => {
      emitter.emit(`ended ${id}`);
      emitter.emit("ended");
    },
    progress: (id: string, update: Json): void => void emitter.emit("progress", id, update),
    onProgress: (listener: ProgressListener): (() => void) => {
      const guarded = guard(listener);
      emitter.on("progress", guarded);
      return () => void emitter.off("progress", guarded);
    },
    /** The next end of this run, or of any; rejects with the signal's reason, or with the shutdown's. */
    nextEnd: async (id: string | undefined, signal?: AbortSignal): Promise<void> => {
      const stop = signal === undefined ? shutdown : AbortSignal.any([shutdown, signal]);
      stop.throwIfAborted();
      try {
        await once(emitter, id === undefined ? "ended" : `ended ${id}`, { signal: stop });
      } catch (error) {
        throw stop.aborted ? stop.reason : error;
      }
    },
  };
}

/** A listener's error is its own: the run that reports may be holding a freeze. */
function guard(listener: ProgressListener): ProgressListener {
  return (runId, update) => {
    try {
      listener(runId, update);
    } catch {
      // Progress is lossy by contract.
    }
  };
}
