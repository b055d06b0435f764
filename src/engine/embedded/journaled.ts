import { decodeFailure, encodeFailure, toError, toFailure } from "./failure.ts";
import type { RunScope } from "./run-scope.ts";
import type { StepEnd } from "./step-journal.ts";
import { tracked } from "./tracked.ts";

/** How an act ended. `cause` is for the log of this execution; `written` says that the journal has it already. */
export interface ActEnd extends StepEnd {
  readonly cause?: unknown;
  readonly written?: true;
}

/**
 * Runs one journaled act of a workflow: returns or throws what the journal has of it; else tells the workflow that it
 * was cancelled; else lets `act` bring it to its end and journals that.
 *
 * Once the process shuts down, no failure is journaled and the promise never settles: to the workflow a shutdown looks
 * like a crash, so it cannot mistake the one for an error that it should compensate.
 */
export async function journaled(
  scope: RunScope,
  name: string,
  act: () => Promise<ActEnd | undefined>,
): Promise<string> {
  const { live, steps } = scope;
  live.claim(name);
  if (live.shutdown.aborted) return never();
  const row = steps.get(live.id, name);
  if (row?.state === "done") return row.value ?? "null";
  if (row?.state === "failed") throw toError(decodeFailure(row.value));
  using _act = live.act();
  const cancel = live.untoldCancel();
  // A begun step runs again even so, with its signal aborted: only it can settle what it left half-done.
  const ending = row === undefined && cancel !== undefined ? Promise.resolve(failed(cancel, true)) : act();
  const end = await tracked(
    scope.inFlight,
    ending.then((ended) => write(scope, name, ended)),
  );
  if (end === undefined || live.shutdown.aborted) return never();
  if (end.state === "failed") throw toError(decodeFailure(end.value), end.cause);
  return end.value;
}

/** The end of an act that threw. `tellsCancel`: it threw because it was cancelled. */
export function failed(error: unknown, tellsCancel: boolean): ActEnd {
  const failure = toFailure(error);
  const kind = tellsCancel ? "interrupted" : failure.kind;
  return { state: "failed", value: encodeFailure({ ...failure, kind }), tellsCancel, cause: error };
}

async function write(scope: RunScope, name: string, end: ActEnd | undefined): Promise<ActEnd | undefined> {
  if (end === undefined || scope.closed()) return undefined;
  if (end.state === "failed" && scope.live.shutdown.aborted) return undefined;
  if (end.written !== true) await scope.steps.end(scope.live.id, name, end);
  if (end.tellsCancel === true) scope.live.told();
  return end;
}

const never = (): Promise<never> => new Promise(() => undefined);
