import type { Approval } from "#domain/approval.ts";
import { createListeners } from "#support/listeners.ts";
import type { RecordsPort } from "#workflows/records-port.ts";
import { put } from "./change.ts";
import { ConflictError } from "./conflict-error.ts";
import { approvalKind } from "./kinds.ts";
import { auditRow, type RecordKeeping } from "./record-keeping.ts";

const newestFirst = (limit: number) => ({ order: "descending", limit }) as const;
/** SQLite's word for no limit. */
const ALL = -1;

export function approvalRecords({
  store,
  clock,
}: RecordKeeping): Pick<
  RecordsPort,
  "approval" | "openApprovals" | "approvals" | "saveApproval" | "onApproval"
> {
  const saved = createListeners<Approval>();
  return {
    approval: async (id) => {
      const found = await store.get(approvalKind, id);
      return found === undefined ? undefined : { approval: found.value, version: found.version };
    },
    openApprovals: async () => {
      const open = await store.find(approvalKind, "open", { key: "open" }, newestFirst(ALL));
      return open.map(({ value }) => value);
    },
    approvals: async (limit) => {
      const found = await store.find(approvalKind, "all", { key: "all" }, newestFirst(limit));
      return found.map(({ value }) => value);
    },
    saveApproval: async (next, expected, audit) => {
      try {
        await store.commit([put(approvalKind, next.id, next, expected), auditRow(clock, audit)]);
      } catch (error) {
        if (error instanceof ConflictError) return false;
        throw error;
      }
      saved.tell(next);
      return true;
    },
    onApproval: saved.on,
  };
}
