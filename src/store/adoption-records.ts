import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { fromIso } from "#support/clock.ts";
import { put } from "./change.ts";
import { pointKind } from "./kinds.ts";
import { auditRow, type RecordKeeping, retryOnConflict } from "./record-keeping.ts";

/** Points that are rebuilt from the cloud, each with its audit row in one commit. */
export const createAdoptionRecords = ({ store, clock }: RecordKeeping) => ({
  adopt: async (
    point: RecoveryPoint,
    { actor = "unknown", ...seen }: Readonly<Record<string, string>>,
  ): Promise<boolean> => {
    const audit = auditRow(clock, {
      actor,
      act: "point.adopted",
      subject: point.id,
      detail: {
        ...seen,
        application: point.application,
        label: point.label.text,
        groupSnapshot: point.groupSnapshotId,
      },
    });
    return retryOnConflict(
      async () => {
        await store.commit([put(pointKind, point.id, point, "absent"), audit]);
        return true;
      },
      async () => false,
    );
  },
  storeFrom: async (): Promise<number | undefined> => {
    const first = await store.oldestAudit();
    return first === undefined ? undefined : fromIso(first.at);
  },
});
