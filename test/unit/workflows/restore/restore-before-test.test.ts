import { expect, test } from "vitest";
import type { Application } from "#domain/application.ts";
import { RestoreReport } from "#domain/restore/report.ts";
import { TestReport } from "#domain/restore-test/report.ts";
import { testLockKey } from "#workflows/lock-keys.ts";
import { REQUEST_RESTORE, TEST_RESTORE } from "#workflows/names.ts";
import { application, live, openHouse, wish } from "./restore-house.ts";

const tested: Application = {
  ...application,
  restoreTest: {
    pick: "latest",
    target: { kind: "server", name: "recovery-1" },
    checks: [{ kind: "postgresql", sql: "select count(*) from orders", atLeast: 1 }],
  },
};

test("a test does not begin while a restore reads on its recovery server, and begins when that has ended", async () => {
  const house = openHouse({ application: tested });
  const life = await live(house);
  const [reading, enough] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  house.recovery.says.before = async (what) => {
    if (!what.startsWith("check postgresql")) return;
    reading.resolve();
    await enough.promise;
  };
  const restored = life.run(REQUEST_RESTORE, wish, "r-20261123-104207-7f3a9c21");
  await reading.promise;
  const phases: unknown[] = [];
  life.engine.onProgress((runId, update) => {
    if (runId === "the-test") phases.push(update);
  });
  const asked = house.cloud.asked.length;
  const input = { application: tested.application, requestedBy: "schedule" };
  await life.engine.start(TEST_RESTORE, "the-test", input, { lockKey: testLockKey("orders") });
  await expect.poll(() => phases).toEqual([{ phase: "waiting" }]);
  expect(house.cloud.asked).toHaveLength(asked);
  enough.resolve();
  const restore = RestoreReport.parse((await restored).result);
  const report = TestReport.parse((await life.engine.ended("the-test")).result);
  expect([restore.reached, report.verdict]).toEqual(["data verified", "passed"]);
  expect(report.startedAt).toBeGreaterThanOrEqual(
    restore.phases.dataVerified?.at ?? Number.POSITIVE_INFINITY,
  );
});
