import type { DriftReport } from "#domain/drift/report.ts";
import type { AuditRow } from "#workflows/records-port.ts";
import { put } from "./change.ts";
import { driftKind } from "./kinds.ts";
import { auditRow, type RecordKeeping, retryOnConflict } from "./record-keeping.ts";

/** What the last look for drift has come to, by application. */
export function createDriftRecords({ store, clock }: RecordKeeping) {
  const save = async (report: DriftReport, rows: readonly AuditRow[]): Promise<void> => {
    const found = await store.get(driftKind, report.application);
    const changes = [put(driftKind, report.application, report, found?.version ?? "absent")];
    await retryOnConflict(
      () => store.commit([...changes, ...rows.map((row) => auditRow(clock, row))]),
      () => save(report, rows),
    );
  };
  return {
    save,
    report: async (application: string): Promise<DriftReport | undefined> =>
      (await store.get(driftKind, application))?.value,
  };
}
