import { z } from "zod";
import { ApprovalState } from "./approval.ts";

/** How long before a restore's time is over. */
export const ReminderMoment = z.enum(["24h", "1h", "over"]);
export type ReminderMoment = z.infer<typeof ReminderMoment>;

/**
 * One message that a channel is owed. It holds what the message is about, never its words: those are made from the truth
 * at the moment of sending, so that the last state wins and a restart tells what is, not what was.
 */
export const MessageSlot = z.object({
  /** `run r-…`, `alert r-…`, `approval ap-…`, `note …`: the same id twice is one message. */
  id: z.string(),
  channel: z.string(),
  about: z.discriminatedUnion("kind", [
    /** The run's one message, edited in place until the run has ended. */
    z.object({ kind: z.literal("run"), runId: z.string() }),
    /** What failed, to the owners; said once, after the end of the run. */
    z.object({ kind: z.literal("alert"), runId: z.string() }),
    /** A request's one message, edited in place until it has ended and, where the glass was broken, was reviewed. */
    z.object({ kind: z.literal("approval"), approvalId: z.string() }),
    /** How a request ended, to whoever asked: a message of its own, because an edit tells nobody. One for each end. */
    z.object({ kind: z.literal("approval-outcome"), approvalId: z.string(), state: ApprovalState }),
    /** A restore's time to live ends soon, or is over, to whoever asked for it. One for each moment. */
    z.object({ kind: z.literal("restore-reminder"), restoreId: z.string(), before: ReminderMoment }),
    /** The incident's one message, edited in place until it is resolved. */
    z.object({ kind: z.literal("incident"), incidentId: z.string() }),
    /** In its thread: a snooze is over and it is still open, or it is resolved. One for each moment. */
    z.object({
      kind: z.literal("incident-news"),
      incidentId: z.string(),
      what: z.enum(["again", "resolved"]),
      at: z.number(),
    }),
    /** What was found of an application's orphans (absent: of no application), edited in place until all of it is gone, or told anew. */
    z.object({
      kind: z.literal("orphans"),
      application: z.string().optional(),
      /** Later than that of each message before it. */
      at: z.number(),
    }),
    /** How a request for a clean-up ended, to whoever asked. */
    z.object({ kind: z.literal("cleanup"), runId: z.string() }),
    /** Words that are no run's, such as the difference that a reload made. Plain text, escaped when it is rendered. */
    z.object({ kind: z.literal("note"), title: z.string(), lines: z.array(z.string()) }),
  ]),
  createdAt: z.number(),
  /** Slack's id of the message. Absent: not known to be posted. */
  ts: z.string().optional(),
  /** Nothing more is to be told. */
  settled: z.boolean(),
});
export type MessageSlot = z.infer<typeof MessageSlot>;
