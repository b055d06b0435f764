import type { Application } from "#domain/application.ts";
import type { Approval } from "#domain/approval.ts";
import { restoreIdOf } from "#domain/restore/names.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import type { RunView } from "#engine/port.ts";
import { approvalId } from "#support/ids.ts";
import type { Rendered } from "./outbox/rendered.ts";
import type { DiscardRun, RestoreRequestRun } from "./restore-run.ts";
import { isUnfinished, type RunMemory } from "./run-memory.ts";
import { discardAlert, discardMessage, restoreMessage, restoreOutcome } from "./views/index.ts";
import type { RestoreState } from "./views/restore-state.ts";

/** Where the truth about a restore is. */
export interface RestoreSources {
  readonly memory: RunMemory;
  readonly runOf: (id: string) => Promise<RunView | undefined>;
  readonly approvalOf: (id: string) => Promise<Approval | undefined>;
  readonly recordOf: (id: string) => Promise<RestoreRecord | undefined>;
}

/** What is known of it now. */
export async function restoreStateOf(
  request: RestoreRequestRun,
  { memory, runOf, approvalOf, recordOf }: RestoreSources,
): Promise<RestoreState> {
  const restoreId = restoreIdOf(request.run.id);
  const child = memory.unfinished(restoreId) ?? (await runOf(restoreId));
  return {
    ...request,
    phases: [...memory.restorePhases(request.run.id), ...memory.restorePhases(restoreId)],
    child,
    approval: await approvalOf(approvalId(request.run.id)),
    record: child === undefined ? undefined : await recordOf(restoreId),
    stopping: memory.stopping,
    busyWith: child === undefined ? undefined : memory.busyWith(child),
  };
}

/** The restore's one message. It is open as long as something of the restore may be there, so that a discard is told in it. */
export function renderRestore(state: RestoreState, ts: string | undefined, now: number): Rendered {
  const { run, record, stopping } = state;
  if (ts === undefined) {
    // A first post may turn out to be a duplicate that nobody edits again: it says only that the restore begins.
    const begun = { ...state, run: begunRun(run), child: undefined, approval: undefined, phases: [] };
    return { message: restoreMessage(begun, now), final: false, priority: "progress" };
  }
  const standing = record !== undefined && record.state !== "gone";
  return {
    message: restoreMessage(state, now),
    final: !isUnfinished(run) && run.state !== "parked" && !standing,
    priority: isUnfinished(run) && stopping !== true ? "progress" : "final",
  };
}

function begunRun({ result: _result, error: _error, endedAt: _endedAt, ...run }: RunView): RunView {
  return { ...run, state: "queued" };
}

/** Said once after its end; undefined when whoever has to know it knows it already. */
export function renderRestoreOutcome(
  state: RestoreState,
  application: Application | undefined,
): Rendered | undefined {
  const outcome = restoreOutcome(state, application);
  if (outcome === undefined) return undefined;
  return { message: outcome.message, final: true, priority: outcome.alarming ? "alert" : "final" };
}

/** The discard's one message. */
export function renderDiscard(
  discard: DiscardRun,
  memory: Pick<RunMemory, "stopping" | "busyWith">,
  ts: string | undefined,
): Rendered {
  const { run } = discard;
  if (ts === undefined) {
    const message = discardMessage({ ...discard, run: { ...begunRun(run), state: "running" } });
    return { message, final: false, priority: "progress" };
  }
  const { stopping } = memory;
  return {
    message: discardMessage({ ...discard, stopping, busyWith: memory.busyWith(run) }),
    final: !isUnfinished(run) && run.state !== "parked",
    priority: isUnfinished(run) && !stopping ? "progress" : "final",
  };
}

export const renderDiscardAlert = (discard: DiscardRun, application: Application | undefined): Rendered => ({
  message: discardAlert(discard, application),
  final: true,
  priority: "alert",
});
