import fc from "fast-check";
import { expect } from "vitest";
import { atLeast, type Grade } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { World } from "../../playground/world.ts";
import { newWorld } from "./bot.ts";
import { type RetentionBot, startRetentionBot } from "./retention-bot.ts";

const APP = "orders-db";
const HOUR = 3_600_000;
const signal = new AbortController().signal;

const grades = ["A", "B", "C", "E", "none"] as const;

const history = fc.record({
  points: fc.array(
    fc.record({
      ago: fc.integer({ min: 0, max: 24 * 60 }),
      grade: fc.constantFrom(...grades),
      tested: fc.boolean(),
      protect: fc.constantFrom("no", "no", "no", "store", "cloud"),
      copied: fc.constantFrom(false, false, false, false, true),
      set: fc.constantFrom("there", "there", "there", "there", "gone", "error"),
    }),
    { minLength: 1, maxLength: 9 },
  ),
  retention: fc.record({
    last: fc.integer({ min: 1, max: 3 }),
    daily: fc.integer({ min: 0, max: 3 }),
    weekly: fc.integer({ min: 0, max: 2 }),
    monthly: fc.integer({ min: 0, max: 2 }),
    yearly: fc.integer({ min: 0, max: 1 }),
  }),
  timezone: fc.constantFrom("UTC", "Pacific/Apia", "America/St_Johns"),
  grade: fc.constantFrom<Grade | undefined>(undefined, "A", "C"),
  rpo: fc.constantFrom(undefined, undefined, undefined, "10h"),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

interface Made {
  readonly point: RecoveryPoint;
  readonly of: History["points"][number];
}

/** The points of a history, with all that stands around them. */
async function make(kept: RetentionBot, world: World, { points, ...rest }: History): Promise<Made[]> {
  const objectives = {
    ...(rest.grade === undefined ? {} : { grade: rest.grade }),
    ...(rest.rpo === undefined ? {} : { rpo: rest.rpo }),
  };
  const schedule = { timezone: rest.timezone };
  await world.setManifest(APP, { top: { approve: [], objectives, schedule, retention: rest.retention } });
  await kept.bot.operations.reload(undefined, signal);
  const made: Made[] = [];
  for (const of of points) {
    const point = await kept.point(APP, kept.ports.clock.now() - of.ago * HOUR, of);
    made.push({ point, of });
    const snapshotId = point.evidence.set.members[0]?.snapshotId ?? "";
    const cloud = kept.ports.cloud("simulated");
    if (of.set !== "there") {
      await lose(world, kept, point, of.set);
      continue;
    }
    if (of.protect === "store")
      await kept.bot.operations.protect(
        { point: point.id, actor: { slackId: "U0PLAYGROUND", name: "@ann" } },
        signal,
      );
    if (of.protect === "cloud")
      await cloud.setSnapshotMetadata(snapshotId, { "freezeframe:protected": "by hand" }, signal);
    if (of.copied) {
      const copy = {
        name: `copy of ${point.id}`,
        description: "",
        snapshotId,
        sizeGib: 1_000,
        volumeType: "",
        metadata: {},
      };
      const source = (await world.control.volumes()).find(
        ({ id }) => id === point.evidence.set.members[0]?.volumeId,
      );
      await cloud.createVolumeFromSnapshot(
        { ...copy, sizeGib: source?.size ?? 1, volumeType: source?.volumeTypeId ?? "" },
        signal,
      );
    }
  }
  return made;
}

/** Somebody else has deleted its set, or has failed to. */
async function lose(
  world: World,
  { ports }: RetentionBot,
  { groupSnapshotId }: RecoveryPoint,
  how: "gone" | "error",
): Promise<void> {
  if (how === "error") {
    await world.control.patch("group_snapshots", groupSnapshotId, { status: "error" });
    return;
  }
  const cloud = ports.cloud("simulated");
  await cloud.deleteGroupSnapshot(groupSnapshotId, signal);
  while ((await cloud.showGroupSnapshot(groupSnapshotId, signal)) !== undefined) signal.throwIfAborted();
}

/** Whatever the rules are: of these the newest is there as it was before. */
function sameNewest(before: readonly Made[], left: ReadonlySet<string>, which: (one: Made) => boolean): void {
  const newest = (all: readonly Made[]) =>
    all
      .filter(which)
      .map(({ point }) => point)
      .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))[0]?.id;
  expect(newest(before.filter(({ point }) => left.has(point.id)))).toBe(newest(before));
}

/** What must be true after each run, told without the rules themselves. */
function nevers(before: readonly Made[], left: ReadonlySet<string>, { grade }: History): void {
  const real = before.filter(({ of }) => of.set === "there");
  sameNewest(real, left, ({ of }) => of.grade !== "none" && atLeast(of.grade, grade ?? "E"));
  sameNewest(real, left, ({ of }) => of.tested);
  for (const { point, of } of real)
    if (of.protect !== "no" || of.copied) expect(left.has(point.id)).toBe(true);
}

/** Simulation and run agree on so many random histories, and what never goes is there. Returns how many points they pruned. */
export async function agreeOnHistories(numRuns: number): Promise<number> {
  let pruned = 0;
  const world = await newWorld({ atomicMs: 1 });
  const kept = await startRetentionBot(world);
  // What earlier histories have left is nobody's trouble here.
  const [{ projectId } = { projectId: "" }] = await world.control.volumes();
  const plenty = { volumes: 100_000, snapshots: 100_000, gigabytes: 10_000_000 };
  await world.control.patch("quotas", projectId, plenty);
  const emptied = async () => {
    for (const { id } of await kept.ports.records.points(APP))
      await kept.ports.records.removePoint(id, { actor: "test", act: "test.over", detail: {} });
  };
  await fc.assert(
    fc.asyncProperty(history, async (given) => {
      await emptied();
      const made = await make(kept, world, given);
      const late =
        given.rpo !== undefined &&
        !given.points.some(
          ({ ago, grade, set }) =>
            set === "there" && ago < 10 && grade !== "none" && atLeast(grade, given.grade ?? "E"),
        );
      for (let run = 0; run < 4; run++) {
        const view = await kept.bot.operations.retention(APP, signal);
        const simulated = view.fates.filter(({ fate }) => fate === "goes").map(({ point }) => point);
        const before = await kept.there(APP);
        const result = await kept.prune(APP);
        pruned += result.pruned.length;
        expect(new Set(result.pruned)).toEqual(new Set(simulated));
        expect([result.pruned.length <= 3, result.left]).toEqual([true, []]);
        const after = await kept.there(APP);
        expect(new Set(after)).toEqual(new Set(before.filter((id) => !simulated.includes(id))));
        expect(result.pruned.filter((id) => !simulated.includes(id))).toEqual([]);
        const known = (await kept.ports.records.points(APP)).map(({ id }) => id);
        expect(after.filter((id) => !known.includes(id))).toEqual([]);
        nevers(made, new Set(after), given);
        if (late) expect(result.pruned).toEqual([]);
        if (simulated.length === 0) break;
      }
      expect(await world.control.orphans()).toEqual([]);
    }),
    { numRuns, endOnFailure: true },
  );
  return pruned;
}
