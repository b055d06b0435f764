import type { MessageSlot } from "#domain/message-slot.ts";
import { createAlarm } from "./alarm.ts";
import { type Entry, newEntry } from "./entry.ts";
import type { Lane } from "./lane.ts";
import type { Parts } from "./parts.ts";
import { createPostBucket } from "./post-bucket.ts";

/** The open slots in memory, by channel and by id. A channel that has more than fit keeps the rest in the store. */
export interface Shelf {
  lanes(): readonly Lane[];
  /** Known, or begun by this. */
  lane(channel: string): Lane;
  find(slotId: string): { readonly lane: Lane; readonly entry: Entry } | undefined;
  /** The slot's place, which it may have had before; undefined: no room. */
  put(slot: MessageSlot): Entry | undefined;
  /** True when this made room for slots that wait in the store. */
  remove(lane: Lane, slotId: string): boolean;
}

export function createShelf(parts: Pick<Parts, "pace" | "pause">, begin: (lane: Lane) => void): Shelf {
  const lanes = new Map<string, Lane>();
  const laneOf = new Map<string, Lane>();
  const { inMemory } = parts.pace;
  const lane = (channel: string): Lane => {
    const known = lanes.get(channel);
    if (known !== undefined) return known;
    const made = createLane(channel, parts);
    lanes.set(channel, made);
    begin(made);
    return made;
  };
  return {
    lanes: () => [...lanes.values()],
    lane,
    find: (slotId) => {
      const its = laneOf.get(slotId);
      const entry = its?.entries.get(slotId);
      return its === undefined || entry === undefined ? undefined : { lane: its, entry };
    },
    put: (slot) => {
      const its = lane(slot.channel);
      const known = its.entries.get(slot.id);
      if (known !== undefined) return known;
      its.overflow ||= its.entries.size >= inMemory;
      if (its.entries.size >= inMemory) return undefined;
      const entry = newEntry(slot);
      its.entries.set(slot.id, entry);
      laneOf.set(slot.id, its);
      return entry;
    },
    remove: (its, slotId) => {
      its.entries.delete(slotId);
      laneOf.delete(slotId);
      return its.overflow && its.entries.size <= inMemory / 2;
    },
  };
}

function createLane(channel: string, { pace, pause }: Pick<Parts, "pace" | "pause">): Lane {
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
