import { expect, test } from "vitest";
import type { Document } from "../harness/application-dir.ts";
import { backEnds } from "../harness/back-ends.ts";
import { approve } from "../harness/clean-up.ts";
import { takePoint } from "../harness/debris/cut.ts";
import { debrisHouse } from "../harness/debris/house.ts";
import { everything, goneSince } from "../harness/inventory.ts";
import { lab } from "../harness/lab.ts";
import { expectStatus } from "../harness/open-stack.ts";
import { changeManifest } from "../harness/restore.ts";
import { runningBot } from "../harness/running-bot.ts";
import { until } from "../harness/until.ts";
import { verbHere } from "../harness/verb-here.ts";

// What retention says that it would take is what real Cinder loses, after the policy was approved.

const here = await lab();

test.each(backEnds)(
  "retention on $volumeType: simulated, approved once, and then exactly what it said goes, but for what somebody needs",
  async (backEnd) => {
    await using house = await debrisHouse(here, backEnd);
    const { dir, group } = house;
    const ask = async (...args: string[]) => (await verbHere(dir, ...args)).result;
    const points = [];
    for (let index = 0; index < 5; index += 1) points.push(await takePoint(house));
    const [first, guarded, copied, ...newest] = points;
    if (first === undefined || guarded === undefined || copied === undefined) throw new Error("no points");
    await changeManifest(dir, (manifest) => {
      manifest.retention = { last: newest.length };
    });
    await ask("protect", guarded.point, "--reason", "the last one before the upgrade");
    // On many a back end its snapshot could not be deleted then, and Cinder would forget it all the same.
    const copy = await house.somebody.volume({
      name: "somebody's copy",
      snapshot_id: copied.members[0]?.snapshotId,
    });

    const simulated = await ask("retention", group.name, "--simulate");
    expect(fates(simulated)).toEqual({ [first.point]: "goes", ...stay(guarded, copied, ...newest) });
    expect(simulated.inForce.mandate.state).toBe("wanting");
    expect(whyOf(simulated, guarded.point)).toMatch(/^protected by /);
    expect(whyOf(simulated, copied.point)).toMatch(/volume somebody's copy was made from it/);
    expect((await ask("points", group.name, "--prune")).fates).toEqual(simulated.fates);

    const before = await everything(here);
    const asked = await verbHere(dir, "retention", group.name, "--ask");
    expect([asked.code, asked.result.outcome]).toEqual([10, "waiting"]);
    await approve(dir, asked.result.approvalId);
    expect((await verbHere(dir, "start", "--until-idle")).code).toBe(0);
    expect(house.deletions).toEqual([]);
    expect((await ask("retention", group.name, "--simulate")).inForce.mandate.state).toBe("given");

    await prunedByBot(first.point);
    expect(goneSince(before, await everything(here))).toEqual(
      [
        `group snapshot ${first.groupSnapshotId}`,
        ...first.members.map(({ snapshotId }) => `snapshot ${snapshotId}`),
      ].sort(),
    );

    expectStatus(await here.bot.cinder("DELETE", `/volumes/${copy}`), 202);
    const after = await everything(here);
    await prunedByBot(copied.point);
    expect(goneSince(after, await everything(here)).filter((one) => !one.endsWith(copy))).toEqual(
      [
        `group snapshot ${copied.groupSnapshotId}`,
        ...copied.members.map(({ snapshotId }) => `snapshot ${snapshotId}`),
      ].sort(),
    );
    expect(fates(await ask("retention", group.name))).toEqual(stay(guarded, ...newest));

    /** The running bot looks at it by itself. */
    async function prunedByBot(point: string): Promise<void> {
      await using _bot = await runningBot(dir, 600_000);
      await until(
        `${point} pruned`,
        async () =>
          (await ask("points", group.name)).some(({ id }: Document) => id === point) ? undefined : true,
        240_000,
        5_000,
      );
    }
  },
  1_800_000,
);

const fates = ({ fates: all }: Document): Record<string, string> =>
  Object.fromEntries(all.map(({ point, fate }: Document) => [point, fate]));

const whyOf = ({ fates: all }: Document, point: string): string =>
  all.find((one: Document) => one.point === point)?.why.join("; ") ?? "";

const stay = (...points: { readonly point: string }[]): Record<string, string> =>
  Object.fromEntries(points.map(({ point }) => [point, "stays"]));
