import { z } from "zod";
import type { RunView } from "#engine/port.ts";
import type { NewSlot } from "./outbox/outbox.ts";
import type { CleanupAsked } from "./views/cleanup-message.ts";

const Input = z.object({
  application: z.string(),
  requestedBy: z.string().optional(),
  reason: z.string().optional(),
});

/** A request for a clean-up, whatever the workflow's version. */
export const isCleanup = ({ workflow }: RunView): boolean => workflow.startsWith("request-cleanup@");

/** What is told of it; undefined for runs of other workflows. */
export function asCleanup(run: RunView): CleanupAsked | undefined {
  const input = isCleanup(run) ? Input.safeParse(run.input).data : undefined;
  return input && { runId: run.id, ...input };
}

/** The message of its end: one, however it ended. */
export const cleanupSlot = (runId: string, channel: string): NewSlot => ({
  id: `cleanup ${runId}`,
  channel,
  about: { kind: "cleanup", runId },
});
