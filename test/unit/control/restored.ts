import { makePlan } from "#domain/restore/make-plan.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import type { RestorePhase, RestoreReport } from "#domain/restore/report.ts";
import { restoreReport } from "#domain/restore/restore-report.ts";
import { application, facts, NOW } from "../domain/restore/restorable.ts";

/** Nothing stands against it. */
export const plan = makePlan(facts, NOW);

export const phase = (ms: number, text: string, ok = true): RestorePhase => ({ ok, at: NOW + ms, ms, text });

const volumes = plan.volumes.map(({ role }) => ({
  role,
  volumeId: `new-${role}`,
  name: `orders-${role}-new`,
}));

export const thing: RestoreReport["left"][number] = {
  kind: "volume",
  id: "new-data",
  name: "orders-data-new",
  status: "in-use",
  remedy: ["openstack volume delete new-data"],
};

/** A restore whose data was verified, and that stays. */
export const report: RestoreReport = restoreReport({
  runId: "r-2-restore",
  application,
  plan,
  phases: {
    volumesCreated: phase(4_000, "2 of 2 proved"),
    attached: phase(9_000, "wal, data"),
    databaseRecovered: phase(20_000, "PostgreSQL 15 started"),
    dataVerified: phase(31_000, "1 check passed"),
  },
  checks: [{ check: "postgresql", passed: true, text: "1000 rows", readsData: true }],
  volumes,
  approvedBy: ["U0APPROVER"],
  kept: true,
  left: [thing],
  expiresAt: NOW + 3_600_000,
});

export const record: RestoreRecord = {
  id: "r-2-restore",
  application: "orders",
  plan,
  requestedBy: "U0OPS",
  reason: "drill",
  approvalId: "a-2",
  startedAt: NOW,
  state: "kept",
  report,
};
