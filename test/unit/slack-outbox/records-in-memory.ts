import type { MessageSlot } from "#domain/message-slot.ts";
import type { SlotRecords } from "#surfaces/slack/outbox/outbox.ts";

/** Slots that survive a restart of the outbox, without a disk. */
export function recordsInMemory(): SlotRecords {
  const slots = new Map<string, MessageSlot>();
  return {
    slot: async (id) => slots.get(id),
    openSlots: async () => [...slots.values()].filter(({ settled }) => !settled),
    saveSlot: async (slot) => {
      slots.set(slot.id, slot);
    },
  };
}
