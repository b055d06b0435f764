import { DomainError } from "#domain/errors.ts";
import type { Json, StartOptions } from "../port.ts";
import { toError } from "./failure.ts";
import { type ActEnd, failed } from "./journaled.ts";
import type { RunScope } from "./run-scope.ts";

/**
 * Starts a run and waits for its end. A cancel of the parent is passed on to a child of its own and then waits for it; a
 * run that was only joined belongs to others and is left alone.
 */
export async function runChild(
  scope: RunScope,
  workflow: string,
  id: string,
  input: Json,
  options: StartOptions,
): Promise<ActEnd | undefined> {
  const { live, engine } = scope;
  const signal = live.stepSignal();
  try {
    if (options.lockKey !== undefined && options.lockKey === live.lockKey) {
      throw new Error(
        `run ${live.id} holds the key "${live.lockKey}" that its child ${id} would wait for forever`,
      );
    }
    const started = await engine.start(workflow, id, input, options);
    if (started.kind === "skipped") {
      throw new DomainError("busy", `run ${id} was not started: ${started.busyWith} is running`);
    }
    const own = started.id === id;
    if (own) passOn(scope, signal, id);
    using _wait = live.wait();
    const view = await engine.ended(started.id, own ? live.shutdown : signal);
    if (view.state === "done") return { state: "done", value: JSON.stringify(view.result ?? null) };
    if (view.error !== undefined) throw toError(view.error);
    throw new DomainError(
      "failed",
      `run ${view.id} is ${view.state}: this version does not know ${view.workflow}`,
    );
  } catch (error) {
    return live.shutdown.aborted ? undefined : failed(error, signal.aborted);
  }
}

function passOn(scope: RunScope, signal: AbortSignal, childId: string): void {
  const cancel = (): void => {
    if (scope.live.shutdown.aborted) return;
    const reason = signal.reason instanceof Error ? signal.reason.message : "its parent was cancelled";
    // Only a cancel after close() rejects, and then this process has nothing more to say to the child.
    scope.engine.cancel(childId, reason).catch(() => undefined);
  };
  if (signal.aborted) cancel();
  else signal.addEventListener("abort", cancel, { once: true });
}
