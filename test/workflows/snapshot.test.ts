import { describe, expect, test } from "vitest";
import { stampClaims } from "#domain/adopt/stamp-claims.ts";
import { readStamp } from "#domain/ownership/read-stamp.ts";
import { stampMetadata, stampText } from "#domain/stamp.ts";
import { newWorld, startBot } from "./bot.ts";
import { asked, copies, covers, freezesOf } from "./seen.ts";

const metadataOf = { method: "POST", path: "/metadata" };

describe("a whole run", () => {
  test.each(["orders-db", "orders-db-loop", "shop"])(
    "of %s is A, and every copy was made inside the freeze",
    async (name) => {
      const world = await newWorld({ writeEveryMs: 5 });
      const bot = await startBot(world);
      const result = await bot.snapshot(name);
      expect(result).toMatchObject({
        outcome: "ok",
        label: { grade: "A" },
        frozen: { thawConfirmed: true, thawCause: "ordered" },
        problems: [],
        leftovers: [],
        unstamped: [],
      });
      const [freezes, cuts] = [await freezesOf(world, name), await copies(world)];
      const volumes = world.applications.find((application) => application.name === name)?.volumes ?? [];
      expect(freezes).toHaveLength(volumes.length);
      expect(cuts).toHaveLength(volumes.length);
      for (const freeze of freezes) expect(cuts.filter((at) => !covers(freeze, at))).toEqual([]);
      const [set, ...others] = await world.control.groupSnapshots();
      expect(others).toEqual([]);
      expect(await world.judge(name, set?.id ?? "")).toMatchObject({ oneMoment: true });
    },
  );

  test("is recorded: the point with its evidence, the hold as settled, the stamps with a signature that holds", async () => {
    const world = await newWorld();
    const { snapshot, ports } = await startBot(world);
    const { point: id = "", runId } = await snapshot("orders-db");
    const point = await ports.records.point(id);
    expect(await ports.records.points("orders-db")).toEqual([point]);
    expect(await ports.records.openHolds()).toEqual([]);
    expect(point).toMatchObject({ runId, requestedBy: "U0PLAYGROUND", label: { grade: "A" } });
    const [set] = await world.control.groupSnapshots();
    expect(set?.name).toBe(`ff/playground/orders-db/${runId}/${point?.evidence.hold?.token}`);
    for (const { role, volumeId, snapshotId = "" } of point?.evidence.set.members ?? []) {
      const member = set?.members.find((one) => one.id === snapshotId);
      const stampedAt = readStamp(member?.metadata ?? {})?.claims?.stampedAt ?? 0;
      const stamp = {
        instance: "playground",
        application: "orders-db",
        point: id,
        role,
        grade: "A",
        snapshotId,
        volumeId,
        groupSnapshotId: set?.id ?? "",
        takenAt: point?.createdAt ?? 0,
        claims: point && stampClaims(point, stampedAt),
      };
      expect(member?.metadata).toEqual(stampMetadata(stamp, ports.sign(stampText(stamp))));
    }
  });

  test("of two servers thaws the stages in reverse", async () => {
    const world = await newWorld();
    await (await startBot(world)).snapshot("shop");
    const freezes = await freezesOf(world, "shop");
    const web = freezes.filter(({ mount }) => mount.startsWith("/srv/shop"));
    const database = freezes.filter(({ mount }) => !mount.startsWith("/srv/shop"));
    expect([web.length, database.length]).toEqual([2, 2]);
    const last = (at: number[]) => Math.max(...at);
    expect(last(web.map(({ from }) => from))).toBeLessThan(Math.min(...database.map(({ from }) => from)));
    expect(last(database.map(({ to }) => to))).toBeLessThan(Math.min(...web.map(({ to }) => to)));
  });

  test("stays ok when a stamp cannot be written, and names the roles", async () => {
    const world = await newWorld();
    await world.control.fault({ kind: "status", status: 403, match: metadataOf }, 1);
    const result = await (await startBot(world)).snapshot("orders-db");
    expect(result).toMatchObject({ outcome: "ok", label: { grade: "A" } });
    expect(result.unstamped).toHaveLength(1);
  });
});

describe("what was not observed costs the grade, not the point", () => {
  test.each([
    [{ kind: "no-checkpoint" }, "a checkpoint was completed"],
    [{ kind: "database-restarts" }, "the same server process"],
  ] as const)("%j: B", async (fault, need) => {
    const world = await newWorld();
    await world.control.guestFault("orders-db-1", fault);
    const result = await (await startBot(world)).snapshot("orders-db");
    expect(result).toMatchObject({ outcome: "ok", label: { grade: "B" }, statements: [] });
    const lacking = result.label?.reasons.filter(({ grade, observed }) => grade === "A" && !observed) ?? [];
    expect(lacking.map(({ text }) => text).join()).toContain(need);
  });

  test.each([
    ["require", "requirement-missed"],
    ["degrade", "degraded"],
  ] as const)(
    "but a manifest that sets the grade gets what it misses told: %s, %s",
    async (policy, outcome) => {
      const world = await newWorld();
      await world.control.guestFault("orders-db-1", { kind: "no-checkpoint" });
      await world.setManifest("orders-db", { policy, top: { objectives: { grade: "A" } } });
      const bot = await startBot(world);
      const result = await bot.snapshot("orders-db");
      expect(result).toMatchObject({
        outcome,
        label: { grade: "B" },
        problems: ["grade B, the manifest wants A"],
      });
      expect(await bot.ports.records.points("orders-db")).toHaveLength(1);
    },
  );

  test("fsync off: B", async () => {
    const world = await newWorld();
    await world.control.patchPostgresql("orders-db-1", { fsync: "off" });
    expect((await (await startBot(world)).snapshot("orders-db")).label?.grade).toBe("B");
  });
});

describe("without a freeze", () => {
  test.each([
    ["orders-db", "C", "atomic as declared by the operator, crash-consistent"],
    ["orders-db-loop", "D", "non-atomic: per-volume snapshots, taken at most"],
  ])("%s is %s, and nothing was frozen", async (name, grade, text) => {
    const world = await newWorld();
    await world.setManifest(name, { policy: "skip" });
    const result = await (await startBot(world)).snapshot(name);
    expect(result).toMatchObject({ outcome: "ok", label: { grade, text: expect.stringContaining(text) } });
    expect(result).not.toHaveProperty("frozen");
    expect(await freezesOf(world, name)).toEqual([]);
  });

  test("and without rights to read the back end it is E, which says what could not be read", async () => {
    const world = await newWorld({ credential: "member", declareBackends: false });
    await world.setManifest("orders-db", { policy: "skip" });
    const result = await (await startBot(world)).snapshot("orders-db");
    expect(result.label).toMatchObject({ grade: "E", text: expect.stringContaining("not shown") });
  });

  test("A needs none of these rights", async () => {
    const world = await newWorld({ credential: "member", declareBackends: false });
    expect((await (await startBot(world)).snapshot("orders-db-loop")).label?.grade).toBe("A");
  });
});

describe("preflight says no", () => {
  test.each([
    [
      "a volume is in error",
      (world) => world.control.patch("volumes", "orders-db-wal", { status: "error" }),
      /^wal: .* is error/,
    ],
    [
      "a member is missing from the group",
      (world) => world.control.patch("volumes", "orders-db-wal", { groupId: null }),
      /^wal: .* not in group/,
    ],
    [
      "a foreign volume is in the group",
      (world) => world.control.patch("volumes", "shop-data", { groupId: world.idOf("group orders-db") }),
      /^shop-data: .* not in the manifest/,
    ],
    [
      "the group is gone",
      (world) => world.control.patch("groups", "orders-db", { name: "other" }),
      /^orders-db: /,
    ],
  ] satisfies [string, (world: Awaited<ReturnType<typeof newWorld>>) => Promise<void>, RegExp][])(
    "%s: refused, nothing was frozen or asked of Cinder",
    async (_, prepare, problem) => {
      const world = await newWorld();
      await prepare(world);
      const result = await (await startBot(world)).snapshot("orders-db");
      expect(result).toMatchObject({ outcome: "refused", members: [], leftovers: [] });
      expect(result.problems[0]).toMatch(problem);
      expect(result).not.toHaveProperty("lastGood");
      expect([await freezesOf(world, "orders-db"), await asked(world)]).toEqual([[], 0]);
    },
  );
});

test("a store without room for a hold refuses before anything is frozen", async () => {
  const world = await newWorld();
  const bot = await startBot(world, { freeBytes: () => 1_000 });
  await expect(bot.snapshot("orders-db")).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringContaining("nothing was frozen"),
  });
  expect([await freezesOf(world, "orders-db"), await asked(world)]).toEqual([[], 0]);
});
