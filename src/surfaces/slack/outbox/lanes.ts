import type { MessageSlot } from "#domain/message-slot.ts";
import { deliver } from "./deliver.ts";
import { markDirty } from "./entry.ts";
import { keep } from "./keep.ts";
import type { Lane } from "./lane.ts";
import type { NewSlot, SlotRecords } from "./outbox.ts";
import type { Parts } from "./parts.ts";
import { pickNext } from "./pick-next.ts";
import { createShelf, type Shelf } from "./shelf.ts";

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
  const running: Promise<void>[] = [];
  const shelf = createShelf(parts, (lane) => running.push(run(lane, parts)));
  const opening = new Map<string, Promise<void>>();
  const known = (id: string): boolean => opening.has(id) || shelf.find(id) !== undefined;
  return {
    parts,
    all: shelf.lanes,
    open: async (slot) => {
      const under =
        opening.get(slot.id) ?? open(slot, shelf, parts, records).finally(() => opening.delete(slot.id));
      opening.set(slot.id, under);
      await under;
    },
    changed: (slotId) => {
      const found = shelf.find(slotId);
      if (found === undefined || found.entry.slot.settled) return;
      markDirty(found.entry, parts.clock.monotonic());
      found.lane.alarm.ring();
    },
    recover: async () =>
      takeUp(
        (await records.openSlots()).filter(({ id }) => !known(id)),
        shelf,
        parts,
      ),
    remove: (lane, slotId) => {
      if (!shelf.remove(lane, slotId) || parts.signal.aborted) return;
      lane.overflow = false;
      const wanted = ({ id, channel }: MessageSlot) => channel === lane.channel && !known(id);
      records.openSlots().then(
        (slots) => takeUp(slots.filter(wanted), shelf, parts),
        (err: unknown) => {
          lane.overflow = true;
          parts.log.error({ err }, "open Slack messages could not be read from the store; it is tried again");
        },
      );
    },
    stopped: async () => {
      for (const { alarm } of shelf.lanes()) alarm.ring();
      await Promise.all(running);
    },
  };
}

async function open(asked: NewSlot, shelf: Shelf, parts: Parts, records: SlotRecords): Promise<void> {
  if (parts.signal.aborted) return;
  const found = await records.slot(asked.id);
  if (found?.settled) return;
  const slot = found ?? { ...asked, createdAt: parts.clock.now(), settled: false };
  const entry = shelf.put(slot);
  if (entry === undefined) return found === undefined ? parts.write(slot) : undefined;
  markDirty(entry, parts.clock.monotonic());
  const lane = shelf.lane(slot.channel);
  if (found !== undefined) return lane.alarm.ring();
  entry.busy = true;
  await keep(entry, slot, lane, parts);
}

/** Whatever happened while nobody looked is still to be told. */
function takeUp(slots: readonly MessageSlot[], shelf: Shelf, { clock }: Parts): void {
  for (const slot of slots) {
    const entry = shelf.put(slot);
    if (entry !== undefined) markDirty(entry, clock.monotonic());
  }
  for (const { alarm } of shelf.lanes()) alarm.ring();
}

/** Sends a channel's messages one after another until the outbox stops. */
async function run(lane: Lane, parts: Parts): Promise<void> {
  while (!parts.signal.aborted) {
    const next = pickNext(lane, parts, parts.clock.monotonic());
    if (next.kind === "send") await deliver(next.entry, lane, parts);
    else await lane.alarm.wait(next.ms);
  }
}
