import { CleanupRequestResult } from "#domain/orphans/cleanup-result.ts";
import type { RunView } from "#engine/port.ts";
import { asCleanup } from "./cleanup-run.ts";
import type { Rendered } from "./outbox/rendered.ts";
import { isUnfinished } from "./run-memory.ts";
import { cleanupFailedMessage, cleanupMessage, nothingCleanedMessage } from "./views/cleanup-message.ts";
import type { Message } from "./views/message.ts";

/** The end of a request for a clean-up. Nothing where it was not approved: that is told by its approval. */
export function renderCleanup(run: RunView): Rendered | undefined {
  const message = isUnfinished(run) ? undefined : messageOf(run);
  return message && { message, final: true, priority: "final" };
}

function messageOf(run: RunView): Message | undefined {
  const asked = asCleanup(run);
  // Whoever cancelled it knows, and a parked one may still be carried out by the version that began it.
  if (asked === undefined || run.state === "cancelled" || run.state === "parked") return undefined;
  const result = run.state === "done" ? CleanupRequestResult.safeParse(run.result).data : undefined;
  if (result === undefined) return cleanupFailedMessage(asked, run.error);
  if ("items" in result) return cleanupMessage(asked, result);
  return "approvalId" in result ? undefined : nothingCleanedMessage(asked, result);
}
