import { DomainError } from "#domain/errors.ts";
import type { RecordsPort } from "#workflows/records-port.ts";
import { approvalRecords } from "./approval-records.ts";
import { holdRecords } from "./hold-records.ts";
import { incidentRecords } from "./incident-records.ts";
import { pauseRecords } from "./pause-records.ts";
import { pointRecords } from "./point-records.ts";
import { auditRow, type RecordKeeping } from "./record-keeping.ts";
import { retentionRecords } from "./retention-records.ts";
import { scheduleRecords } from "./schedule-records.ts";
import { slotRecords } from "./slot-records.ts";

interface RecordsOptions extends RecordKeeping {
  /** Of the database: what can still be written. */
  readonly freeBytes: () => number;
  /** Below this nothing freezes. Default 64 MiB: thousands of runs, so an operator has time to act. */
  readonly reserveBytes?: number;
}

const defaultReserveBytes = 64 * 1024 * 1024;

/** What is kept, as workflows and operations see it; each change comes with its audit row in one commit. */
export function createRecords(options: RecordsOptions): RecordsPort {
  const { store, clock, freeBytes, reserveBytes = defaultReserveBytes } = options;
  return {
    ...holdRecords(options, () => ensureSpace(freeBytes(), reserveBytes)),
    ...pointRecords(options),
    ...pauseRecords(options),
    ...slotRecords(options),
    ...approvalRecords(options),
    ...scheduleRecords(options),
    ...incidentRecords(options),
    ...retentionRecords(options),
    audit: (row) => store.commit([auditRow(clock, row)]),
    verifyAudit: () => store.verifyAudit(),
  };
}

function ensureSpace(free: number, reserve: number): void {
  if (free >= reserve) return;
  const mib = (bytes: number): string => `${Math.floor(bytes / 1024 / 1024)} MiB`;
  throw new DomainError(
    "refused",
    `the store's disk has ${mib(free)} left, a freeze needs ${mib(reserve)}: nothing was frozen`,
    {
      next: "free space on the disk that holds the store",
    },
  );
}
