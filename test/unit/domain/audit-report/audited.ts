import { auditApplication } from "#domain/audit-report/audit-application.ts";
import type { AuditReport } from "#domain/audit-report/report.ts";
import { recoveryPoint } from "../../operations/points.ts";
import { application as orders } from "../found.ts";
import { began, DAY, kept, tested, without } from "../restore-test/tested.ts";

export const until = began + 2 * DAY;

const points = [
  recoveryPoint("p-1", began - DAY, "A"),
  recoveryPoint("p-2", began, "A"),
  recoveryPoint("p-3", began + DAY, "D"),
];
const tests = [
  tested(began, 100_000, {
    dataRpo: { by: "freshness", asOf: began - DAY - 4_000, beforeCutMs: 4_000 },
  }),
  without(began + DAY, "failed"),
];

/** An installation with one tested application, one that nobody ever tested, and one without a manifest. */
export const audited = (since: number, change: Partial<AuditReport> = {}): AuditReport => {
  const period = { since, until };
  const applications = [
    auditApplication(
      {
        name: "orders",
        application: { ...orders, objectives: { rpo: 4 * 3_600_000, rto: 900_000, grade: "B" } },
        points,
        tests: tests.map(kept),
      },
      period,
    ),
    auditApplication({ name: "shop", application: orders, points: [], tests: [] }, period),
    auditApplication(
      { name: "gone", application: undefined, points: [], tests: [kept(without(began, "inconclusive"))] },
      period,
    ),
  ];
  return {
    version: 1,
    instance: "prod-1",
    ...period,
    audit: { intact: true, rows: 42, head: "abc" },
    coverage: { applications: 2, covered: 1 },
    applications,
    approvals: [
      {
        id: "a-1",
        application: "orders",
        what: "restore",
        requestedBy: "U0OPS",
        requestedAt: began,
        state: "approved",
        approvedBy: ["U0BOSS"],
        deniedBy: [],
        breakGlass: "open",
      },
    ],
    failures: [
      {
        runId: "r-7",
        workflow: "snapshot-application@1",
        application: "shop",
        at: began,
        text: "refused: a | b",
      },
    ],
    incidents: [{ id: "rpo:shop:x", application: "shop", openedAt: began, text: "no point for 9 h" }],
    leftOut: [],
    ...change,
  };
};
