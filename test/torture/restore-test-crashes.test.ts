import { expect, test } from "vitest";
import type { Application } from "#domain/application.ts";
import type { Label } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { TestReport } from "#domain/restore-test/report.ts";
import { testLockKey } from "#workflows/lock-keys.ts";
import { TEST_RESTORE } from "#workflows/names.ts";
import { backendWith, whole } from "../unit/domain/observed.ts";
import { point, pointWith } from "../unit/domain/restore/restorable.ts";
import {
  application,
  type Death,
  type Life,
  live,
  openHouse,
  type RestoreHouse,
} from "../unit/workflows/restore/restore-house.ts";

const looping = pointWith({
  ...whole,
  backend: backendWith({ driver: { verdict: "loops", by: "declared", source: "config" } }).backend,
});
const id = "test-restore:orders:2026-11-23T11:00Z";

const tested: Application = {
  ...application,
  restoreTest: {
    pick: "latest",
    target: { kind: "server", name: "recovery-1" },
    checks: [{ kind: "postgresql", sql: "select count(*) from orders" }],
  },
};

interface Scene {
  readonly point: RecoveryPoint;
  readonly breaks?: (house: RestoreHouse) => void;
}

const openScene = ({ point: newest, breaks }: Scene): RestoreHouse => {
  const sibling = {
    ...newest,
    id: "orders-older",
    runId: "r-older",
    createdAt: newest.createdAt - 3_600_000,
  };
  // A busy machine is no reason to leave anything.
  const limits = { tearDownWithinMs: 30_000 };
  const house = openHouse({ application: tested, point: newest, points: [sibling], limits });
  breaks?.(house);
  return house;
};

const begin = ({ engine }: Life) =>
  engine.start(
    TEST_RESTORE,
    id,
    { application: "orders", requestedBy: "schedule" },
    { lockKey: testLockKey("orders"), onBusy: "skip" },
  );

/** What is left of a test: its report, labels and audit rows. */
interface After {
  readonly report: TestReport;
  readonly labels: readonly (Label | undefined)[];
  readonly acts: readonly string[];
}

async function after(life: Life): Promise<After> {
  const run = await life.engine.ended(id);
  const report = TestReport.parse(run.result);
  const { records, tests } = life.ports;
  expect((await tests.get(id))?.report).toEqual(report);
  const points = await records.points("orders");
  const acts = life.audit().flatMap(({ act }) => (/^(test|point\.regraded)/.test(act) ? [act] : []));
  expect(await records.verifyAudit()).toMatchObject({ intact: true });
  return { report, labels: points.map(({ label }) => label), acts };
}

/** Dies at one write; the next process finishes what the first began. */
async function killedAt(house: RestoreHouse, death: Death): Promise<After | undefined> {
  const first = await live(house, death);
  await begin(first).catch(() => undefined);
  await Promise.race([first.engine.ended(id).catch(() => undefined), first.dead]);
  await first.close();
  const next = await live(house);
  await next.engine.recover();
  if ((await next.engine.get(id)) === undefined) return undefined;
  const seen = await after(next);
  await next.close();
  return seen;
}

const scenes: [string, Scene, TestReport["verdict"]][] = [
  ["passes, volume by volume", { point: looping }, "passed"],
  ["passes, as a group", { point }, "passed"],
  [
    "fails",
    {
      point: looping,
      breaks: ({ recovery }) => {
        recovery.says.check = () => ({ passed: false, text: "0, expected at least 1" });
      },
    },
    "failed",
  ],
  [
    "is inconclusive",
    {
      point: looping,
      breaks: ({ cloud }) => {
        cloud.faults.hollow = (role) => role === "data";
      },
    },
    "inconclusive",
  ],
];

test.each(scenes)(
  "killed at any write of a test that %s: one verdict, the same labels, told once, and nothing left",
  async (_what, scene, verdict) => {
    const whole = await live(openScene(scene));
    await begin(whole);
    const expected = await after(whole);
    expect(expected.report).toMatchObject({ verdict, nothingLeft: true });
    const writes = whole.writes();
    await whole.close();
    expect(writes).toBeGreaterThan(20);
    const deaths = Array.from({ length: writes }, (_, index) => index + 1).flatMap((at) => [
      { at, when: "before" as const },
      { at, when: "after" as const },
    ]);
    let taken = 0;
    const one = async (death: Death): Promise<void> => {
      const house = openScene(scene);
      const seen = await killedAt(house, death);
      const words = `killed ${death.when} write ${death.at}`;
      expect([...house.cloud.volumes.keys(), ...house.cloud.groups.keys()], words).toEqual([]);
      if (seen === undefined) return;
      taken += 1;
      expect(seen.report, words).toMatchObject({ verdict, nothingLeft: true });
      expect(seen.report.flagged, words).toEqual(expected.report.flagged);
      expect(seen.labels, words).toEqual(expected.labels);
      expect(seen.acts, words).toEqual(expected.acts);
    };
    // Most of it is waiting for the disk.
    while (deaths.length > 0) await Promise.all(deaths.splice(0, 16).map(one));
    // Killed before the run itself was written, there is nothing to take up.
    expect(taken).toBeGreaterThanOrEqual(2 * writes - 1);
  },
  180_000,
);

test("cancelled at any request to cloud or recovery server: the record has ended and nothing is left", async () => {
  let requests = Number.POSITIVE_INFINITY;
  const ends = new Map<string, number>();
  for (let at = 1; at <= requests; at += 1) {
    const house = openScene({ point: looping });
    const life = await live(house);
    let made = 0;
    const count = async (): Promise<void> => {
      made += 1;
      if (made === at) await life.engine.cancel(id, "enough");
    };
    house.cloud.faults.before = count;
    house.recovery.says.before = count;
    await begin(life);
    const run = await life.engine.ended(id);
    const words = `cancelled at request ${at}`;
    expect([...house.cloud.volumes.keys(), ...house.cloud.groups.keys()], words).toEqual([]);
    expect(await life.ports.tests.get(id), words).toMatchObject({
      state: "ended",
      report: { nothingLeft: true, verdict: expect.stringMatching(/^(passed|inconclusive)$/) },
    });
    expect(await life.ports.restores.get(id), words).toMatchObject({ state: "gone" });
    ends.set(run.state, (ends.get(run.state) ?? 0) + 1);
    await life.close();
    if (made < at) requests = made;
  }
  expect(requests).toBeGreaterThan(15);
  expect(ends.get("cancelled")).toBeGreaterThan(15);
}, 120_000);
