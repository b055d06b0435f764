import { expect, test } from "vitest";
import { addFault } from "../harness/faults.ts";
import { groupSnapshots, memberSnapshots } from "../harness/group-snapshots.ts";
import { lab } from "../harness/lab.ts";
import { expectStatus } from "../harness/open-stack.ts";
import { runRemedy } from "../harness/remedy.ts";
import { expectNothingRestored, restore, restoreDir } from "../harness/restore.ts";
import { restoredThings } from "../harness/restored-things.ts";
import { SCRATCH_SERVER, scratchApplication } from "../harness/scratch-application.ts";
import { detach, makeGroup, type ScratchGroup } from "../harness/scratch-group.ts";
import { until } from "../harness/until.ts";
import { verb } from "../harness/verb.ts";

// What Cinder refuses, half does or forgets while a restore is made, and while it is taken away.

const here = await lab();
const PATIENCE = 240_000;

const scratch = (): Promise<ScratchGroup> =>
  makeGroup(here, {
    groupType: "consistent",
    volumeType: "atomic",
    roles: ["data", "more"],
    attachTo: SCRATCH_SERVER,
  });

const dirOf = (group: ScratchGroup) => restoreDir(here, "shop", scratchApplication(group));

/** GiB that the scheduler counts as given away on the atomic back end. */
async function givenGib(): Promise<number> {
  const answer = await here.admin.cinder("GET", "/scheduler-stats/get_pools?detail=true");
  const { pools } = expectStatus(answer, 200);
  const pool = pools.find((one: { name: string }) => one.name === "lab@atomic#pool");
  return pool.capabilities.provisioned_capacity_gb;
}

async function groupsInUse(): Promise<number> {
  const path = `/os-quota-sets/${here.bot.projectId}?usage=true`;
  return expectStatus(await here.admin.cinder("GET", path), 200).quota_set.groups.in_use;
}

async function extend(id: string, newSize: number): Promise<void> {
  const action = { "os-extend": { new_size: newSize } };
  expectStatus(await here.bot.cinder("POST", `/volumes/${id}/action`, action), 202);
  await until(`${id} extended`, async () => {
    const { volume } = expectStatus(await here.bot.cinder("GET", `/volumes/${id}`), 200);
    return volume.status === "available" && volume.size === newSize ? true : undefined;
  });
}

test(
  "create-from-src without capacity: the group that Cinder leaves in creating is said, and goes with its unit of quota",
  async () => {
    await using group = await scratch();
    await using dir = await dirOf(group);
    const { result: taken } = await verb(dir, "snapshot", group.name);
    // Cinder counts what the volume has now, not what it had at the point. Others' volumes of 1 GiB still fit: ten times
    // the back end's 200 GiB are given away.
    const [volume] = group.volumes;
    if (volume === undefined) throw new Error("no volume");
    await detach(here, SCRATCH_SERVER, volume);
    await extend(volume.id, 1_100);
    await until("the scheduler knows", async () => ((await givenGib()) > 1_100 ? true : undefined), 90_000);
    const before = await groupsInUse();
    const { code, result } = await restore(dir, taken.point, "--strategy", "group");
    expect(result).toMatchObject({ reached: "nothing", state: "torn down", left: [] });
    expect(result.headline).toMatch(/Cinder refused to make group ffr\/.*it left group .* behind/);
    expect(code).toBe(5);
    await expectNothingRestored(here, dir);
    expect((await groupsInUse()) - before).toBe(0);
    // The point is as it was: nothing of the failed group holds it.
    const [set] = await groupSnapshots(here, `ff/${dir.instance}/`);
    expect(set).toMatchObject({ status: "available" });
  },
  PATIENCE,
);

test(
  "a point whose back end is busy with a copy is told as not available, and is gone once the copy is discarded",
  async () => {
    await using group = await scratch();
    await using dir = await dirOf(group);
    const { result: taken } = await verb(dir, "snapshot", group.name);
    const { code, result: report } = await restore(dir, taken.point);
    expect([code, report.reached, report.state]).toEqual([4, "attached", "kept"]);
    const [set] = await groupSnapshots(here, `ff/${dir.instance}/`);
    const remove = () => here.bot.cinder("DELETE", `/group_snapshots/${set?.id}`);
    const status = async () => (await groupSnapshots(here, `ff/${dir.instance}/`))[0]?.status;
    {
      // As Ceph says it of a snapshot that a clone depends on.
      await using _busy = await addFault(`busy-${dir.instance}`, {
        op: "delete_snapshot",
        action: "fail",
        match: (await memberSnapshots(here, set?.id ?? ""))[0]?.id,
      });
      expectStatus(await remove(), 202);
      await expect.poll(status, { timeout: 30_000 }).toBe("error");
      const plan = await restore(dir, taken.point, "--plan");
      expect(plan.result.possible).toBe(false);
      expect(plan.result.findings).toContainEqual(
        expect.objectContaining({
          severity: "error",
          text: expect.stringMatching(/is error, expected available/),
        }),
      );
    }
    const volumes = await restoredThings(here, dir.instance);
    expect(volumes.map((one) => one.status)).toEqual(["in-use", "in-use"]);
    expect(await verb(dir, "discard", report.runId)).toMatchObject({ code: 0, result: { left: [] } });
    await expectNothingRestored(here, dir);
    expectStatus(await remove(), 202);
    await expect.poll(status, { timeout: 30_000 }).toBeUndefined();
  },
  PATIENCE,
);

test(
  "a restored volume that the back end cannot delete is told with an administrator's way, and discarded after it",
  async () => {
    await using group = await scratch();
    await using dir = await dirOf(group);
    const { result: taken } = await verb(dir, "snapshot", group.name);
    const { result: report } = await restore(dir, taken.point);
    await using _fault = await addFault(`stubborn-${dir.instance}`, {
      op: "delete_volume",
      action: "fail",
      match: report.volumes[0].volumeId,
      times: 1,
    });
    const first = await verb(dir, "discard", report.runId);
    expect(first.code).toBe(4);
    expect(first.result.left).toMatchObject([
      {
        id: report.volumes[0].volumeId,
        status: "error_deleting",
        why: expect.stringContaining("only an administrator"),
      },
    ]);
    expect((await verb(dir, "restores")).result).toMatchObject([{ id: report.runId, state: "left" }]);
    // Its own words, but for the last: that is what discard does.
    await runRemedy(here, first.result.left[0].remedy.slice(0, -1));
    expect(await verb(dir, "discard", report.runId)).toMatchObject({ code: 0, result: { left: [] } });
    await expectNothingRestored(here, dir);
  },
  PATIENCE,
);

test(
  "a member that cannot be copied fails the restore in words; what was made of the others goes",
  async () => {
    await using group = await scratch();
    await using dir = await dirOf(group);
    const { result: taken } = await verb(dir, "snapshot", group.name);
    await using _fault = await addFault(`copy-${dir.instance}`, {
      op: "create_volume_from_snapshot",
      action: "fail",
      match: `ffr/${dir.instance}/`,
    });
    const { code, result } = await restore(dir, taken.point, "--strategy", "volumes");
    expect(result).toMatchObject({ reached: "nothing", state: "torn down", left: [] });
    expect(result.headline).toMatch(/making the volumes failed: .*error/);
    expect(code).toBe(5);
    await expectNothingRestored(here, dir);
  },
  PATIENCE,
);
