import { EventEmitter, once } from "node:events";
import type { Json, RunView } from "../port.ts";

type ProgressListener = (runId: string, update: Json) => void;

/** What happens to runs, told within this process. Names: `quiet` (any run), `ended <id>`, `progress`, `change`. */
export function createRunEvents(shutdown: AbortSignal) {
  const emitter = new EventEmitter().setMaxListeners(0);
  const changes: RunView[] = [];
  const tellChanges = (): void => {
    for (const run of changes.splice(0)) emitter.emit("change", run);
  };
  const next = async (event: string, stop: AbortSignal): Promise<void> => {
    stop.throwIfAborted();
    try {
      await once(emitter, event, { signal: stop });
    } catch (error) {
      throw stop.aborted ? stop.reason : error;
    }
  };
  return {
    ended: (id: string): void => {
      emitter.emit(`ended ${id}`);
      emitter.emit("quiet");
    },
    /** A run has begun to wait, or has ended. */
    quiet: (): void => void emitter.emit("quiet"),
    progress: (id: string, update: Json): void => void emitter.emit("progress", id, update),
    onProgress: (listener: ProgressListener): (() => void) => {
      const guarded = guard(listener);
      emitter.on("progress", guarded);
      return () => void emitter.off("progress", guarded);
    },
    /** Told a turn later, so that whoever made the change is answered before a listener does any work of its own. */
    changed: (view: () => RunView | undefined): void => {
      const run = emitter.listenerCount("change") === 0 ? undefined : view();
      if (run === undefined) return;
      if (changes.push(run) === 1) setImmediate(tellChanges);
    },
    onChange: (listener: (run: RunView) => void): (() => void) => {
      const guarded = guard(listener);
      emitter.on("change", guarded);
      return () => void emitter.off("change", guarded);
    },
    tellChanges,
    /** The next end of this run; rejects with the signal's reason, or with the shutdown's. */
    nextEnd: (id: string, signal?: AbortSignal): Promise<void> =>
      next(`ended ${id}`, signal === undefined ? shutdown : AbortSignal.any([shutdown, signal])),
    nextQuiet: (): Promise<void> => next("quiet", shutdown),
  };
}

/** A listener's error is its own: the run that reports may be holding a freeze. */
function guard<Told extends unknown[]>(listener: (...told: Told) => void): (...told: Told) => void {
  return (...told) => {
    try {
      listener(...told);
    } catch {
      // By contract: whoever tells is not told back.
    }
  };
}
