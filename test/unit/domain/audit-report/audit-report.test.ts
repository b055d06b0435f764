import { expect, test } from "vitest";
import { auditCharts } from "#domain/audit-report/charts.ts";
import { auditMarkdown } from "#domain/audit-report/markdown.ts";
import { AuditReport } from "#domain/audit-report/report.ts";
import { Chart } from "#domain/chart.ts";
import { began, DAY } from "../restore-test/tested.ts";
import { audited } from "./audited.ts";

const since = began - 7 * DAY;
const [orders, shop, gone] = audited(since).applications;

test("the report is JSON that its own schema reads", () => {
  const report = audited(since);
  expect(AuditReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
});

test("an application is covered when a test of it passed in the period, and else it is said why not", () => {
  expect(orders?.untested).toBeUndefined();
  expect(shop?.untested).toBe("its manifest has no restoreTest");
  expect(gone?.untested).toBe("no restore test passed (0 failed, 1 inconclusive)");
  const [late] = audited(began + DAY).applications;
  expect(late?.untested).toBe("no restore test passed (1 failed, 0 inconclusive)");
});

test("only what lies in the period is counted, and of points that were never tested all are", () => {
  expect(orders?.points).toMatchObject({ taken: { A: 2, D: 1 }, known: 3, untested: 2 });
  const [late] = audited(began + 1).applications;
  expect(late?.points).toMatchObject({ taken: { D: 1 }, known: 3, untested: 2 });
  expect(late?.tests.map(({ verdict }) => verdict)).toEqual(["failed"]);
});

test("the longest time without a point of the wanted grade counts the ends of the period too", () => {
  // From the point at `began` to the end: the D point after it is not what was wanted.
  expect(audited(began - 2 * DAY).applications[0]?.points.longestGapMs).toBe(2 * DAY);
  expect(orders?.points.longestGapMs).toBe(6 * DAY);
});

test("the page says first whether the audit is whole, then what is covered, then all of it", () => {
  const page = auditMarkdown(audited(since), ["labels", "tests-orders"]);
  expect(page).toMatch(/42 rows, the newest with hash `abc`/);
  expect(page).toMatch(
    /A restore test passed for 1 of 2 applications\.\n\nNot covered:\n\n- \*\*shop\*\*: its manifest has no restoreTest/,
  );
  expect(page).toContain("- points taken: 2 × A, 1 × D");
  expect(page).toContain(
    "| 2026-11-22 05:00 UTC | passed | p-1 | passed in 100000 ms; newest data 4 s before the cut | 1.7 min | yes |",
  );
  expect(page).toContain("## gone (no manifest any more)");
  expect(page).toContain("![Restore tests of orders](tests-orders.png)");
  expect(page).not.toContain("tests-shop.png");
  expect(page).toContain("**glass broken, not reviewed**");
  expect(page).toContain("| **open** | shop | no point for 9 h |");
});

test("what others have written cannot break a table", () => {
  expect(auditMarkdown(audited(since))).toContain("refused: a \\| b |");
});

test("a failed restore test is a failure, an inconclusive one is none", () => {
  const failures = auditMarkdown(audited(since)).split("## Failures")[1]?.split("\n## ")[0];
  expect(failures).toContain("| 2026-11-23 05:00 UTC | orders | restore test |");
  expect(failures).not.toContain("gone");
});

test("a broken audit is the loudest thing on the page", () => {
  const page = auditMarkdown(
    audited(since, { audit: { intact: false, seq: 7, reason: "row 7 is missing" } }),
  );
  expect(page).toContain(
    "**THE AUDIT IS NOT INTACT: row 7: row 7 is missing.** From it on nothing in this report is proved.",
  );
});

test("there is a picture of labels, and one of each application that was measured", () => {
  const charts = auditCharts(audited(since));
  expect([...charts.keys()]).toEqual(["labels", "tests-orders"]);
  for (const chart of charts.values()) expect(Chart.parse(JSON.parse(JSON.stringify(chart)))).toEqual(chart);
  expect(charts.get("labels")).toMatchObject({ columns: ["orders"], series: [{ name: "A" }, { name: "D" }] });
});
