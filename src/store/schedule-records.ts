import { scheduleId } from "#domain/schedule/record.ts";
import type { RecordsPort } from "#workflows/records-port.ts";
import { put, remove } from "./change.ts";
import { scheduleKind } from "./kinds.ts";
import { auditRow, type RecordKeeping, retryOnConflict } from "./record-keeping.ts";

type ScheduleRecords = Pick<RecordsPort, "schedules" | "saveSchedule" | "removeSchedule">;

/** How far schedules have been dealt with; each change with its audit row in one commit. */
export function scheduleRecords({ store, clock }: RecordKeeping): ScheduleRecords {
  return {
    schedules: async () => {
      const found = await store.find(scheduleKind, "all", { key: "all" }, { limit: -1 });
      return found.map(({ value, version }) => ({ record: value, version }));
    },
    saveSchedule: (next, expected, row) =>
      retryOnConflict(
        async () => {
          await store.commit([put(scheduleKind, scheduleId(next), next, expected), auditRow(clock, row)]);
          return true;
        },
        async () => false,
      ),
    removeSchedule: ({ record, version }, row) =>
      retryOnConflict(
        () => store.commit([remove(scheduleKind, scheduleId(record), version), auditRow(clock, row)]),
        // Whoever was first has dealt with it.
        async () => undefined,
      ),
  };
}
