import { digestOf } from "#domain/digest.ts";
import { PrunedPoint } from "#domain/retention/pruned-point.ts";
import { toIso } from "#support/clock.ts";
import type { RecordsPort } from "#workflows/records-port.ts";
import { put, remove } from "./change.ts";
import { pointKind, retentionKind } from "./kinds.ts";
import { auditRow, type RecordKeeping, retryOnConflict } from "./record-keeping.ts";

type RetentionRecords = Pick<
  RecordsPort,
  "retention" | "saveRetention" | "removePoint" | "prunedPoint" | "protectPoint"
>;

/** What retention keeps and takes away, each change with its audit row in one commit. */
export function retentionRecords({ store, clock }: RecordKeeping): RetentionRecords {
  const removePoint: RetentionRecords["removePoint"] = async (id, by) => {
    const found = await store.get(pointKind, id);
    if (found === undefined) return;
    const { application, cloud, groupSnapshotId, createdAt, runId, label, evidence } = found.value;
    const row = auditRow(clock, {
      actor: by.actor,
      act: by.act,
      subject: id,
      detail: {
        ...by.detail,
        ...{ application, cloud, groupSnapshotId, runId, label: label.text },
        grade: label.grade ?? "none",
        takenAt: toIso(createdAt),
        evidence: digestOf(evidence),
      },
    });
    await retryOnConflict(
      () => store.commit([remove(pointKind, id, found.version), row]),
      () => removePoint(id, by),
    );
  };
  const protectPoint: RetentionRecords["protectPoint"] = async (id, protection, by) => {
    const found = await store.get(pointKind, id);
    if (found === undefined) return undefined;
    const { protected: before, ...rest } = found.value;
    if (protection === undefined && before === undefined) return found.value;
    const next = protection === undefined ? rest : { ...rest, protected: protection };
    const row = auditRow(clock, {
      actor: by.actor,
      act: protection === undefined ? "point.unprotected" : "point.protected",
      subject: id,
      detail: {
        application: rest.application,
        ...(protection?.reason === undefined ? {} : { reason: protection.reason }),
        ...by.detail,
      },
    });
    return retryOnConflict(
      async () => {
        await store.commit([put(pointKind, id, next, found.version), row]);
        return next;
      },
      () => protectPoint(id, protection, by),
    );
  };
  return {
    retention: async (application) => {
      const found = await store.get(retentionKind, application);
      return found && { record: found.value, version: found.version };
    },
    saveRetention: (next, expected, audit) =>
      retryOnConflict(
        async () => {
          const row = audit === undefined ? [] : [auditRow(clock, audit)];
          await store.commit([put(retentionKind, next.application, next, expected), ...row]);
          return true;
        },
        async () => false,
      ),
    removePoint,
    prunedPoint: async (id) => {
      const row = await store.findAudit("point.pruned", id);
      return row && PrunedPoint.parse({ ...row.detail, id, at: Date.parse(row.at), by: row.actor });
    },
    protectPoint,
  };
}
