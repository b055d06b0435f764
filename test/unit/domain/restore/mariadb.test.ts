import { expect, test } from "vitest";
import type { RestoreFacts } from "#domain/restore/facts.ts";
import { canRestore, makePlan } from "#domain/restore/make-plan.ts";
import { planLines } from "#domain/restore/plan-lines.ts";
import { waysToRestore } from "#domain/restore/strategy.ts";
import { database, mariadb, serverWith, unfrozen } from "../observed.ts";
import { application, facts, NOW, pointWith, recovery } from "./restorable.ts";

const point = pointWith(serverWith({ acts: [mariadb] }));
const kitWith = (series: string | undefined): RestoreFacts["server"] => ({
  ...recovery,
  kit: {
    value: { kit: "1.2.0", kernel: "6", postgresql: [], mariadb: series, glibc: "2.36", icu: undefined },
  },
});
const planOf = (change: Partial<RestoreFacts>) => {
  const wiki = { ...application, restoreTest: undefined };
  const ways = waysToRestore({}, "RBDDriver");
  return makePlan({ ...facts, application: wiki, ways, point, server: kitWith("10.11"), ...change }, NOW);
};

test("the server of the point is started where the kit has its series, and checked as a whole", () => {
  const plan = planOf({});
  expect(canRestore(plan)).toBe(true);
  expect(plan.mariadb).toEqual({ name: "main", series: "10.11", dataRole: "data" });
  expect(plan.postgresql).toBeUndefined();
  expect(plan.checks).toEqual([{ kind: "filesystem" }, { kind: "mariadb" }]);
  const lines = planLines(plan, NOW);
  expect(lines).toContain('start MariaDB 10.11 "main" there, apart from production, and stop it again');
  expect(lines).toContain("check: file systems; MariaDB: every row, every table, every page");
});

test.each([
  [undefined, "mariadb-missing"],
  ["10.6", "mariadb-version"],
])("a recovery server with MariaDB %s is refused: %s", (series, code) => {
  const plan = planOf({ server: kitWith(series) });
  expect(plan.findings).toContainEqual(expect.objectContaining({ severity: "error", code, subject: "main" }));
  expect(canRestore(plan)).toBe(false);
});

test("without a hold the manifest's recipe or its checks tell of it, and the data its series", () => {
  const recipe = { kind: "mariadb", server: "db-1", name: "wiki" } as const;
  const quiesce = { ...application.quiesce, stages: [[recipe]] };
  const named = planOf({ point: pointWith(unfrozen), application: { ...application, quiesce } });
  expect(named.mariadb).toEqual({ name: "wiki" });
  expect(named.findings.map(({ code }) => code)).toContain("mariadb-version-unknown");
  const restoreTest = {
    pick: "latest",
    target: { kind: "server", name: "recovery-1" },
    checks: [{ kind: "mariadb" }],
  } as const;
  const asked = {
    ...application,
    quiesce: { ...quiesce, stages: [] },
    restoreTest: { ...restoreTest, checks: [...restoreTest.checks] },
  };
  expect(planOf({ point: pointWith(unfrozen), application: asked }).mariadb).toEqual({ name: "main" });
});

test("of two databases one is started, its checks alone are made, and the plan says so", () => {
  const both = pointWith(serverWith({ acts: [database, mariadb] }));
  const restoreTest = {
    pick: "latest" as const,
    target: { kind: "server" as const, name: "recovery-1" },
    checks: [{ kind: "postgresql" as const }, { kind: "mariadb" as const }],
  };
  const plan = planOf({ point: both, server: recovery, application: { ...application, restoreTest } });
  expect([plan.postgresql?.cluster, plan.mariadb]).toEqual(["main", undefined]);
  expect(plan.checks).toEqual([{ kind: "postgresql" }]);
  expect(plan.findings).toContainEqual(expect.objectContaining({ code: "one-database-of-several" }));
});
