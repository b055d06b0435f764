import type { MessageSlot } from "#domain/message-slot.ts";
import { createAlarm } from "./alarm.ts";
import { deliver } from "./deliver.ts";
import { type Entry, markDirty, newEntry } from "./entry.ts";
import { keep } from "./keep.ts";
import type { Lane } from "./lane.ts";
import type { NewSlot, SlotRecords } from "./outbox.ts";
import type { Parts } from "./parts.ts";
import { pickNext } from "./pick-next.ts";
import { createPostBucket } from "./post-bucket.ts";

/** The channels and what they are owed. */
export interface Lanes {
  readonly parts: Parts;
  all(): readonly Lane[];
  open(slot: NewSlot): Promise<void>;
  changed(slotId: string): void;
  recover(): Promise<void>;
  remove(lane: Lane, slotId: string): void;
  /** Resolves when no lane runs any more; the parts' signal must be aborted. */
  stopped(): Promise<void>;
}

export function createLanes(parts: Parts, records: SlotRecords): Lanes {
  const lanes = new Map<string, Lane>();
  const laneOf = new Map<string, Lane>();
  const opening = new Map<string, Promise<void>>();
  const running: Promise<void>[] = [];
  const { clock, pace, log, signal } = parts;

  const lane = (channel: string): Lane => {
    const known = lanes.get(channel);
    if (known !== undefined) return known;
    const made = createLane(channel, parts);
    lanes.set(channel, made);
    running.push(run(made, parts));
    return made;
  };

  /** Undefined: no room, the slot waits in the store. */
  const load = (slot: MessageSlot): Entry | undefined => {
    const its = lane(slot.channel);
    const known = its.entries.get(slot.id);
    if (known !== undefined) return known;
    if (its.entries.size >= pace.inMemory) {
      its.overflow = true;
      return undefined;
    }
    const entry = newEntry(slot);
    its.entries.set(slot.id, entry);
    laneOf.set(slot.id, its);
    return entry;
  };

  const recover = async (channel?: string): Promise<void> => {
    for (const slot of await records.openSlots()) {
      if (laneOf.has(slot.id) || opening.has(slot.id) || (channel ?? slot.channel) !== slot.channel) continue;
      const entry = load(slot);
      if (entry !== undefined) markDirty(entry, clock.monotonic());
    }
    for (const { alarm } of lanes.values()) alarm.ring();
  };

  const open = async (asked: NewSlot): Promise<void> => {
    if (signal.aborted) return;
    const found = await records.slot(asked.id);
    if (found?.settled) return;
    const slot: MessageSlot = found ?? { ...asked, createdAt: clock.now(), settled: false };
    const entry = load(slot);
    if (found === undefined && entry === undefined) return parts.write(slot);
    if (entry === undefined) return;
    markDirty(entry, clock.monotonic());
    const its = lane(slot.channel);
    if (found !== undefined) return its.alarm.ring();
    entry.busy = true;
    await keep(entry, slot, its, parts);
  };

  return {
    parts,
    all: () => [...lanes.values()],
    open: async (slot) => {
      const under = opening.get(slot.id) ?? open(slot).finally(() => opening.delete(slot.id));
      opening.set(slot.id, under);
      await under;
    },
    changed: (slotId) => {
      const its = laneOf.get(slotId);
      const entry = its?.entries.get(slotId);
      if (its === undefined || entry === undefined || entry.slot.settled) return;
      markDirty(entry, clock.monotonic());
      its.alarm.ring();
    },
    recover: () => recover(),
    remove: (its, slotId) => {
      its.entries.delete(slotId);
      laneOf.delete(slotId);
      if (!its.overflow || its.entries.size > pace.inMemory / 2 || signal.aborted) return;
      its.overflow = false;
      recover(its.channel).catch((err: unknown) => {
        its.overflow = true;
        log.error({ err }, "open Slack messages could not be read from the store; the next one tries again");
      });
    },
    stopped: async () => {
      for (const { alarm } of lanes.values()) alarm.ring();
      await Promise.all(running);
    },
  };
}

function createLane(channel: string, { pace, pause }: Parts): Lane {
  return {
    channel,
    entries: new Map(),
    bucket: createPostBucket(pace.postMs, pace.postBurst),
    alarm: createAlarm(pause),
    blockedUntil: Number.NEGATIVE_INFINITY,
    refusals: 0,
    unanswered: new Set(),
    overflow: false,
  };
}

/** Sends a channel's messages one after another until the outbox stops. */
async function run(lane: Lane, parts: Parts): Promise<void> {
  while (!parts.signal.aborted) {
    const next = pickNext(lane, parts, parts.clock.monotonic());
    if (next.kind === "send") await deliver(next.entry, lane, parts);
    else await lane.alarm.wait(next.ms);
  }
}
