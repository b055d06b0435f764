import type { Application } from "#domain/application.ts";
import { DomainError } from "#domain/errors.ts";
import type { MessageSlot } from "#domain/message-slot.ts";
import type { RunView } from "#engine/port.ts";
import type { Operations } from "#operations/index.ts";
import type { Clock } from "#support/clock.ts";
import type { Render, Rendered } from "./outbox/rendered.ts";
import { isUnfinished, type RunMemory } from "./run-memory.ts";
import { asSnapshotRun, type SnapshotRun } from "./snapshot-run.ts";
import { alertMessage } from "./views/alert-message.ts";
import { noteMessage } from "./views/note-message.ts";
import { runMessage } from "./views/run-message.ts";

export interface RenderOptions {
  readonly operations: Pick<Operations, "run" | "application">;
  readonly memory: RunMemory;
  readonly clock: Clock;
}

/** What a slot's message says now: from memory while its run goes on, from the store once it has ended. */
export function createRender({ operations, memory, clock }: RenderOptions): Render {
  return async (slot) => {
    const { about } = slot;
    if (about.kind === "note") return { message: noteMessage(about), final: true, priority: "final" };
    const run = memory.unfinished(about.runId) ?? (await unlessMissing(() => operations.run(about.runId)));
    const snapshot = run && asSnapshotRun(run);
    if (snapshot === undefined) return undefined;
    if (about.kind === "run") return renderRun(snapshot, slot, memory, clock.now());
    const application = await unlessMissing(async () => operations.application(snapshot.application));
    return renderAlert(snapshot, application, clock.now());
  };
}

function renderRun(snapshot: SnapshotRun, { ts }: MessageSlot, memory: RunMemory, now: number): Rendered {
  const { run, ...request } = snapshot;
  const { stopping } = memory;
  const waiting = { ...request, busyWith: memory.busyWith(run) };
  if (ts === undefined) {
    const message = runMessage({ ...waiting, run: asBegun(run), phases: [] }, now);
    return { message, final: false, priority: "progress" };
  }
  const message = runMessage({ ...waiting, run, phases: memory.phases(run.id), stopping }, now);
  // A parked run may be taken up again by the version that knows it.
  const final = !isUnfinished(run) && run.state !== "parked";
  return { message, final, priority: isUnfinished(run) && !stopping ? "progress" : "final" };
}

/** A first post may turn out to be a duplicate that nobody edits again: it never says more than that the run begins. */
function asBegun({ result: _result, error: _error, endedAt: _endedAt, ...run }: RunView): RunView {
  return { ...run, state: run.state === "queued" ? "queued" : "running" };
}

function renderAlert(
  { run, application: name }: SnapshotRun,
  application: Application | undefined,
  now: number,
): Rendered {
  const message =
    application === undefined
      ? noteMessage({
          title: `${name}: the snapshot did not end well`,
          lines: [`Run ${run.id}. The application's manifest is gone, so nobody is mentioned.`],
        })
      : alertMessage({ run, application }, now);
  return { message, final: true, priority: "alert" };
}

async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DomainError && error.kind === "not-found") return undefined;
    throw error;
  }
}
