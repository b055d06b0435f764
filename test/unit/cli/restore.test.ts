import { expect, test } from "vitest";
import { error } from "#domain/finding.ts";
import type { RestoreReport } from "#domain/restore/report.ts";
import { headlineOf, reached } from "#domain/restore/report.ts";
import type { Json } from "#engine/port.ts";
import type { Operations } from "#operations/index.ts";
import { phase, plan, record, report, thing } from "../control/restored.ts";
import { NOW } from "../domain/restore/restorable.ts";
import { commandLineOver, endedRun } from "./command-line.ts";

// How the command line asks for restores and tells what became of them: the operations are in memory.

type Restore = Parameters<Operations["restore"]>[0];

function commandLine(result: unknown = report, change: Partial<Operations> = {}) {
  const asked: Restore[] = [];
  const operations: Partial<Operations> = {
    planRestore: async () => plan,
    restore: async (request: Restore) => {
      asked.push(request);
      return { runId: "r-2", how: "approval", approvalId: "a-2" };
    },
    discard: async () => ({ runId: "r-3", how: "started" }),
    restores: async () => [record],
    ended: async () => endedRun("r-2", "w@1", result),
    follow: (id: string, listener: (update: Json) => void) => {
      if (id === "r-2-restore") listener({ phase: "creating", done: 2, of: 3 });
      return () => undefined;
    },
    ...change,
  };
  return { asked, ...commandLineOver(operations, { now: NOW + 60_000 }) };
}

/** As it is told when no more than these phases were seen. */
function reportOf(phases: RestoreReport["phases"], change: Partial<RestoreReport> = {}): RestoreReport {
  const { rtoMs: _none, ...rest } = report;
  const came = { phases, needsDatabase: true };
  const headline = headlineOf({ ...came, application: "orders", point: report.point });
  return { ...rest, ...came, reached: reached(came), headline, checks: [], cutOver: [], ...change };
}

test("--plan says what would happen, asks for nothing, and ends with 0", async () => {
  const { run, out, asked } = commandLine();
  expect(await run("restore", "orders", "--plan")).toBe(0);
  expect(out[0]).toMatch(/^restore orders \(cloud prod\) from orders-20261123-104207-0123\n/);
  expect(out[0]).toContain("taken 2 h ago");
  expect(out[0]).toMatch(/\nnothing was done; the same without --plan asks for it$/);
  expect(await run("restore", "orders", "--plan", "--json")).toBe(0);
  expect(JSON.parse(out[1] ?? "")).toMatchObject({
    verb: "restore",
    result: { possible: true, digest: expect.stringMatching(/^[0-9a-f]{64}$/), application: "orders" },
  });
  expect(asked).toEqual([]);
});

test("--plan of what cannot be carried out ends with 3", async () => {
  const findings = [error("quota", "orders", "quota volumes: 10 of 10 are used")];
  const { run, out } = commandLine(report, { planRestore: async () => ({ ...plan, findings }) });
  expect(await run("restore", "orders", "--plan")).toBe(3);
  expect(out[0]).toContain("error: orders: quota volumes: 10 of 10 are used");
  expect(out[0]).toMatch(/\nIT CANNOT BE CARRIED OUT: see what is marked as error$/);
  expect(await run("restore", "orders", "--plan", "--json")).toBe(3);
  expect(JSON.parse(out[1] ?? "")).toMatchObject({ result: { possible: false } });
});

test("a restore says which approval it waits for, is followed into the run that was approved, and is reported", async () => {
  const { run, out, err, asked } = commandLine();
  const argv = ["--roles", "data,wal", "--strategy", "volumes", "--keep", "--reason", "drill"];
  expect(await run("restore", "orders", ...argv)).toBe(0);
  const actor = { slackId: "U0OPS", name: "ann" };
  const wish = { application: "orders", point: "latest", roles: ["data", "wal"], strategy: "volumes" };
  expect(asked).toEqual([{ ...wish, onFailure: "keep", reason: "drill", actor }]);
  expect(err).toEqual([
    "… run r-2 waits for approval a-2: an approver decides in Slack, or with freezeframe approve a-2",
    "… creating 2/3",
  ]);
  const lines = (out[0] ?? "").split("\n");
  expect(lines.slice(0, 11)).toEqual([
    "data verified: orders from orders-20261123-104207-0123 is restored, in 31 s",
    "  restore      r-2-restore",
    "  phases       volumes created: yes, after 4 s: 2 of 2 proved",
    "               attached: yes, after 9 s: wal, data",
    "               database recovered: yes, after 20 s: PostgreSQL 15 started",
    "               data verified: yes, after 31 s: 1 check passed",
    "  rto          31 s until the data was verified; objective 15 min",
    "  checks       passed postgresql: 1000 rows",
    "  approved by  U0APPROVER",
    "  volumes      wal new-wal (orders-wal-new)",
    "               data new-data (orders-data-new)",
  ]);
  expect(lines).toContain("  state        kept until 2026-11-23 13:42 UTC");
  expect(lines).toContain("  left         volume new-data is in-use (orders-data-new)");
  expect(lines).toContain("  cut over     not done; for a person to read, change and run:");
  for (const command of report.cutOver) expect(out[0]).toContain(command);
  expect(lines.at(-1)).toBe("  next         freezeframe discard r-2-restore ends it");
  // What is there on purpose is not offered for deletion one by one.
  expect(out[0]).not.toContain("openstack volume delete");
});

test("as JSON it is the report, and the point that was named is the one that is asked for", async () => {
  const { run, out, err, asked } = commandLine();
  expect(await run("restore", "orders", "orders-7", "--json")).toBe(0);
  expect(asked[0]?.point).toBe("orders-7");
  expect(JSON.parse(out[0] ?? "")).toEqual({
    freezeframe: 1,
    verb: "restore",
    result: JSON.parse(JSON.stringify(report)),
  });
  expect(err).toEqual([]);
});

const made = phase(4_000, "");
const torn = phase(9_000, "invalid checkpoint record", false);

test.each<[string, number, RestoreReport]>([
  ["whose volumes nobody read", 4, reportOf({ volumesCreated: made })],
  ["whose volumes are attached", 4, reportOf({ volumesCreated: made, attached: made })],
  [
    "whose data nobody checked",
    4,
    reportOf({ volumesCreated: made, attached: made, databaseRecovered: made }),
  ],
  ["that made nothing", 5, reportOf({})],
  ["whose volumes are not what they should be", 5, reportOf({ volumesCreated: torn })],
  [
    "whose database did not start",
    5,
    reportOf({ volumesCreated: made, attached: made, databaseRecovered: torn }),
  ],
  [
    "whose check failed",
    5,
    reportOf({ volumesCreated: made, attached: made, databaseRecovered: made, dataVerified: torn }),
  ],
])("a restore %s ends with %i and is not called restored", async (_what, status, result) => {
  const { run, out } = commandLine(result);
  expect(await run("restore", "orders")).toBe(status);
  expect(out[0]).not.toContain("is restored");
  expect(out[0]).toContain("not measured, as no data was verified; objective 15 min");
});

test("an objective that was missed, and what could not be removed, are said aloud with the commands", async () => {
  const late = commandLine({ ...report, rtoMs: 16 * 60_000 });
  expect(await late.run("restore", "orders")).toBe(0);
  expect(late.out[0]).toContain("MISSED: 16 min until the data was verified; objective 15 min");
  const left = [{ ...thing, why: "Cinder says error_deleting" }];
  const behind = commandLine(reportOf({ volumesCreated: torn }, { state: "left behind", left }));
  expect(await behind.run("restore", "orders")).toBe(5);
  expect(behind.out[0]).toContain("LEFT BEHIND: some of it could not be removed");
  expect(behind.out[0]).toContain("is in-use (orders-data-new): Cinder says error_deleting");
  expect(behind.out[0]).toContain("openstack volume delete new-data");
});

test.each(["denied", "expired", "withdrawn", "voided"])(
  "a request that was %s ends with 3",
  async (outcome) => {
    const { run, out } = commandLine({
      outcome,
      application: "orders",
      approvalId: "a-2",
      why: `${outcome} by U0X`,
    });
    expect(await run("restore", "orders")).toBe(3);
    expect(out).toEqual([`orders: nothing was restored: approval a-2 was ${outcome} by U0X`]);
  },
);

test("what cannot be restored ends with 3 and says what stands against it", async () => {
  const problems = ["orders: the set is gone", "recovery-1: is not there"];
  const result = { outcome: "not possible", application: "orders", point: "orders-1", problems };
  const { run, out } = commandLine(result);
  expect(await run("restore", "orders")).toBe(3);
  expect(out[0]?.split("\n")).toEqual([
    "orders: orders-1 cannot be restored; nobody was asked",
    "  orders: the set is gone",
    "  recovery-1: is not there",
  ]);
});

test("restores lists what is there, and until when", async () => {
  const over = { ...record, id: "r-1-restore", report: { ...report, expiresAt: NOW } };
  const left = { ...record, id: "r-0-restore", state: "left" } as const;
  const { run, out } = commandLine(report, { restores: async () => [left, over, record] });
  expect(await run("restores")).toBe(0);
  const [heading, ...lines] = (out[0] ?? "").split("\n");
  expect(heading).toMatch(/^RESTORE +STATE +APPLICATION +POINT +REACHED +THINGS +UNTIL +ASKED BY +REASON$/);
  expect(lines[0]).toMatch(/^r-0-restore +left .* to be removed /);
  expect(lines[1]).toMatch(/^r-1-restore +kept .* OVER since 1 min /);
  expect(lines[2]).toMatch(
    /^r-2-restore +kept +orders .* data verified +1 +2026-11-23 13:42 UTC \(in 59 min\) +U0OPS +drill$/,
  );
  expect(await run("restores", "--json")).toBe(0);
  expect(JSON.parse(out[1] ?? "").result).toHaveLength(3);
  const none = commandLine(report, { restores: async () => [] });
  expect(await none.run("restores")).toBe(0);
  expect(none.out).toEqual(["nothing of any restore is there"]);
});

test("discard says what went away, and ends with 4 when something is still there", async () => {
  const discarded = { restore: "r-2-restore", application: "orders", gone: ["new-wal"], left: [] };
  const all = commandLine(discarded);
  expect(await all.run("discard", "r-2-restore")).toBe(0);
  expect(all.out).toEqual(["orders: restore r-2-restore is discarded; removed: new-wal"]);
  const some = commandLine({ ...discarded, left: [{ ...thing, why: "attached to db-1" }] });
  expect(await some.run("discard", "r-2-restore")).toBe(4);
  expect(some.out[0]?.split("\n")).toEqual([
    "orders: restore r-2-restore is NOT gone; removed: new-wal",
    "  still there: volume new-data is in-use (orders-data-new): attached to db-1",
    "  still there:   openstack volume delete new-data",
  ]);
  expect(await some.run("discard", "r-2-restore", "--json")).toBe(4);
  expect(JSON.parse(some.out[1] ?? "")).toMatchObject({ verb: "discard", result: { gone: ["new-wal"] } });
});
