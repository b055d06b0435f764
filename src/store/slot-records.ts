import type { RecordsPort } from "#workflows/records-port.ts";
import { put } from "./change.ts";
import { slotKind } from "./kinds.ts";
import { type RecordKeeping, retryOnConflict } from "./record-keeping.ts";

/** Messages that channels are owed. What they tell is audited where it is decided, so they have no rows of their own. */
export function slotRecords({
  store,
}: Pick<RecordKeeping, "store">): Pick<RecordsPort, "slot" | "openSlots" | "saveSlot"> {
  const saveSlot: RecordsPort["saveSlot"] = async (slot) => {
    const found = await store.get(slotKind, slot.id);
    await retryOnConflict(
      () => store.commit([put(slotKind, slot.id, slot, found?.version ?? "absent")]),
      () => saveSlot(slot),
    );
  };
  return {
    slot: async (id) => (await store.get(slotKind, id))?.value,
    openSlots: async () => {
      const open = await store.find(slotKind, "open", { key: "open" }, { limit: -1 });
      return open.map((found) => found.value);
    },
    saveSlot,
  };
}
