import { RestoreRequestResult } from "#domain/restore/restore-request-result.ts";
import type { Message } from "./message.ts";
import { notApprovedMessage, notPossibleMessage, restoreEnded } from "./restore-ended.ts";
import { restoreProgress } from "./restore-progress.ts";
import { restoreResult } from "./restore-result.ts";
import type { RestoreState } from "./restore-state.ts";
import { restoreWaiting } from "./restore-waiting.ts";

/** The one message of a restore, at any moment from the request to the end of what it made. */
export function restoreMessage(state: RestoreState, now: number): Message {
  const { run, child, stopping } = state;
  switch (run.state) {
    case "queued":
      return restoreWaiting(state, "starting");
    case "running":
      if (child?.state === "parked") return restoreEnded(state);
      return stopping === true ? restoreWaiting(state, "stopping") : goesOn(state, now);
    case "done": {
      const result = RestoreRequestResult.safeParse(run.result).data;
      if (result === undefined) return restoreEnded(state);
      if ("reached" in result) return restoreResult(state, result, now);
      return "approvalId" in result ? notApprovedMessage(state, result) : notPossibleMessage(state, result);
    }
    case "failed":
    case "cancelled":
    case "parked":
      return restoreEnded(state);
  }
}

function goesOn(state: RestoreState, now: number): Message {
  const { child, approval, phases } = state;
  if (child?.state === "queued") return restoreWaiting(state, "queued");
  if (child?.state === "running") return restoreProgress(state, now);
  // Its end is known, and the request is about to tell it.
  if (child !== undefined) return restoreProgress(state, now);
  if (approval?.state === "requested") return restoreWaiting(state, "approval");
  if (approval?.state === "approved") return restoreWaiting(state, "approved");
  return restoreWaiting(state, phases.length === 0 ? "starting" : "planning");
}
