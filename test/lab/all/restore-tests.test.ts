import { expect, test } from "vitest";
import type { ApplicationDir, Document } from "../harness/application-dir.ts";
import { addFault } from "../harness/faults.ts";
import { lab } from "../harness/lab.ts";
import { expectStatus } from "../harness/open-stack.ts";
import { changeManifest, restoreDir } from "../harness/restore.ts";
import {
  expectFailed,
  expectInconclusive,
  expectNothingOfIt,
  insideImage,
  inventory,
  restoreTest,
  takePoint,
} from "../harness/restore-test.ts";
import { run } from "../harness/run.ts";
import { SCRATCH_SERVER, scratchApplication } from "../harness/scratch-application.ts";
import { detach, makeGroup } from "../harness/scratch-group.ts";
import { snapshotFile } from "../harness/tear.ts";
import { until } from "../harness/until.ts";

// What a restore test makes of trouble: the data says no, or nothing is known of it. After each, nothing is left.

const here = await lab();
const PATIENCE = 300_000;

const memberFile = (point: Document, role: string): Promise<string> =>
  snapshotFile(
    here,
    "atomic",
    point.groupSnapshotId,
    point.evidence.set.members.find((member: Document) => member.role === role),
  );

/** One thing that goes wrong before or while the point is tested; it is put right at the end. */
interface Trouble {
  readonly name: string;
  readonly stoppedIn: string;
  readonly why: RegExp;
  /** Default: on the atomic back end. */
  readonly application?: string;
  readonly make: (dir: ApplicationDir) => Promise<AsyncDisposable | undefined>;
}

const troubles: readonly Trouble[] = [
  {
    name: "no quota",
    stoppedIn: "plan",
    why: /quota/,
    make: async () => {
      const path = `/os-quota-sets/${here.bot.projectId}`;
      const { quota_set } = expectStatus(await here.admin.cinder("GET", `${path}?usage=true`), 200);
      const { limit, in_use } = quota_set.volumes;
      const set = (volumes: number) => here.admin.cinder("PUT", path, { quota_set: { volumes } });
      expectStatus(await set(in_use + 2), 200);
      return { [Symbol.asyncDispose]: async () => void expectStatus(await set(limit), 200) };
    },
  },
  {
    name: "an image that is missing",
    stoppedIn: "plan",
    why: /no-such-image/,
    make: async (dir) => {
      await changeManifest(dir, (manifest: Document) => {
        manifest.restoreTest.target = { kind: "boot", flavor: "tiny", image: "no-such-image" };
      });
      return undefined;
    },
  },
  {
    name: "a member that cannot be copied",
    stoppedIn: "volumes",
    why: /error/,
    // Volume by volume each has the restore's name from the beginning.
    application: "orders-db-loop",
    make: ({ instance }) =>
      addFault(`copy-${instance}`, {
        op: "create_volume_from_snapshot",
        action: "fail",
        match: `ffr/${instance}/`,
        times: 1,
      }),
  },
  {
    name: "cinder-volume killed while it copies",
    stoppedIn: "volumes",
    why: /./,
    make: ({ instance }) =>
      addFault(`exit-${instance}`, { op: "*", action: "exit", match: `ffr/${instance}/`, times: 1 }),
  },
  {
    name: "a hook that is not there",
    stoppedIn: "checks",
    why: /there is no hook/,
    make: async (dir) => {
      await changeManifest(dir, (manifest: Document) => {
        manifest.restoreTest.checks.push({ kind: "hook", name: "no-such-hook" });
      });
      return undefined;
    },
  },
  {
    name: "a query that is no SQL",
    stoppedIn: "checks",
    why: /the query is no SQL/,
    make: async (dir) => {
      await changeManifest(dir, (manifest: Document) => {
        manifest.restoreTest.checks.push({ kind: "postgresql", sql: "selekt 1" });
      });
      return undefined;
    },
  },
];

test.each(troubles)(
  "$name is inconclusive, and stops in $stoppedIn",
  async ({ stoppedIn, why, make, application = "orders-db" }) => {
    await using dir = await restoreDir(here, application);
    const point = await takePoint(dir);
    const before = await inventory(here);
    await using _trouble = await make(dir);
    const answer = await restoreTest(dir);
    await expectInconclusive(dir, point, answer, stoppedIn, why);
    await expectNothingOfIt(here, dir, before, answer.result);
  },
  PATIENCE,
);

test(
  "no capacity is inconclusive, and stops in volumes",
  async () => {
    await using group = await makeGroup(here, {
      groupType: "consistent",
      volumeType: "atomic",
      roles: ["data", "more"],
      attachTo: SCRATCH_SERVER,
    });
    await using dir = await restoreDir(here, "shop", scratchApplication(group));
    const point = await takePoint(dir);
    const [volume] = group.volumes;
    if (volume === undefined) throw new Error("no volume");
    await detach(here, SCRATCH_SERVER, volume);
    // Ten times the back end's 200 GiB may be given away, and all of it is: not even 1 GiB fits.
    const free = 2_000 - Math.ceil(await givenGib());
    await extend(volume.id, 1 + free);
    await until("the scheduler knows", async () => ((await givenGib()) > 1_999 ? true : undefined), 90_000);
    const before = await inventory(here);
    const answer = await restoreTest(dir);
    await expectInconclusive(dir, point, answer, "volumes", /Cinder refused|error/);
    await expectNothingOfIt(here, dir, before, answer.result);
  },
  PATIENCE,
);

test(
  "a WAL segment that was removed fails in recovery, with the database's last words",
  async () => {
    await using dir = await restoreDir(here, "orders-db");
    const point = await takePoint(dir);
    await insideImage(
      await memberFile(point, "wal"),
      'n=$(find "$1" -type f -regextype posix-extended -regex ".*/[0-9A-F]{24}" -print -delete | wc -l); test "$n" -gt 0',
    );
    const before = await inventory(here);
    const answer = await restoreTest(dir);
    await expectFailed(dir, point, answer, "recovery");
    expect(answer.result.databaseLog.join("\n")).toMatch(/could not locate a valid checkpoint record|PANIC/);
    await expectNothingOfIt(here, dir, before, answer.result);
  },
  PATIENCE,
);

test(
  "a file system that is torn fails in checks, and no database is started on it",
  async () => {
    await using dir = await restoreDir(here, "orders-db");
    const point = await takePoint(dir);
    await insideImage(await memberFile(point, "config"), "true");
    // The journal is in place now. The inode of the configuration is not.
    await insideFileSystem(await memberFile(point, "config"));
    const before = await inventory(here);
    const answer = await restoreTest(dir);
    await expectFailed(dir, point, answer, "checks");
    expect(answer.result.restore.phases.databaseRecovered).toBeUndefined();
    await expectNothingOfIt(here, dir, before, answer.result);
  },
  PATIENCE,
);

test("two inconclusive tests in a row are counted, and a point that fails and then passes has its grade again", async () => {
  await using dir = await restoreDir(here, "orders-db");
  const point = await takePoint(dir);
  const attempt = async () => {
    await using _fault = await addFault(`twice-${dir.instance}`, {
      op: "initialize_connection",
      action: "fail",
      match: `ffr/${dir.instance}/`,
    });
    return (await restoreTest(dir)).result.inconclusiveInRow;
  };
  expect([await attempt(), await attempt()]).toEqual([1, 2]);
  const sql = "select count(*) from orders";
  await changeManifest(dir, (manifest: Document) => {
    manifest.restoreTest.checks.push({ kind: "postgresql", sql, atMost: 0 });
  });
  await expectFailed(dir, point, await restoreTest(dir, point.id), "checks");
  await changeManifest(dir, (manifest: Document) => {
    manifest.restoreTest.checks.pop();
  });
  const { result } = await restoreTest(dir, point.id);
  expect(result).toMatchObject({ verdict: "passed", inconclusiveInRow: 0 });
  expect(result.regraded).toMatchObject({ to: point.label.grade });
}, 600_000);

/** Clears an inode of an ext4 image, as a torn disk would have it. */
async function insideFileSystem(image: string): Promise<void> {
  const listed = await run(["debugfs", "-R", "ls -p /", image]);
  const inode = listed.stdout
    .split("\n")
    .find((line) => /^\/\d+\/100/.test(line))
    ?.split("/")[1];
  if (inode === undefined) throw new Error(`${image} has no file in its root: ${listed.stdout}`);
  const { code, stderr } = await run(["debugfs", "-w", "-R", `clri <${inode}>`, image]);
  if (code !== 0) throw new Error(stderr);
}

async function givenGib(): Promise<number> {
  const answer = await here.admin.cinder("GET", "/scheduler-stats/get_pools?detail=true");
  const { pools } = expectStatus(answer, 200);
  return pools.find((one: Document) => one.name === "lab@atomic#pool").capabilities.provisioned_capacity_gb;
}

async function extend(id: string, newSize: number): Promise<void> {
  const action = { "os-extend": { new_size: newSize } };
  expectStatus(await here.bot.cinder("POST", `/volumes/${id}/action`, action), 202);
  await until(`${id} extended`, async () => {
    const { volume } = expectStatus(await here.bot.cinder("GET", `/volumes/${id}`), 200);
    return volume.status === "available" && volume.size === newSize ? true : undefined;
  });
}
