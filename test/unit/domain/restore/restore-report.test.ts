import { expect, test } from "vitest";
import { makePlan } from "#domain/restore/make-plan.ts";
import { RestoreReport } from "#domain/restore/report.ts";
import { type RestoreEnding, restoreReport } from "#domain/restore/restore-report.ts";
import { waysToRestore } from "#domain/restore/strategy.ts";
import { restoreReportText } from "#surfaces/cli/text/restore-report.ts";
import { application, facts, NOW } from "./restorable.ts";

const ok = (ms: number) => ({ ok: true, at: NOW + ms, ms, text: "" });
const hook = { check: "hook selfcheck", passed: true, text: "", readsData: true };

function reportOf(roles: string[] | undefined, change: Partial<RestoreEnding> = {}) {
  const plan = makePlan({ ...facts, roles, ways: waysToRestore({}, "RBDDriver") }, NOW);
  const volumes = plan.volumes.map(({ role }) => ({ role, volumeId: `new-${role}`, name: role }));
  const phases = { volumesCreated: ok(1), attached: ok(2), databaseRecovered: ok(3), dataVerified: ok(4) };
  const ending = { runId: "r-1", application, plan, volumes, phases, checks: [hook], approvedBy: ["U0BOSS"] };
  return restoreReport({ ...ending, kept: true, left: [], expiresAt: NOW, ...change });
}

test("the whole application: its time is the RTO", () => {
  const report = reportOf(undefined);
  expect(report).toMatchObject({ reached: "data verified", rtoMs: 4 });
  expect(report).not.toHaveProperty("gaps");
});

test("some roles of it: restored as far as that goes, without an RTO, and the cut-over says what it leaves", () => {
  const report = reportOf(["data"]);
  expect(report.gaps).toEqual(["wal left out", "not every volume that the database needs is restored"]);
  expect(report.headline).toContain("is restored, not the whole of it (wal left out; not every volume");
  expect(report).not.toHaveProperty("rtoMs");
  expect(restoreReportText(report)).toMatch(
    /rto +not measured, as it was not the whole application: wal left out/,
  );
  expect(report.cutOver).toContain("# wal not restored: beside the new ones of another moment");
  expect(RestoreReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
});

test("a check that was skipped is not told as passed", () => {
  const none = { ...hook, check: "checksums", skipped: true, readsData: false };
  expect(restoreReportText(reportOf(undefined, { checks: [hook, none] }))).toMatch(/skipped checksums/);
});

test("volumes that nobody reads are made and no more, whatever was kept", () => {
  const report = reportOf(undefined, { phases: { volumesCreated: ok(1) }, checks: [] });
  expect(report.headline).toMatch(/^volumes created, no more: .*nobody has read them/);
  expect(report.cutOver).toEqual([]);
  expect(report).not.toHaveProperty("rtoMs");
});
