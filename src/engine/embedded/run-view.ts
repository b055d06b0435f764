import type { RunView } from "../port.ts";
import { decodeFailure } from "./failure.ts";
import { decodeJson } from "./journaled-json.ts";
import type { RunRow } from "./run-journal.ts";

/** A journal row as callers see it. */
export function toRunView(row: RunRow): RunView {
  return {
    id: row.id,
    workflow: row.workflow,
    state: row.state,
    input: decodeJson(row.input),
    createdAt: row.created_at,
    ...(row.result === undefined ? {} : { result: decodeJson(row.result) }),
    ...(row.error === undefined ? {} : { error: decodeFailure(row.error) }),
    ...(row.lock_key === undefined ? {} : { lockKey: row.lock_key }),
    ...(row.ended_at === undefined ? {} : { endedAt: row.ended_at }),
  };
}
