import { expect, test } from "vitest";
import { type ApplicationDir, applicationDir } from "../harness/application-dir.ts";
import { type DesignBlock, designBlocks } from "../harness/design-blocks.ts";
import { designHttp } from "../harness/design-http.ts";
import { designShells } from "../harness/design-shells.ts";
import { freezeframe } from "../harness/freezeframe.ts";
import { guest } from "../harness/guest.ts";
import { type Lab, lab as runningLab } from "../harness/lab.ts";
import { expectStatus } from "../harness/open-stack.ts";
import { type Running, start } from "../harness/run.ts";
import { type ScratchVolumes, scratchVolumes } from "../harness/scratch-volumes.ts";
import { until } from "../harness/until.ts";

const SPEC = { consistent_group_snapshot_enabled: "<is> True" };
const MINUTES = 60_000;

/** What has to be so once a step's blocks have run. */
type Checks = Readonly<Record<string, () => Promise<void>>>;

test(
  "each command of a design does what it says, from types that are not there to the last clean-up",
  async () => {
    const lab = await runningLab();
    await using scratch = await scratchVolumes(lab);
    const blocks = await blocksOf(scratch.dir);
    const commands = blocks.filter(({ kind }) => kind === "sh");
    await using shells = await designShells(lab);
    // Its volumes are of the type, which is out of the way for as long as the document makes it anew.
    await rename(lab, scratch.volumeType.id, `${scratch.name}-aside`);
    const checks = { ...effects(lab, scratch), "volume-type": () => newVolumeType(lab, scratch) };
    const seen = await runSteps(commands, checks, (block) => shells.run(terminal(block), block.text));
    expect(seen).toEqual(EVERY_STEP);
    await nothingLeft(lab, scratch.name);
    await thawsByItself(blocks.find(({ step }) => step === "freeze"));
  },
  20 * MINUTES,
);

test(
  "the same as plain REST",
  async () => {
    const lab = await runningLab();
    await using scratch = await scratchVolumes(lab);
    const blocks = await blocksOf(scratch.dir);
    const rest = designHttp(lab);
    const seen = await runSteps(
      // There is no REST for what is done in a guest.
      blocks.filter(({ kind, who }) => kind === "http" || who.startsWith("guest ")),
      effects(lab, scratch),
      (block) => rest.run(block.who, block.text),
    );
    expect(seen).toEqual(EVERY_STEP.filter((step) => step !== "setup"));
    await nothingLeft(lab, scratch.name);
  },
  15 * MINUTES,
);

test.each(["orders-db", "orders-db-loop"])(
  "and of %s as it stands, with a freeze of its database",
  async (application) => {
    const lab = await runningLab();
    await using dir = await applicationDir(lab, {
      application,
      manifest: (manifest) => {
        manifest.quiesce.budget = "30s";
      },
    });
    const blocks = await blocksOf(dir);
    await using shells = await designShells(lab);
    const commands = blocks.filter(({ kind }) => kind === "sh");
    const seen = await runSteps(commands, {}, (block) => shells.run(terminal(block), block.text));
    expect(seen).toContain("restore-group");
    expect(seen).toContain("clean-snapshot");
    await nothingLeft(lab, application);
  },
  20 * MINUTES,
);

/** The steps of an application whose group is not there, in their order. What Freezeframe does itself has tests of its own. */
const EVERY_STEP = [
  ...["setup", "group-type", "volume-type", "group-create", "volumes-add", "verify"],
  ...["freeze", "snapshot"],
  ...["restore-volumes", "attach-volumes", "clean-volumes"],
  ...["restore-group", "attach-group", "clean-group", "clean-snapshot"],
];

async function blocksOf(dir: ApplicationDir): Promise<DesignBlock[]> {
  const { code, stdout, stderr } = await freezeframe(["design", dir.application], { dir });
  if (code !== 0) throw new Error(`design ended with ${code}: ${stderr}`);
  return designBlocks(stdout).filter(({ who }) => who !== "operator");
}

const terminal = ({ who }: DesignBlock): "admin" | "project" => (who === "admin" ? "admin" : "project");

/** Runs all blocks; what was frozen is held while the snapshot is taken, as a person would with two terminals. */
async function runSteps(
  blocks: readonly DesignBlock[],
  checks: Checks,
  run: (block: DesignBlock) => Promise<unknown>,
): Promise<string[]> {
  const steps = [...new Set(blocks.map(({ step }) => step))];
  let frozen: Frozen[] = [];
  for (const step of steps) {
    for (const block of blocks.filter((one) => one.step === step)) {
      if (block.who.startsWith("guest ")) frozen = [...frozen, await freeze(block)];
      else await run(block);
    }
    await checks[step]?.();
    if (step === "snapshot") {
      for (const one of frozen.toReversed()) await thaw(one);
      frozen = [];
    }
  }
  return steps;
}

/** A freeze that a document's block holds, and a write to each of its file systems, begun right after it. */
interface Frozen {
  readonly session: Running;
  readonly writes: readonly Running[];
}

/** The time is the manifest's budget; a machine that tests take turns on may need longer for the clients alone. */
const PATIENTLY = "read -rt 600 _";

async function freeze({ who, text }: DesignBlock): Promise<Frozen> {
  const { inside } = guest(who.slice("guest ".length));
  expect(text).toContain("read -rt 30 _");
  const session = start(inside(["bash", "-c", text.replace("read -rt 30 _", PATIENTLY)]), {
    keepInput: true,
    limitMs: 700_000,
  });
  await until(`${who} says FROZEN`, async () => {
    if (session.child.exitCode !== null) throw new Error(`${text}\n${session.stdout()}${session.stderr()}`);
    return session.stdout().includes("FROZEN") ? true : undefined;
  });
  const mounts = [...text.matchAll(/freeze (\/\S+)/g)].map(([, mount = ""]) => mount);
  expect(mounts.length).toBeGreaterThan(0);
  const writes = mounts.map((mount) =>
    start(inside(["bash", "-c", ': >"$1/.design-probe" && rm "$1/.design-probe"', "-", mount]), {
      limitMs: 700_000,
    }),
  );
  return { session, writes };
}

/** Whoever loses the terminal loses the freeze. */
async function thawsByItself(block: DesignBlock | undefined): Promise<void> {
  const { inside } = guest(block?.who.slice("guest ".length) ?? "");
  const { stdout } = await start(inside(["bash", "-c", block?.text ?? ""])).ended;
  expect(stdout).toContain("FROZEN\nTHAWED");
}

/** Nothing was written in between: that is what a freeze is for. */
async function thaw({ session, writes }: Frozen): Promise<void> {
  expect(session.stdout()).not.toContain("THAWED");
  expect(writes.map(({ child }) => child.exitCode)).toEqual(writes.map(() => null));
  session.child.stdin?.write("\n");
  expect((await session.ended).stdout).toContain("THAWED");
  for (const write of writes) expect((await write.ended).code).toBe(0);
}

/** What an observer who shares no code with the document sees after each step. */
function effects({ bot, admin }: Lab, { name, groupType, volumes }: ScratchVolumes): Checks {
  const get = async (path: string) => expectStatus(await bot.cinder("GET", path), 200);
  const groupNamed = async (wanted: string) =>
    (await get("/groups/detail")).groups.find((one: { name: string }) => one.name === wanted);
  const ids = volumes.map(({ id }) => id).sort();
  const byHand = `by-hand-${name}`;
  const restored = async () =>
    (await get("/volumes/detail")).volumes.filter((one: { name: string }) => one.name?.startsWith(byHand));
  const inGroup = async (group: string) =>
    (await get(`/volumes/detail?group_id=${group}`)).volumes.map(({ id }: { id: string }) => id).sort();
  const allRestored = async () => {
    const found = await restored();
    expect(found.map((one: { name: string }) => one.name).sort()).toEqual(
      volumes.map(({ role }) => `${byHand}-${role}`).sort(),
    );
    for (const { status, snapshot_id: id, name: made } of found) {
      expect(status).toBe("available");
      const source = (await get(`/snapshots/${id}`)).snapshot.volume_id;
      expect(volumes.find((one) => one.id === source)?.role).toBe(made.slice(byHand.length + 1));
    }
  };
  return {
    "group-type": async () => {
      const { group_types } = expectStatus(await admin.cinder("GET", "/group_types"), 200);
      const made = group_types.find((one: { name: string }) => one.name === groupType);
      expect(made.group_specs).toEqual(SPEC);
    },
    "group-create": async () => expect((await groupNamed(name)).status).toBe("available"),
    "volumes-add": async () => expect(await inGroup((await groupNamed(name)).id)).toEqual(ids),
    snapshot: async () => {
      const { group_snapshots: sets } = await get("/group_snapshots/detail");
      const set = sets.find((one: { name: string }) => one.name === byHand);
      expect(set.status).toBe("available");
      const { snapshots } = await get("/snapshots/detail");
      const members = snapshots.filter(
        (one: { group_snapshot_id: string }) => one.group_snapshot_id === set.id,
      );
      expect(members.map((one: { volume_id: string }) => one.volume_id).sort()).toEqual(ids);
    },
    "restore-volumes": allRestored,
    "attach-volumes": allRestored,
    "clean-volumes": async () => expect(await restored()).toEqual([]),
    "restore-group": async () => {
      await allRestored();
      expect(await inGroup((await groupNamed(byHand)).id)).toHaveLength(volumes.length);
    },
    "attach-group": allRestored,
    "clean-group": async () => expect([await restored(), await groupNamed(byHand)]).toEqual([[], undefined]),
  };
}

/** Made as the document says; then the one that the volumes are of takes its place again. */
async function newVolumeType(lab: Lab, { name, volumeType }: ScratchVolumes): Promise<void> {
  const { volume_types } = expectStatus(await lab.admin.cinder("GET", "/types"), 200);
  const made = volume_types.find((one: { name: string }) => one.name === volumeType.name);
  expect(made.extra_specs).toEqual({ volume_backend_name: "atomic", ...SPEC });
  expect(made.id).not.toBe(volumeType.id);
  expectStatus(await lab.admin.cinder("DELETE", `/types/${made.id}`), 202);
  await until(`${name}: the type is gone`, async () =>
    (await lab.admin.cinder("GET", `/types/${made.id}`)).status === 404 ? true : undefined,
  );
  await rename(lab, volumeType.id, volumeType.name);
}

async function rename({ admin }: Lab, id: string, name: string): Promise<void> {
  expectStatus(await admin.cinder("PUT", `/types/${id}`, { volume_type: { name } }), 200);
}

/** Of all that the document names. Whether it thawed was seen by the writes that waited for it. */
async function nothingLeft({ bot }: Lab, application: string): Promise<void> {
  const byHand = `by-hand-${application}`;
  const named = async (path: string, key: string) =>
    expectStatus(await bot.cinder("GET", path), 200)
      [key].map(({ name }: { name: string }) => name)
      .filter((name: string | null) => name?.startsWith(byHand));
  expect(await named("/volumes/detail", "volumes")).toEqual([]);
  expect(await named("/snapshots/detail", "snapshots")).toEqual([]);
  expect(await named("/group_snapshots/detail", "group_snapshots")).toEqual([]);
  expect(await named("/groups/detail", "groups")).toEqual([]);
}
