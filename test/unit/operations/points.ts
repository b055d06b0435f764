import type { Grade } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";

/** A recovery point of `orders` with this grade and as little else as can be. */
export const recoveryPoint = (id: string, createdAt: number, grade: Grade): RecoveryPoint => ({
  id,
  application: "orders",
  cloud: "prod",
  runId: "r-1",
  groupId: "g",
  groupSnapshotId: "gs",
  createdAt,
  requestedBy: "U0OPS",
  evidence: {
    holdFailure: [],
    policy: "skip",
    set: {
      groupSnapshotId: "gs",
      name: "ff/i/orders/r/t",
      status: "available",
      requestedAt: "",
      members: [],
      foreignMembers: [],
    },
    backend: { unread: [] },
  },
  label: { grade, text: `label ${grade}`, reasons: [] },
});
