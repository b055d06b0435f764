import { describe, expect, test } from "vitest";
import { PROTECTED_KEY } from "#domain/protection.ts";
import { approvalId } from "#support/ids.ts";
import { testLockKey } from "#workflows/lock-keys.ts";
import { DELETE_POINTS, REQUEST_PRUNE } from "#workflows/names.ts";
import type { World } from "../../playground/world.ts";
import { smallSlack } from "../unit/operations/members.ts";
import { newWorld } from "./bot.ts";
import { type RetentionBot, startRetentionBot } from "./retention-bot.ts";

const APP = "orders-db";
const HOUR = 3_600_000;
const signal = new AbortController().signal;
const operator = { slackId: "U0PLAYGROUND", name: "@ann" };

/** Nobody has to approve what is pruned, unless a test says so. */
async function retaining(
  top: object,
  approve: readonly string[] = [],
  members = smallSlack(),
): Promise<{ world: World; kept: RetentionBot }> {
  const world = await newWorld();
  await world.setManifest(APP, { top: { approve, ...top } });
  return { world, kept: await startRetentionBot(world, { members }) };
}

/** So many points, an hour apart, the oldest first. */
async function points({ point, ports }: RetentionBot, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = count; index > 0; index--)
    ids.push((await point(APP, ports.clock.now() - index * HOUR)).id);
  return ids;
}

test("what no rule keeps goes, the oldest first and three a run, with its set and in one commit with its audit row", async () => {
  const { world, kept } = await retaining({ retention: { last: 2 } });
  const ids = await points(kept, 6);
  const view = await kept.bot.operations.retention(APP, signal);
  expect(view.fates.filter(({ fate }) => fate === "goes").map(({ point }) => point)).toEqual(
    ids.slice(0, 3).reverse(),
  );
  const result = await kept.prune(APP);
  expect(result).toMatchObject({ pruned: ids.slice(0, 3), left: [], halts: [] });
  expect(await kept.there(APP)).toEqual(ids.slice(3).reverse());
  expect(await world.control.groupSnapshots()).toHaveLength(3);
  expect(await kept.ports.records.verifyAudit()).toMatchObject({ intact: true });
  await expect(kept.bot.operations.evidence(ids[0] ?? "")).rejects.toMatchObject({
    kind: "not-found",
    message: expect.stringMatching(
      /was pruned at .* by run .*, under retention policy [0-9a-f]{12}, which nobody had to approve; .* digest [0-9a-f]{12}$/,
    ),
  });
  expect((await kept.prune(APP)).pruned).toEqual([ids[3]]);
  expect(await kept.prune(APP)).toMatchObject({ pruned: [], left: [], halts: [] });
  // What a report cannot count any more it says.
  const { leftOut } = await kept.bot.operations.report(kept.ports.clock.now() - 24 * HOUR);
  expect(leftOut).toEqual([
    expect.stringMatching(/^points of orders-db that retention pruned in this time: 4;/),
  ]);
});

describe("a point stays", () => {
  test("that is protected, in the store or by metadata that only the cloud has; and goes when that ends", async () => {
    const { kept } = await retaining({ retention: { last: 1 } });
    const [first = "", second = "", third = ""] = await points(kept, 3);
    const done = await kept.bot.operations.protect(
      { point: first, reason: "audit", actor: operator },
      signal,
    );
    expect(done).toMatchObject({
      point: first,
      protected: { by: "U0PLAYGROUND", reason: "audit" },
      unmarked: [],
    });
    const { snapshotId = "" } = (await kept.ports.records.point(second))?.evidence.set.members[0] ?? {};
    await kept.ports.cloud("simulated").setSnapshotMetadata(snapshotId, { [PROTECTED_KEY]: "" }, signal);
    const { fates } = await kept.bot.operations.retention(APP, signal);
    expect(fates.map(({ point, why }) => [point, why[0]])).toEqual([
      [third, "one of the last 1"],
      [second, "protected by metadata"],
      [first, expect.stringMatching(/^protected by U0PLAYGROUND since .*: audit$/)],
    ]);
    expect(await kept.prune(APP)).toMatchObject({ pruned: [], left: [] });
    for (const point of [first, second])
      expect(await kept.bot.operations.unprotect({ point, actor: operator }, signal)).not.toHaveProperty(
        "protected",
      );
    expect((await kept.prune(APP)).pruned).toEqual([first, second]);
  });

  test("of which somebody has made a volume, and one whose project cannot be seen", async () => {
    const { world, kept } = await retaining({ retention: { last: 1 } });
    const [first = "", second = ""] = await points(kept, 2);
    const member = (await kept.ports.records.point(first))?.evidence.set.members[0];
    const source = (await world.control.volumes()).find(({ id }) => id === member?.volumeId);
    const volume = {
      ...{ name: "copy", description: "", snapshotId: member?.snapshotId ?? "", metadata: {} },
      ...{ sizeGib: source?.size ?? 1, volumeType: source?.volumeTypeId ?? "" },
    };
    await kept.ports.cloud("simulated").createVolumeFromSnapshot(volume, signal);
    const { fates } = await kept.bot.operations.retention(APP, signal);
    expect(fates.at(-1)).toMatchObject({
      point: first,
      fate: "stays",
      why: ["volume copy was made from it"],
    });
    expect(await kept.prune(APP)).toMatchObject({ pruned: [] });
    await world.control.fault({ kind: "status", status: 503, match: { path: "/volumes/detail" } });
    const unseen = await kept.bot.operations.retention(APP, signal);
    expect(unseen.halts).toEqual([expect.stringContaining("could not be seen")]);
    expect(unseen.fates.map(({ point }) => point)).toEqual([second, first]);
  });

  test("that the back end cannot delete; it is told with the command, and the next run tries again", async () => {
    const { world, kept } = await retaining({ retention: { last: 1 } });
    const [first = ""] = await points(kept, 2);
    await world.control.fault({ kind: "delete-fails" }, 3);
    expect(await kept.prune(APP)).toMatchObject({
      pruned: [],
      left: [
        {
          point: first,
          why: expect.stringContaining("in error"),
          remedy: [expect.stringContaining("cinder")],
        },
      ],
    });
    expect(await kept.ports.records.point(first)).toBeDefined();
    expect((await kept.prune(APP)).pruned).toEqual([first]);
  });

  test("that Cinder comes to no end with; the others wait for a later run", async () => {
    const world = await newWorld();
    await world.setManifest(APP, { top: { approve: [], retention: { last: 1 } } });
    const soon = {
      manualTtlMs: 1,
      createWithinMs: 1,
      createPerGibMs: 0,
      attachWithinMs: 1,
      bootWithinMs: 1,
      recoverWithinMs: 1,
    };
    const restoreLimits = { ...soon, tearDownWithinMs: 0, pollMs: 10 };
    const kept = await startRetentionBot(world, { restoreLimits });
    const [first = "", second = ""] = await points(kept, 3);
    expect(await kept.prune(APP)).toMatchObject({
      pruned: [],
      left: [{ point: first, why: "Cinder has taken the request and is not done" }],
    });
    expect(await kept.there(APP)).toContain(second);
  });

  test("that is being deleted already; it is not waited for, and the others go", async () => {
    const { world, kept } = await retaining({ retention: { last: 1 } });
    const [first = "", second = ""] = await points(kept, 3);
    const set = (await kept.ports.records.point(first))?.groupSnapshotId ?? "";
    await world.control.patch("group_snapshots", set, { status: "deleting" });
    const { fates } = await kept.bot.operations.retention(APP, signal);
    expect(fates.at(-1)).toMatchObject({ point: first, why: ["its group snapshot is deleting"] });
    expect(await kept.prune(APP)).toMatchObject({ pruned: [second], left: [] });
  });

  test.each(["gone", "error"] as const)(
    "that is the last real one: a newer one of the grade, tested too, whose set is %s takes nobody's place",
    async (lost) => {
      const { world, kept } = await retaining({ retention: { last: 2 }, objectives: { grade: "A" } });
      const at = (hours: number) => kept.ports.clock.now() - hours * HOUR;
      const real = await kept.point(APP, at(4), { grade: "A", tested: true });
      const ghost = await kept.point(APP, at(3), { grade: "A", tested: true });
      for (const hours of [2, 1]) await kept.point(APP, at(hours), { grade: "C" });
      if (lost === "error")
        await world.control.patch("group_snapshots", ghost.groupSnapshotId, { status: lost });
      else await kept.ports.cloud("simulated").deleteGroupSnapshot(ghost.groupSnapshotId, signal);
      await expect
        .poll(async () => (await world.control.groupSnapshots()).length)
        .toBe(lost === "gone" ? 3 : 4);
      const { fates } = await kept.bot.operations.retention(APP, signal);
      expect(fates.at(-1)).toMatchObject({ point: real.id, fate: "stays" });
      expect((await kept.prune(APP)).pruned).not.toContain(real.id);
      expect(await kept.there(APP)).toContain(real.id);
    },
  );

  test("when none of the sets is in the project that the cloud shows: nothing goes", async () => {
    const { kept } = await retaining({ retention: { last: 1 } });
    const ids = await points(kept, 2);
    for (const id of ids) {
      const set = (await kept.ports.records.point(id))?.groupSnapshotId ?? "";
      await kept.ports.cloud("simulated").deleteGroupSnapshot(set, signal);
    }
    await expect.poll(() => kept.there(APP)).toEqual([]);
    expect(await kept.prune(APP)).toMatchObject({
      pruned: [],
      halts: [expect.stringContaining("none of the 2 group snapshots of orders-db is in the project")],
    });
  });

  test("that a policy of by now keeps, or that a restore waits for, when its deletion had been begun before", async () => {
    const { world, kept } = await retaining({ retention: { last: 1 } });
    const ids = await points(kept, 2);
    const run = async (name: string) => {
      const input = { application: APP, points: ids, policy: "", approvedBy: [] };
      await kept.bot.engine.start(DELETE_POINTS, `r-${name}`, input, { lockKey: testLockKey(APP) });
      return (await kept.bot.engine.ended(`r-${name}`)).result;
    };
    const wants = async (top: Readonly<Record<string, unknown>>) => {
      await world.setManifest(APP, { top });
      await kept.bot.operations.reload(undefined, signal);
    };
    await wants({ approve: [], retention: { last: 2 } });
    expect(await run("keeps")).toMatchObject({
      left: ids.map((point) => ({ point, why: expect.stringContaining("one of the last 2") })),
    });
    await wants({ approve: [] });
    expect(await run("none")).toMatchObject({
      left: ids.map(() => ({ why: "the manifest says nothing of retention any more" })),
    });
    await wants({ approve: [], retention: { last: 1 }, objectives: { rpo: "30m" } });
    expect(await run("rpo")).toMatchObject({
      left: ids.map(() => ({ why: expect.stringContaining("RPO of 30 min is missed") })),
    });
    await wants({ approve: ["prune"], retention: { last: 1 } });
    expect(await run("mandate")).toMatchObject({
      pruned: [],
      left: [{ why: expect.stringContaining("may not be carried out") }, { why: expect.any(String) }],
    });
    await wants({ approve: [], retention: { last: 1 } });
    expect(await run("now")).toMatchObject({ pruned: [ids[0]], left: [{ point: ids[1] }] });
  });

  test("while the RPO is missed, the last run failed, or a restore test of the application goes on", async () => {
    const { world, kept } = await retaining({ retention: { last: 1 }, objectives: { rpo: "30m" } });
    await points(kept, 2);
    expect((await kept.prune(APP)).halts).toEqual([expect.stringContaining("RPO of 30 min is missed")]);
    await world.setManifest(APP, { top: { approve: [], retention: { last: 1 } } });
    await kept.bot.operations.reload(undefined, signal);
    expect((await kept.prune(APP, "r-failed")).halts).toEqual(["the last snapshot run (r-failed) failed"]);
    await kept.ports.tests.begin({
      id: "r-t",
      application: APP,
      requestedBy: "schedule",
      startedAt: kept.ports.clock.now(),
      state: "running",
    });
    expect((await kept.prune(APP)).halts).toEqual(["restore test r-t goes on"]);
    expect(await kept.there(APP)).toHaveLength(2);
  });

  test("while a test has the key, even if it began after the look", async () => {
    const world = await newWorld();
    await world.setManifest(APP, { top: { approve: [], retention: { last: 1 } } });
    const kept = await startRetentionBot(world);
    await points(kept, 2);
    const waits = { application: APP, requestedBy: "U0PLAYGROUND" };
    // Whatever it is: it waits for an approval, and has the key meanwhile.
    await world.setManifest(APP, { top: { approve: ["prune"], retention: { last: 1 } } });
    await kept.bot.operations.reload(undefined, signal);
    await kept.bot.engine.start(REQUEST_PRUNE, "r-holder", waits, { lockKey: testLockKey(APP) });
    await expect
      .poll(() => kept.ports.records.approval(approvalId("r-holder")), { timeout: 8_000 })
      .toBeDefined();
    await world.setManifest(APP, { top: { approve: [], retention: { last: 1 } } });
    await kept.bot.operations.reload(undefined, signal);
    expect(await kept.prune(APP)).toMatchObject({ pruned: [], halts: ["a restore test goes on"] });
    await kept.bot.engine.cancel("r-holder", "over");
    await kept.bot.engine.ended("r-holder");
    expect((await kept.prune(APP)).pruned).toHaveLength(1);
  });
});

describe("a policy that has to be approved", () => {
  const top = { retention: { last: 1 }, owners: { operators: ["U0PLAYGROUND"], approvers: ["U0BOSS"] } };
  const decide = async ({ bot, ports }: RetentionBot, what: "approve" | "deny", slackId = "U0BOSS") => {
    const [open] = await ports.records.openApprovals();
    if (open === undefined) throw new Error("nothing waits");
    const actor = { slackId, name: "@boss" };
    const decided = {
      approvalId: open.id,
      what,
      digest: open.digest,
      reason: "so",
      actor,
      via: "slack",
    } as const;
    await bot.operations.decide(decided, signal);
    await bot.engine.ended(open.runId);
    return open;
  };

  test("is asked for once, with what would go and what stays; then it goes on by itself", async () => {
    const { kept } = await retaining(top, ["prune"]);
    const [first, second] = await points(kept, 2);
    await kept.look();
    await kept.look();
    expect(await kept.there(APP)).toHaveLength(2);
    const open = await decide(kept, "approve");
    expect(open).toMatchObject({ subject: { kind: "prune" }, requestedBy: "schedule" });
    expect(open.summary.slice(0, 2)).toEqual([
      "keep last 1 (UTC); every other point is deleted, with its snapshots, now and from now on",
      "of 2 points 1 would go, at most 3 in one run, the oldest first",
    ]);
    expect(open.summary.slice(2)).toEqual([
      expect.stringMatching(new RegExp(`^goes: ${first} `)),
      expect.stringMatching(
        new RegExp(`^stays: ${second} .*: one of the last 1; the last point that has a grade$`),
      ),
    ]);
    // That its request has ended is told soon after.
    const looked = () => kept.look().then(() => kept.there(APP));
    await expect.poll(looked, { timeout: 8_000 }).toEqual([second]);
    const { mandate } = (await kept.bot.operations.retention(APP, signal)).inForce ?? {};
    expect(mandate).toMatchObject({ state: "given", text: expect.stringContaining("approved by U0BOSS") });
    expect(await kept.ports.records.openApprovals()).toEqual([]);
  });

  test("one that keeps more needs no new approval, one that would prune more asks first", async () => {
    const { world, kept } = await retaining({ ...top, retention: { last: 2 } }, ["prune"]);
    await points(kept, 4);
    await kept.look();
    await decide(kept, "approve");
    const wants = async (retention: object) => {
      await world.setManifest(APP, { top: { ...top, approve: ["prune"], retention } });
      await kept.bot.operations.reload(undefined, signal);
      await kept.look();
      return [(await kept.there(APP)).length, (await kept.ports.records.openApprovals()).length];
    };
    expect(await wants({ last: 3 })).toEqual([3, 0]);
    expect(await wants({ last: 1 })).toEqual([3, 1]);
    const open = await decide(kept, "deny");
    expect(open.summary[1]).toBe("until now it was last 2 (UTC)");
    await kept.look();
    const view = await kept.bot.operations.retention(APP, signal);
    expect(view.inForce?.mandate).toMatchObject({
      state: "wanting",
      text: expect.stringContaining("denied by U0BOSS"),
    });
    expect([await kept.ports.records.openApprovals(), (await kept.there(APP)).length]).toEqual([[], 3]);
    const again = await kept.bot.operations.askRetention({ application: APP, actor: operator }, signal);
    expect(again).toMatchObject({ how: "approval" });
    await expect
      .poll(async () => (await kept.ports.records.openApprovals()).length, { timeout: 8_000 })
      .toBe(1);
    await decide(kept, "approve");
    await expect.poll(() => kept.look().then(() => kept.there(APP)), { timeout: 8_000 }).toHaveLength(1);
  });

  test("is asked for anew when whoever approved it may not any more; nothing goes until then, and while nobody can tell", async () => {
    const slack = smallSlack();
    const owners = { operators: ["U0PLAYGROUND"], approvers: ["U0BOSS", "U0DBA"] };
    const { world, kept } = await retaining({ ...top, owners, retention: { last: 2 } }, ["prune"], slack);
    await points(kept, 3);
    await kept.look();
    await decide(kept, "approve");
    await expect.poll(() => kept.look().then(() => kept.there(APP)), { timeout: 8_000 }).toHaveLength(2);
    await points(kept, 1);
    const mandate = async () => (await kept.bot.operations.retention(APP, signal)).inForce?.mandate;
    slack.down = true;
    expect(await mandate()).toMatchObject({
      state: "wanting",
      text: expect.stringContaining("nobody knows"),
    });
    expect(await kept.prune(APP)).toMatchObject({ pruned: [] });
    slack.down = false;
    const left = { ...owners, approvers: ["U0DBA"] };
    await world.setManifest(APP, {
      top: { ...top, owners: left, approve: ["prune"], retention: { last: 2 } },
    });
    await kept.bot.operations.reload(undefined, signal);
    expect(await kept.prune(APP)).toMatchObject({ pruned: [] });
    await kept.look();
    expect(await mandate()).toMatchObject({ state: "waiting" });
    await decide(kept, "approve", "U0DBA");
    await expect.poll(() => kept.look().then(() => kept.there(APP)), { timeout: 8_000 }).toHaveLength(2);
    expect(await mandate()).toMatchObject({ text: expect.stringContaining("approved by U0DBA") });
  });

  test("what was approved is void when the manifest says something else by then", async () => {
    const { world, kept } = await retaining({ ...top, retention: { last: 1 } }, ["prune"]);
    await points(kept, 3);
    await kept.look();
    await world.setManifest(APP, { top: { ...top, approve: ["prune"], retention: { last: 2 } } });
    await kept.bot.operations.reload(undefined, signal);
    await decide(kept, "approve");
    const { mandate } = (await kept.bot.operations.retention(APP, signal)).inForce ?? {};
    expect(mandate?.state).toBe("wanting");
    expect(await kept.prune(APP)).toMatchObject({
      pruned: [],
      halts: [expect.stringContaining("may not be carried out")],
    });
    expect(await kept.there(APP)).toHaveLength(3);
  });
});

test("a policy that nobody has to approve is on record before it takes anything, and once", async () => {
  const { kept } = await retaining({ retention: { last: 1 } });
  await points(kept, 2);
  await kept.look();
  await kept.look();
  const { record } = (await kept.ports.records.retention(APP)) ?? {};
  expect(record?.inForce).toMatchObject({ policy: { last: 1 }, approvedBy: [] });
  expect(record?.lastRun).toMatchObject({ pruned: 1, left: 0 });
});

test("what is over three waits for news, or for its hour", async () => {
  const { kept } = await retaining({ retention: { last: 1 } });
  await points(kept, 5);
  await kept.look();
  await kept.look();
  expect(await kept.there(APP)).toHaveLength(2);
});

test("without news a look begins nothing", async () => {
  const { kept } = await retaining({ retention: { last: 5 } });
  await points(kept, 2);
  await kept.look();
  const before = (await kept.bot.engine.list()).length;
  await kept.look();
  expect((await kept.bot.engine.list()).length).toBe(before);
});
