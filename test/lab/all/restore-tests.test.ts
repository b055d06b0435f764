import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
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
import { makeLooseVolume } from "../harness/scratch-group.ts";
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
    // Each time: Cinder tries a volume that failed once more.
    make: ({ instance }) =>
      addFault(`copy-${instance}`, {
        op: "create_volume_from_snapshot",
        action: "fail",
        match: `ffr/${instance}/`,
      }),
  },
  {
    name: "no capacity",
    stoppedIn: "volumes",
    why: /error/,
    make: () => noRoom(),
  },
  {
    name: "cinder-volume killed while it copies",
    stoppedIn: "volumes",
    why: /./,
    // The last of the three: a request that has been taken and not begun is lost with the service, and its volume stays
    // `creating` until an administrator resets it.
    make: ({ instance }) =>
      addFault(`exit-${instance}`, {
        op: "create_volume_from_snapshot",
        action: "exit",
        match: `ffr/${instance}/`,
        after: 2,
        times: 1,
      }),
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
  async ({ stoppedIn, why, make }) => {
    await using dir = await restoreDir(here, "orders-db");
    const point = await takePoint(dir);
    await using _trouble = await make(dir);
    const before = await inventory(here);
    const answer = await restoreTest(dir);
    await expectInconclusive(dir, point, answer, stoppedIn, why);
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

/** A volume that takes all that is left of the atomic back end: not even 1 GiB fits beside it. */
async function noRoom(): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const { id } = stack.use(await makeLooseVolume(here, "atomic"));
  // Between two reports of the back end the scheduler counts by itself, and does not show it.
  await until("the back end has told what is given away", isTold, 90_000);
  // Ten times its 200 GiB.
  const new_size = 1 + 2_000 - (await givenGib());
  const path = `/volumes/${id}`;
  expectStatus(await here.bot.cinder("POST", `${path}/action`, { "os-extend": { new_size } }), 202);
  await until(`${id} extended`, async () => {
    const { volume } = expectStatus(await here.bot.cinder("GET", path), 200);
    return volume.status === "available" && volume.size === new_size ? true : undefined;
  });
  await until("the scheduler knows", isTold, 90_000);
  const owned = stack.move();
  return { [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function isTold(): Promise<true | undefined> {
  const folder = join(here.state, "backends/atomic/live");
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size);
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  return (await givenGib()) === Math.floor(bytes / 2 ** 30) ? true : undefined;
}

/** GiB that the back end says it has given away. */
async function givenGib(): Promise<number> {
  const answer = await here.admin.cinder("GET", "/scheduler-stats/get_pools?detail=true");
  const { pools } = expectStatus(answer, 200);
  return pools.find((one: Document) => one.name === "lab@atomic#pool").capabilities.provisioned_capacity_gb;
}
