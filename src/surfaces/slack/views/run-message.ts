import { SnapshotResult } from "#domain/snapshot-result.ts";
import type { Message } from "./message.ts";
import { endedMessage } from "./run-ended.ts";
import { progressMessage } from "./run-progress.ts";
import { resultMessage } from "./run-result.ts";
import type { RunState } from "./run-state.ts";
import { waitingMessage } from "./run-waiting.ts";

/** The one message of a run, at any moment from the request to the end. */
export function runMessage(state: RunState, now: number): Message {
  const { run, phases, stopping } = state;
  switch (run.state) {
    case "queued":
      return waitingMessage(state, "queued");
    case "running":
      if (stopping === true) return waitingMessage(state, "stopping");
      if (phases.length === 0) return waitingMessage(state, "starting");
      return phases.at(-1)?.phase === "waiting" ? waitingMessage(state, "waiting") : progressMessage(state);
    case "done": {
      const result = state.result ?? SnapshotResult.safeParse(run.result).data;
      return result === undefined ? endedMessage(state) : resultMessage(state, result, now);
    }
    case "failed":
    case "cancelled":
    case "parked":
      return endedMessage(state);
  }
}
