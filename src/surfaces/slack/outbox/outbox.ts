import type { MessageSlot } from "#domain/message-slot.ts";
import type { Clock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";
import { pause as pauseForReal } from "#support/pause.ts";
import { createAlarm, type PauseFor } from "./alarm.ts";
import { createEditBudget } from "./edit-budget.ts";
import { createLanes, type Lanes } from "./lanes.ts";
import { isOwed, lagOf } from "./owed.ts";
import { defaultPace, type Pace } from "./pace.ts";
import type { Parts } from "./parts.ts";
import type { Render } from "./rendered.ts";
import type { SlackSender } from "./slack-sender.ts";
import { createSlotWriter } from "./slot-writer.ts";
import { createTally } from "./tally.ts";
import { createTokenGate } from "./token-gate.ts";

export interface OutboxOptions {
  readonly sender: SlackSender;
  readonly records: SlotRecords;
  /** Resolves when no freeze window is open in this process. */
  readonly windows: { closed(): Promise<void> };
  readonly clock: Clock;
  readonly log: Log;
  readonly render: Render;
  readonly pace?: Partial<Pace>;
  /** Default: a timer. */
  readonly pause?: PauseFor;
  /** 0 to 1, for jitter. */
  readonly random?: () => number;
}

/** What the outbox needs of the store. */
export interface SlotRecords {
  slot(id: string): Promise<MessageSlot | undefined>;
  /** Not settled, oldest first. */
  openSlots(): Promise<MessageSlot[]>;
  saveSlot(slot: MessageSlot): Promise<void>;
}

export type NewSlot = Omit<MessageSlot, "ts" | "settled" | "createdAt">;

export interface OutboxStats {
  /** Messages with something to send. */
  readonly waiting: number;
  readonly oldestWaitingMs: number;
  readonly delivered: number;
  /** By Slack's code. */
  readonly failures: ReadonlyMap<string, number>;
  /** Slack refuses the token. */
  readonly revoked: boolean;
  /** Channels that Slack does not let the bot write to. */
  readonly undeliverable: readonly string[];
}

/**
 * Owes each slot's message to its channel until its last state is delivered. One latest-wins slot per message, one queue
 * per channel: what goes wrong with one message or channel never delays another, and nobody ever waits for Slack.
 */
export interface Outbox {
  /**
   * Makes a slot durable and owes its message; once per id, whatever became of it. Resolves when it is stored, or the
   * outbox is stopped.
   */
  open(slot: NewSlot): Promise<void>;
  /** What the slot says may have changed. Unknown and settled slots are ignored. */
  changed(slotId: string): void;
  /** At boot: takes up every slot that is not settled. */
  recover(): Promise<void>;
  /** Resolves when all that can go now has gone, or when the signal is aborted. */
  flush(signal: AbortSignal): Promise<void>;
  /** Ends all sending; what is owed is taken up by the next start. */
  stop(): Promise<void>;
  stats(): OutboxStats;
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { clock, records } = options;
  const stopping = new AbortController();
  const moved = createAlarm(options.pause ?? pauseForReal);
  const lanes: Lanes = createLanes(
    partsOf(options, stopping.signal, { moved: moved.ring, lanes: () => lanes }),
    records,
  );
  const { gate, tally } = lanes.parts;
  return {
    open: (slot) => lanes.open(slot),
    changed: (slotId) => lanes.changed(slotId),
    recover: () => lanes.recover(),
    flush: async (signal) => {
      const { promise: aborted, resolve } = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => resolve(), { once: true });
      while (!signal.aborted && !stopping.signal.aborted && lanes.all().some((lane) => isOwed(lane, gate)))
        await Promise.race([moved.wait(Number.POSITIVE_INFINITY), aborted]);
    },
    stop: async () => {
      stopping.abort();
      moved.ring();
      await lanes.stopped();
    },
    stats: () => ({
      ...lagOf(lanes.all(), clock.monotonic()),
      delivered: tally.delivered,
      failures: new Map(tally.failures),
      revoked: gate.revoked,
      undeliverable: lanes.all().flatMap(({ channel, refusals }) => (refusals > 0 ? [channel] : [])),
    }),
  };
}

function partsOf(
  options: OutboxOptions,
  signal: AbortSignal,
  { moved, lanes }: { moved: () => void; lanes: () => Lanes },
): Parts {
  const { sender, render, clock, log, windows, records } = options;
  const pace = { ...defaultPace, ...options.pace };
  const pause = options.pause ?? pauseForReal;
  const random = options.random ?? Math.random;
  const { windowWaitMs } = pace;
  return {
    ...{ sender, render, clock, log, pace, pause, random, signal },
    gate: createTokenGate(pace.revoked, random),
    budget: createEditBudget(pace.editsPerMinute, pace.editsKeptForFinals),
    tally: createTally(),
    write: createSlotWriter({ records, windows, clock, log, pause, windowWaitMs, signal }),
    refusedTypes: new Set(),
    ringAll: () => {
      for (const { alarm } of lanes().all()) alarm.ring();
    },
    moved: (lane) => {
      lane.alarm.ring();
      moved();
    },
    remove: (lane, { slot }) => lanes().remove(lane, slot.id),
  };
}
