import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startWorld, type World } from "../../playground/world.ts";
import { here, json, run } from "./freezeframe.ts";

// One installation; the tests go on where the one before has ended, as a user would.
let world: World;
beforeAll(async () => {
  world = await startWorld({ writeEveryMs: 0, atomicMs: 20, memberMs: 20 });
});
afterAll(() => world[Symbol.asyncDispose]());

test("validate: the files are right, and a manifest that is not is told with its place", async () => {
  expect(await run(world, "validate")).toMatchObject({ status: 0, stderr: "" });
  await world.setManifest("shop", { top: { quorum: 1 } });
  const wrong = await here(world, "validate");
  expect(wrong.status).toBe(2);
  expect(wrong.stdout).toMatch(/shop\.yml:\d+:\d+.*quorum/);
  const { status, result } = await json(world, "validate");
  expect([status, result.problems.length]).toEqual([2, 1]);
  expect(result.problems[0]).toMatchObject({ line: expect.any(Number), path: "quorum" });
  await world.setManifest("shop", {});
});

describe("before the first snapshot", () => {
  test("doctor: what would be frozen, what was found, and that a snapshot would be taken", async () => {
    const { status, stdout } = await run(world, "doctor", "orders-db");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^orders-db: a snapshot would be taken: grade A, application-consistent/m);
    expect(stdout).toMatch(/orders-db-1 \/var\/lib\/postgresql-wal \(ext4 on \/dev\/vd.\)/);
    expect(stdout).toContain("[window-not-predicted]");
  });

  test("points, runs: there are none", async () => {
    expect((await here(world, "points", "orders-db")).stdout).toMatch(/no recovery points yet/);
    expect(await json(world, "runs")).toMatchObject({ status: 0, verb: "runs", result: [] });
  });
});

describe("snapshot", () => {
  test("label first, then the numbers, then the next step", async () => {
    const { status, stdout, stderr } = await run(
      world,
      "snapshot",
      "orders-db",
      "--reason",
      "before the upgrade",
    );
    expect([status, stderr]).toEqual([0, ""]);
    const [first, ...rest] = stdout.trimEnd().split("\n");
    expect(first).toBe("orders-db: A – application-consistent (verified freeze)");
    expect(rest.map((line) => line.trim().split(/\s{2,}/)[0])).toEqual([
      "point",
      "volumes",
      "frozen",
      "cut",
      "holds",
      "next",
    ]);
    expect(stdout).toMatch(/frozen {2,}\d+ ms of 5 s, thaw confirmed/);
    expect(stdout).toMatch(/next {2,}freezeframe evidence orders-db-\d{8}-\d{6}-[0-9a-f]{4}$/m);
  });

  test("--json: the documented shape, on one document", async () => {
    const { status, verb, result } = await json(world, "snapshot", "shop");
    expect([status, verb]).toEqual([0, "snapshot"]);
    expect(result).toMatchObject({
      outcome: "ok",
      application: "shop",
      runId: expect.stringMatching(/^r-/),
      point: expect.stringMatching(/^shop-/),
      label: { grade: "A", text: expect.any(String), reasons: expect.any(Array) },
      statements: [expect.stringContaining("shop-db-1: every commit acknowledged before")],
      problems: [],
      frozen: { windowMs: expect.any(Number), budgetMs: 5_000, thawConfirmed: true, thawCause: "ordered" },
      cutMs: expect.any(Number),
      leftovers: [],
      unstamped: [],
    });
    expect(result.members).toHaveLength(4);
  });

  test("degraded: weaker than asked for, said in the first line and by the exit status", async () => {
    await world.setManifest("orders-db", { policy: "degrade" });
    await world.control.guestFault("orders-db-1", { kind: "freeze-fails" });
    const { status, stdout } = await here(world, "snapshot", "orders-db");
    expect(status).toBe(4);
    expect(stdout).toMatch(/^orders-db: DEGRADED: C – atomic as declared by the operator/);
    expect(stdout).toMatch(/last good {2,}orders-db-\S+ \(A\), .* old/);
  });

  test("refused: nothing was asked of Cinder, and the last good point is told", async () => {
    await world.setManifest("orders-db", {});
    const before = (await world.control.groupSnapshots()).length;
    const { status, stdout } = await here(world, "snapshot", "orders-db");
    expect(status).toBe(3);
    expect(stdout).toMatch(/^orders-db: REFUSED: no recovery point/);
    expect(stdout).toMatch(/why {2,}orders-db-1, .*cannot-freeze/);
    expect(await world.control.groupSnapshots()).toHaveLength(before);
    await world.control.clearGuestFaults("orders-db-1");
  });

  test("incomplete: each volume, the thaw, what is left behind with its command", async () => {
    await world.control.fault({ kind: "create-fails", volume: "orders-db-data" });
    const { status, stdout } = await here(world, "snapshot", "orders-db");
    await world.control.clearFaults();
    expect(status).toBe(5);
    expect(stdout).toMatch(/^orders-db: INCOMPLETE: no recovery point/);
    expect(stdout).toMatch(/volumes {2,}\d\/3: .*data error/);
    expect(stdout).toContain("thaw confirmed");
    expect(stdout).toMatch(/left {2,}group snapshot \S+ is error/);
    expect(stdout).toMatch(/cinder group-snapshot-delete \S+/);
  });
});

describe("afterwards", () => {
  test("points: newest first, with grade, age, label and reason", async () => {
    const { status, result } = await json(world, "points", "orders-db");
    expect(status).toBe(0);
    expect(result.map((point: { label: { grade: string } }) => point.label.grade)).toEqual(["C", "A"]);
    const { stdout } = await here(world, "points", "orders-db");
    expect(stdout).toMatch(/^POINT +GRADE +AGE +LABEL +REASON$/m);
    expect(stdout).toMatch(/ A .*application-consistent.* before the upgrade$/m);
  });

  test("evidence: each need, and whether it was observed", async () => {
    const { result: points } = await json(world, "points", "orders-db");
    const [weak, strong] = points.map((point: { id: string }) => point.id);
    const { status, stdout } = await here(world, "evidence", strong);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\S+: A – application-consistent/);
    expect(stdout).not.toMatch(/^ +[AB] {2}NO/m);
    expect((await here(world, "evidence", weak)).stdout).toMatch(
      /B {2}NO {3}a freeze was held in the guests/,
    );
    expect(await json(world, "evidence", strong)).toMatchObject({
      result: { id: strong, label: { grade: "A" } },
    });
  });

  test("runs: newest first, as many as asked for", async () => {
    const { result } = await json(world, "runs", "--limit", "2");
    expect(result).toHaveLength(2);
    expect(result[0]).toMatchObject({
      state: "done",
      workflow: "snapshot-application@1",
      lockKey: "orders-db",
      result: { outcome: "incomplete" },
    });
    expect((await here(world, "runs")).stdout).toMatch(/orders-db +refused$/m);
  });

  test("start --until-idle: nothing is left unfinished", async () => {
    expect(await json(world, "start", "--until-idle")).toEqual({
      status: 0,
      verb: "start",
      result: { recovered: [], waiting: [] },
    });
  });

  test("thaw: nothing is frozen", async () => {
    const { status, stdout } = await run(world, "thaw", "orders-db");
    expect([status, stdout]).toEqual([0, "orders-db:\n  orders-db-1: nothing of Freezeframe's is frozen\n"]);
  });
});

describe("doctor names what is wrong", () => {
  test.each<[string, (on: World) => Promise<void>, string]>([
    [
      "a misspelt spec",
      (on) =>
        on.control.patch("group_types", "crash-consistent-tier1", {
          specs: { consistent_group_snapshot_enabled: "<is> true" },
        }),
      "group-type-spec-misspelt",
    ],
    [
      "a member missing from the group",
      (on) => on.control.patch("volumes", "shop-wal", { groupId: null }),
      "volume-not-in-group",
    ],
    [
      "a guest that does not answer",
      (on) => on.control.guestFault("shop-web-1", { kind: "unreachable" }),
      "cannot-freeze",
    ],
  ])("%s", async (_, spoil, code) => {
    await spoil(world);
    const { result, status } = await json(world, "doctor", "shop");
    const found = result.findings.find((finding: { code: string }) => finding.code === code);
    expect(found).toMatchObject({ text: expect.any(String) });
    expect(status).toBe(result.ready ? 0 : 3);
  });

  test("all at once, worst first, with what it costs and what to do", async () => {
    const { status, stdout } = await here(world, "doctor", "shop");
    expect(status).toBe(3);
    expect(stdout).toMatch(/^shop: NOT READY: a snapshot would be refused$/m);
    expect(stdout.indexOf("[volume-not-in-group]")).toBeLessThan(
      stdout.indexOf("[group-type-spec-misspelt]"),
    );
    expect(stdout).toMatch(/next: +cinder group-update --add-volumes/);
    expect(stdout).toContain("[cannot-freeze]");
  });

  test("a silent guest beside a group that is not there: both, for nobody likes to be told one by one", async () => {
    await world.control.patch("groups", "shop", { name: "renamed" });
    const { status, result } = await json(world, "doctor", "shop");
    const codes = result.findings.map((finding: { code: string }) => finding.code);
    expect([status, codes]).toEqual([3, ["group-not-found", "cannot-freeze", "no-slack"]]);
  });
});
