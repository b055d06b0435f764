import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { type ApplicationDir, applicationDir, type Document, document } from "../harness/application-dir.ts";
import { approve, cleanUpReport, orphansOf, requestCleanUp, scan } from "../harness/clean-up.ts";
import { takePoint } from "../harness/debris/cut.ts";
import { expiredRestore } from "../harness/debris/expired-restore.ts";
import { makeFailedSet } from "../harness/debris/failed-set.ts";
import { type DebrisHouse, debrisHouse } from "../harness/debris/house.ts";
import { freezeframe } from "../harness/freezeframe.ts";
import { memberSnapshots } from "../harness/group-snapshots.ts";
import { everything, goneSince, type Thing } from "../harness/inventory.ts";
import { lab } from "../harness/lab.ts";
import { expectStatus } from "../harness/open-stack.ts";
import { SCRATCH_SERVER } from "../harness/scratch-application.ts";
import { untilListed } from "../harness/until.ts";
import { verbAnswer } from "../harness/verb.ts";
import { verbHere } from "../harness/verb-here.ts";

// What may be deleted is not deleted where what this installation knows, or what there is, is not what it was. Counted at
// Cinder: what it lists, and what it was asked for.

const here = await lab();
const LIMIT = 1_200_000;
const clockJumps = new URL("../harness/clock-jumps.mjs", import.meta.url).pathname;

// One house with debris that may be deleted: a failed set, and volumes of an expired restore on the recovery server.
let house: DebrisHouse;
let failedSet: string;
let volumes: string[];

beforeAll(async () => {
  house = await debrisHouse(here, { groupType: "plain", volumeType: "generic" });
  expect((await verbHere(house.dir, "points", house.dir.application)).code).toBe(0);
  await copyFile(await storeOf(house.dir), yesterday());
  const { point } = await takePoint(house);
  const expired = await expiredRestore(house, point, "volumes");
  volumes = expired.filter(({ kind }) => kind === "volume").map(({ id }) => id);
  const [failed] = await makeFailedSet(house);
  failedSet = failed?.thing ?? "";
}, LIMIT);

afterAll(() => house?.[Symbol.asyncDispose](), LIMIT);

const yesterday = () => `${house.dir.path}/yesterday.sqlite`;

async function storeOf(dir: ApplicationDir): Promise<string> {
  return resolve(dirname(dir.config), (await document(dir.config)).store.path);
}

/** Whatever `act` does, nothing of the house goes, and Cinder is not asked to take anything away, whosever it is. */
async function expectNothingGoes(act: () => Promise<void>): Promise<void> {
  const before = await ofTheHouse();
  house.deletions.length = 0;
  await act();
  expect(house.deletions).toEqual([]);
  expect(goneSince(before, await ofTheHouse())).toEqual([]);
}

const ofTheHouse = async (): Promise<Thing[]> =>
  (await everything(here)).filter(
    ({ name }) => name.includes(house.dir.instance) || name.includes(house.group.name),
  );

/** Nobody has to approve while `act` goes on: only what is tested here stands between debris and its deletion. */
async function unasked(dir: ApplicationDir, act: () => Promise<void>): Promise<void> {
  const file = `${dir.path}/manifests/${dir.application}.yml`;
  const manifest = await readFile(file, "utf8");
  await writeFile(file, stringify({ ...(await document(file)), approve: [] }));
  await act();
  await writeFile(file, manifest);
}

const clean = (dir: ApplicationDir) => verbHere(dir, "clean", dir.application);

test(
  "there is something to delete: the set, and the volumes with their attachments",
  async () => {
    await scan(house.dir);
    const { result } = await verbHere(house.dir, "clean", house.dir.application, "--plan");
    expect(result.possible).toBe(true);
    expect(result.items.map(({ kind }: Document) => kind)).toEqual([
      "attachment",
      "attachment",
      "volume",
      "volume",
      "group snapshot",
    ]);
  },
  LIMIT,
);

test.each([3, -3])(
  "a clock that has jumped %d days",
  async (days) => {
    await expectNothingGoes(() =>
      unasked(house.dir, async () => {
        const answer = await freezeframe(["clean", house.dir.application, "--json"], {
          dir: house.dir,
          preload: clockJumps,
          env: { LAB_CLOCK_AHEAD_MS: String(days * 86_400_000) },
          limitMs: 300_000,
        });
        const { code, result } = verbAnswer(answer);
        expect([code, result.outcome]).toEqual([3, "refused"]);
        expect(result.why).toMatch(/clocks? .* apart|no scan of this cloud that is new enough/);
      }),
    );
  },
  LIMIT,
);

test(
  "two installations on one project: what is the other's is nobody's orphan here",
  async () => {
    const manifest = await document(`${house.dir.path}/manifests/${house.dir.application}.yml`);
    const { clouds, limits, operators } = await document(house.dir.config);
    await using other = await applicationDir(here, {
      application: "shop",
      manifest: () => ({ ...manifest, approve: [], channel: undefined }),
      config: (config) => Object.assign(config, { clouds, limits, operators }),
    });
    await expectNothingGoes(async () => {
      const found = orphansOf(await scan(other)).filter(({ class: of }) => of !== "quota drift");
      expect(found).not.toEqual([]);
      expect(new Set(found.map(({ by }) => by))).toEqual(new Set(["owner"]));
      const { code, result } = await clean(other);
      expect([code, result.outcome]).toEqual([0, "nothing to delete"]);
    });
  },
  LIMIT,
);

test(
  "a store of yesterday, and one that was deleted: adopt first",
  async () => {
    const store = await storeOf(house.dir);
    await using _today = await putBackAfterwards(store);
    for (const before of [yesterday(), undefined]) {
      await removeStore(store);
      if (before !== undefined) await copyFile(before, store);
      await expectNothingGoes(() =>
        unasked(house.dir, async () => {
          const found = orphansOf(await scan(house.dir));
          expect(found.filter(({ by }) => by === "clean-up")).toEqual([]);
          const { code, result } = await clean(house.dir);
          expect([code, result.outcome, result.next]).toEqual([3, "refused", "freezeframe adopt"]);
        }),
      );
    }
  },
  LIMIT,
);

const removeStore = async (store: string): Promise<void> => {
  for (const end of ["", "-wal", "-shm", ".owner"]) await rm(store + end, { force: true });
};

async function putBackAfterwards(store: string): Promise<AsyncDisposable> {
  await copyFile(store, `${store}.today`);
  return {
    [Symbol.asyncDispose]: async () => {
      await removeStore(store);
      await copyFile(`${store}.today`, store);
    },
  };
}

test(
  "protected, renamed and attached elsewhere since the plan: each is skipped, and why is said",
  async () => {
    const { dir } = house;
    await scan(dir);
    const approval = await requestCleanUp(dir);
    const [renamed = "", moved = ""] = volumes;
    const [member] = await memberSnapshots(here, failedSet);
    const metadata = { "freezeframe:protected": "" };
    expectStatus(await here.bot.cinder("POST", `/snapshots/${member.id}/metadata`, { metadata }), 200);
    const named = { volume: { name: "orders-data-in-use" } };
    expectStatus(await here.bot.cinder("PUT", `/volumes/${renamed}`, named), 200);
    await attachElsewhere(moved);
    await approve(dir, approval);
    await expectNothingGoes(async () => {
      expect((await verbHere(dir, "start", "--until-idle")).code).toBe(0);
    });
    const { items, freedGib } = await cleanUpReport(dir);
    const of = (kind: string, thing: string) =>
      items.find((item: Document) => item.kind === kind && item.thing === thing);
    expect(of("group snapshot", failedSet)).toMatchObject({
      outcome: "skipped",
      why: expect.stringMatching(/protected by its metadata/),
    });
    expect(of("volume", renamed)).toMatchObject({ outcome: "skipped" });
    expect(of("attachment", renamed)).toMatchObject({ outcome: "skipped" });
    expect(of("attachment", moved)).toMatchObject({ outcome: "gone" });
    expect(of("volume", moved)).toMatchObject({
      outcome: "skipped",
      why: expect.stringMatching(/is attached to/),
    });
    expect(freedGib).toBe(0);
    await detachElsewhere(moved);
  },
  LIMIT,
);

const serverOf = (name: string): string =>
  [...here.applications.flatMap(({ servers }) => servers), ...here.recovery].find(
    (one) => one.server === name,
  )?.id ?? "";

const volumeOf = async (id: string): Promise<Thing | undefined> =>
  (await everything(here)).find((thing) => thing.kind === "volume" && thing.id === id);

async function attachElsewhere(volume: string): Promise<void> {
  const from = serverOf("recovery-1");
  expectStatus(await here.bot.nova("DELETE", `/servers/${from}/os-volume_attachments/${volume}`), 202);
  await untilListed("detached", async () =>
    (await volumeOf(volume))?.status === "available" ? true : undefined,
  );
  const body = { volumeAttachment: { volumeId: volume } };
  const to = serverOf(SCRATCH_SERVER);
  expectStatus(await here.bot.nova("POST", `/servers/${to}/os-volume_attachments`, body), 200);
  await untilListed("attached", async () =>
    (await volumeOf(volume))?.status === "in-use" ? true : undefined,
  );
}

async function detachElsewhere(volume: string): Promise<void> {
  const from = serverOf(SCRATCH_SERVER);
  expectStatus(await here.bot.nova("DELETE", `/servers/${from}/os-volume_attachments/${volume}`), 202);
  await untilListed("detached", async () =>
    (await volumeOf(volume))?.status === "available" ? true : undefined,
  );
}
