import type { MessageSlot } from "#domain/message-slot.ts";
import type { Clock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";
import type { PauseFor } from "./alarm.ts";
import type { EditBudget } from "./edit-budget.ts";
import type { Entry } from "./entry.ts";
import type { Lane } from "./lane.ts";
import type { Pace } from "./pace.ts";
import type { Render } from "./rendered.ts";
import type { SlackSender } from "./slack-sender.ts";
import type { Tally } from "./tally.ts";
import type { TokenGate } from "./token-gate.ts";

/** What every lane of one outbox works with. */
export interface Parts {
  readonly sender: SlackSender;
  readonly render: Render;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace: Pace;
  readonly pause: PauseFor;
  readonly random: () => number;
  readonly gate: TokenGate;
  readonly budget: EditBudget;
  readonly tally: Tally;
  /** Stores a slot once no freeze window is open. */
  readonly write: (slot: MessageSlot) => Promise<void>;
  /** Aborted when the outbox stops. */
  readonly signal: AbortSignal;
  /** Types of blocks that this workspace was seen to refuse. */
  readonly refusedTypes: Set<string>;
  /** The token works again: every lane has a look. */
  readonly ringAll: () => void;
  /** Something was delivered, stored or refused. */
  readonly moved: (lane: Lane) => void;
  /** The slot is settled and stored: its place is free. */
  readonly remove: (lane: Lane, entry: Entry) => void;
}
