import { expect, test } from "vitest";
import { DomainError } from "#domain/errors.ts";
import { planDigest } from "#domain/restore/plan.ts";
import { RestoreReport } from "#domain/restore/report.ts";
import { DISCARD_RESTORE, REQUEST_RESTORE, RESTORE_APPLICATION } from "#workflows/names.ts";
import { planRestore } from "#workflows/plan-restore.ts";
import { backendWith, whole } from "../../domain/observed.ts";
import { pointWith } from "../../domain/restore/restorable.ts";
import { live, openHouse, type RestoreHouse, wish } from "./restore-house.ts";

const looping = pointWith({
  ...whole,
  backend: backendWith({ driver: { verdict: "loops", by: "declared", source: "config" } }).backend,
});
const signal = new AbortController().signal;

/** Asks for a restore where nobody has to approve, and returns its report. */
async function restored(house: RestoreHouse, change: object = {}): Promise<RestoreReport> {
  const { run } = await live(house);
  const ended = await run(REQUEST_RESTORE, { ...wish, ...change });
  if (ended.error !== undefined) throw new Error(ended.error.message);
  return RestoreReport.parse(ended.result);
}
const there = ({ cloud }: RestoreHouse) => cloud.volumes.size + cloud.groups.size;

test("volume by volume: made, proved, named, attached in the manifest's order, recovered, checked and kept", async () => {
  const house = openHouse({ point: looping });
  const report = await restored(house);
  expect(report.headline).toMatch(/^data verified: orders from orders-20261123-104207-0123 is restored, in /);
  expect(report).toMatchObject({ reached: "data verified", state: "kept", rtoMs: expect.any(Number) });
  expect(report.volumes.map(({ role }) => role)).toEqual(["wal", "data"]);
  const made = [...house.cloud.volumes.values()];
  expect(made.map(({ name }) => name).toSorted()).toEqual(report.volumes.map(({ name }) => name).toSorted());
  expect(made[0]?.metadata).toMatchObject({
    "freezeframe:restore": report.runId,
    "freezeframe:hmac": expect.stringMatching(/^signed/),
    "freezeframe:expires": String(report.expiresAt),
  });
  const attached = house.cloud.asked.filter((what) => what.startsWith("attach"));
  expect(attached).toEqual(report.volumes.map(({ volumeId }) => `attach ${volumeId}`));
  expect(house.recovery.heard).toEqual([
    "end",
    "open recovery-1",
    "find wal data",
    "check file systems",
    "mount /wal /data",
    "start main on data",
    "check postgresql-amcheck",
    "check postgresql-read",
    "check postgresql-checksums",
    "stop",
    "end",
  ]);
  expect(report.cutOver.join("\n")).toContain("openstack server add volume db-1 ");
  expect(report.left.map(({ kind }) => kind)).toEqual(["volume", "volume"]);
});

test("as a group: the volumes that Cinder leaves without names get theirs by the snapshot they were made of", async () => {
  const house = openHouse();
  const report = await restored(house);
  expect(report.reached).toBe("data verified");
  for (const { role, volumeId } of report.volumes)
    expect(house.cloud.volumes.get(volumeId)).toMatchObject({
      snapshotId: `snapshot-${role}`,
      name: `ffr/test/orders/${report.runId}/${role}`,
    });
});

test.each<[string, (house: RestoreHouse) => void, string, RegExp]>([
  [
    "a volume that Cinder could not make",
    ({ cloud }) => Object.assign(cloud.faults, { failed: (role: string) => role === "data" }),
    "nothing",
    /making the volumes failed: data: volume new-\d is in status error, expected available/,
  ],
  [
    "a volume of the wrong size",
    ({ cloud }) => Object.assign(cloud.faults, { wrongSize: (role: string) => role === "wal" }),
    "nothing",
    /wal: volume new-\d is of size \(GiB\) 11, expected 10/,
  ],
  [
    "a hollow volume, which is available and has nothing behind it",
    ({ cloud }) => Object.assign(cloud.faults, { hollow: (role: string) => role === "data" }),
    "volumes created",
    /^volumes created, no more: .*attaching failed: data: volume new-\d could not be attached/,
  ],
  [
    "a damaged file system",
    ({ recovery }) => Object.assign(recovery.says, { clean: false }),
    "attached",
    /checking the data failed: file system wal: damaged/,
  ],
  [
    "a database that does not start",
    ({ recovery }) =>
      Object.assign(recovery.says, {
        start: () => {
          throw new DomainError("failed", "invalid checkpoint record");
        },
      }),
    "attached",
    /recovering the database failed: invalid checkpoint record/,
  ],
  [
    "another collation library",
    ({ recovery }) => Object.assign(recovery.says, { collations: "orders: 2.31, here 2.36" }),
    "database recovered",
    /^database recovered, no more: .*collation library: it differs from what the databases recorded: orders: 2.31, here 2.36/,
  ],
  [
    "a check that says no",
    ({ recovery }) =>
      Object.assign(recovery.says, {
        check: ({ kind }: { kind: string }) => ({
          passed: kind !== "postgresql-amcheck",
          text: "heap is torn",
        }),
      }),
    "database recovered",
    /checking the data failed: PostgreSQL: every B-tree index \(amcheck\): heap is torn/,
  ],
  [
    "a recovery server that is gone",
    ({ recovery }) =>
      Object.assign(recovery.says, {
        before: (what: string) => {
          if (what.startsWith("check p")) throw new DomainError("unreachable", "the connection is gone");
        },
      }),
    "database recovered",
    /checking the data failed: the connection is gone/,
  ],
])("%s: told in the headline, and everything is taken away", async (_what, breaks, reached, headline) => {
  for (const point of [looping, openHouse().point]) {
    const house = openHouse({ point });
    breaks(house);
    const report = await restored(house);
    expect(report.reached).toBe(reached);
    expect(report.headline).toMatch(headline);
    expect(report.headline).not.toMatch(/restored/);
    expect(report).toMatchObject({ state: "torn down", left: [], volumes: [], cutOver: [] });
    expect(report.rtoMs).toBeUndefined();
    expect(there(house)).toBe(0);
  }
});

test.each([
  ["data", "wal"],
  ["wal", "data"],
])("once %s is in error, %s is not waited for though it is creating for ever", async (fails, hangs) => {
  // Whoever waited for it would be here for an hour.
  const house = openHouse({ point: looping, limits: { createWithinMs: 3_600_000, tearDownWithinMs: 100 } });
  house.cloud.faults.failed = (role) => role === fails;
  house.cloud.faults.stuck = (role) => role === hangs;
  const report = await restored(house);
  expect(report.headline).toContain(`${fails} is error, so what was still being made was not waited for`);
  expect(report).toMatchObject({ state: "left behind", volumes: [], left: [{ status: "creating" }] });
  expect(report.left[0]?.name).toMatch(new RegExp(`/${hangs}$`));
});

test("a volume may take as long as its size asks for", async () => {
  const house = openHouse({ point: looping, limits: { createWithinMs: 0, createPerGibMs: 0 } });
  const tooLate = await restored(house);
  expect(tooLate.headline).toMatch(/in status creating/);
  const patient = openHouse({ point: looping, limits: { createWithinMs: 0, createPerGibMs: 1_000 } });
  expect(await restored(patient)).toMatchObject({ reached: "data verified" });
});

test("what failed is kept where that was asked for, and listed with the commands that remove it", async () => {
  const house = openHouse({ point: looping });
  house.recovery.says.clean = false;
  const report = await restored(house, { onFailure: "keep" });
  expect(report.state).toBe("kept");
  expect(there(house)).toBe(2);
  expect(report.left[0]?.remedy).toEqual([
    expect.stringMatching(/^openstack server remove volume server-recovery-1 new-/),
    expect.stringMatching(/^openstack volume delete new-/),
  ]);
  expect(report.cutOver).toEqual([]);
});

test("what cannot be removed is told, not left in silence", async () => {
  const house = openHouse({ point: looping });
  house.recovery.says.clean = false;
  house.cloud.faults.before = (what) => {
    if (what.startsWith("delete")) throw new DomainError("failed", "409: the volume is busy");
  };
  const report = await restored(house);
  expect(report).toMatchObject({ state: "left behind", left: [{ why: "409: the volume is busy" }, {}] });
});

test.each(["create", "attach"])("a lost answer to %s makes nothing twice", async (what) => {
  for (const point of [looping, openHouse().point]) {
    const house = openHouse({ point });
    house.cloud.faults.lost = (asked) => asked.startsWith(what);
    const report = await restored(house);
    expect(report.reached).toBe("data verified");
    expect(house.cloud.volumes.size).toBe(2);
  }
});

test("another plan than the one that was shown is not carried out, and nothing is asked of the cloud", async () => {
  const house = openHouse({ point: looping });
  const { run, ports } = await live(house);
  const digest = planDigest(await planRestore(wish, ports, signal));
  house.application = {
    ...house.application,
    restore: { ...house.application.restore, order: ["data", "wal"] },
  };
  const ended = await run(RESTORE_APPLICATION, { ...wish, digest });
  expect(ended).toMatchObject({ state: "failed", error: { kind: "refused" } });
  expect(ended.error?.message).toContain("the plan has changed");
  expect(house.cloud.asked).toEqual([]);
});

test("what cannot be carried out is told before anybody is asked", async () => {
  const house = openHouse();
  const { run } = await live(house);
  const ended = await run(REQUEST_RESTORE, { ...wish, strategy: "volumes" });
  expect(ended.result).toMatchObject({
    outcome: "not possible",
    problems: [expect.stringContaining("cannot find a single member")],
  });
  expect(house.cloud.asked).toEqual([]);
});

test.each(["create", "attach", "find", "start", "check postgresql"])(
  "a cancel during %s takes everything away and says so",
  async (what) => {
    const house = openHouse({ point: looping });
    const { engine, run } = await live(house);
    const reached = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const wait = async (asked: string) => {
      if (!asked.startsWith(what)) return;
      reached.resolve();
      await go.promise;
    };
    house.cloud.faults.before = wait;
    house.recovery.says.before = wait;
    const running = run(REQUEST_RESTORE, wish, "r-20261123-104207-cancelled");
    await reached.promise;
    await engine.cancel("r-20261123-104207-cancelled", "U0OPS");
    go.resolve();
    expect((await running).state).toBe("cancelled");
    const restore = await engine.get("r-20261123-104207-cancelled-restore");
    expect(restore?.state).toBe("cancelled");
    expect(restore?.error?.message).toContain("nothing of the restore is left");
    expect(there(house)).toBe(0);
  },
);

test("discard ends a kept restore: detached, deleted, and only what is the restore's", async () => {
  for (const point of [looping, openHouse().point]) {
    const house = openHouse({ point });
    const { run, ports } = await live(house);
    const ended = await run(REQUEST_RESTORE, wish);
    const { runId } = RestoreReport.parse(ended.result);
    expect((await ports.restores.open()).map(({ id, state }) => [id, state])).toEqual([[runId, "kept"]]);
    const input = { application: "orders", restore: runId, requestedBy: "U0OPS" };
    const discarded = await run(DISCARD_RESTORE, input, "r-20261123-104207-discard");
    expect(discarded.result).toMatchObject({ left: [] });
    expect(there(house)).toBe(0);
    expect(await ports.restores.open()).toEqual([]);
    expect(await ports.restores.measured("orders")).toHaveLength(1);
  }
});

test("a discard leaves alone what was taken into use since, and says so", async () => {
  for (const point of [looping, openHouse().point]) {
    const house = openHouse({ point });
    const { run } = await live(house);
    const { runId, volumes } = RestoreReport.parse((await run(REQUEST_RESTORE, wish)).result);
    const used = house.cloud.volumes.get(volumes[0]?.volumeId ?? "");
    if (used === undefined) throw new Error("it was made");
    used.attachments = [{ serverId: "server-db-1", device: "/dev/vdc" }];
    const input = { application: "orders", restore: runId, requestedBy: "U0OPS" };
    const first = await run(DISCARD_RESTORE, input, "r-20261123-104207-first");
    expect(JSON.stringify(first.result)).toContain("it is attached to server-db-1");
    expect(house.cloud.volumes.has(used.id)).toBe(true);
    // As the commands of the cut-over have it.
    used.attachments = [];
    used.status = "available";
    used.name = "orders-wal-restored";
    used.metadata = {};
    await run(DISCARD_RESTORE, input, "r-20261123-104207-second");
    expect(house.cloud.volumes.has(used.id)).toBe(true);
  }
});
