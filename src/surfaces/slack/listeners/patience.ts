import type { Command } from "../command/command.ts";

/** How long a command may take, ms. Slack itself waits 3,000 for its acknowledgement. */
export interface Patience {
  /** So long the acknowledgement waits for the answer; then it says "looking", and the answer follows. */
  readonly ackMs: number;
  /** Then the operation is told to give up. */
  readonly deadlineMs: number;
}

/** One durable write, or a read of the store: the answer is in the acknowledgement. */
const PROMPT: Patience = { ackMs: 2_500, deadlineMs: 2_300 };
/** Guests are asked only where something is held. */
const STATUS: Patience = { ackMs: 800, deadlineMs: 30_000 };
/** Guests and cloud are asked: nobody is kept waiting. */
const SLOW: Patience = { ackMs: 0, deadlineMs: 120_000 };

export function patienceFor(command: Command): Patience {
  if (command.verb === "points" && command.prune === true) return SLOW;
  switch (command.verb) {
    case "status":
      return STATUS;
    case "doctor":
    case "design":
    case "thaw":
    case "orphans":
    case "drift":
    case "adopt":
      return SLOW;
    // Durable at once; then the snapshots are marked.
    case "protect":
    case "unprotect":
      return STATUS;
    default:
      return PROMPT;
  }
}

/** What is being looked at, for the line that says so. */
export function lookedAt(command: Command): string {
  switch (command.verb) {
    case "thaw":
      return `asking the guests of ${command.application} for freezes, and thawing ours`;
    case "orphans":
      return `${cloudOf(command)} for what nobody owns`;
    case "adopt":
      return `${cloudOf(command)} for recovery points that the store does not know`;
    case "drift":
      return `the cloud, the servers and the guests of ${command.application ?? "all applications"}`;
    case "design":
      return `the cloud and the guests of ${command.application}: the design comes as a file`;
    case "doctor":
      return command.rehearse === true
        ? `how long a freeze of ${command.application} takes: it is frozen and thawed, nothing is cut`
        : `the cloud and the guests of ${command.application}`;
    case "points":
      return `what was made of the points of ${command.application}`;
    case "protect":
    case "unprotect":
      return `the snapshots of ${command.point}`;
    case "status":
      return command.application === undefined
        ? "guests that hold something"
        : `the guests of ${command.application}`;
    default:
      return `${command.verb} takes longer than usual`;
  }
}

const cloudOf = ({ application }: { readonly application?: string }): string =>
  application === undefined ? "every cloud" : `the cloud of ${application}`;
