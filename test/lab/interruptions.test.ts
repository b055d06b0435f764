import { afterEach, expect, test } from "vitest";
import { type ApplicationDir, applicationDir, type Document } from "./harness/application-dir.ts";
import { addFault, clearFault, type Fault } from "./harness/faults.ts";
import { freezeframe, startFreezeframe } from "./harness/freezeframe.ts";
import { groupSnapshots } from "./harness/group-snapshots.ts";
import { guest, type Watch } from "./harness/guest.ts";
import { lab } from "./harness/lab.ts";
import { verb, verbAnswer } from "./harness/verb.ts";

// What ends a window from outside: a kill, a signal, a person, a second process.

const here = await lab();
const application = "orders-db-loop";
const server = "orders-db-loop-1";

afterEach(async () => {
  expect(Object.values(await guest(server).frozen())).not.toContain(true);
});

const newDir = (): Promise<ApplicationDir> =>
  applicationDir(here, {
    application,
    manifest: longBudget,
    config: (config) => {
      config.limits.betweenExecutions = "0s";
    },
  });

/** On a busy machine the second process may need long to come. */
function longBudget(manifest: Document): void {
  manifest.quiesce.budget = "30s";
}

/** The first call to the storage for this instance's group snapshots hangs until it is told to go on. */
async function hangingCut(dir: ApplicationDir, op: Fault["op"] = "create_snapshot") {
  const name = `interruptions-${dir.instance}`;
  const fault = await addFault(name, { op, action: "hang", match: `ff/${dir.instance}/`, times: 1 });
  return { ...fault, goOn: () => clearFault(name) };
}

/** Until writes stand still, and a group snapshot of this instance is under way. */
async function inTheWindow(dir: ApplicationDir, writes: Watch): Promise<void> {
  await expect
    .poll(() => writes.stalls(1_000).at(-1), { timeout: 40_000, interval: 20 })
    .toMatchObject({ toMs: undefined });
  await expect
    .poll(() => groupSnapshots(here, `ff/${dir.instance}/`), { timeout: 5_000, interval: 50 })
    .toContainEqual(expect.objectContaining({ status: "creating" }));
}

test("kill -9 of the bot inside the window: thawed within 4 s, and the run is finished once, by the next process", async () => {
  await using dir = await newDir();
  await using cut = await hangingCut(dir);
  await using writes = await guest(server).watch("/etc/orders");
  const bot = startFreezeframe(["snapshot", application, "--json"], { dir });
  await inTheWindow(dir, writes);
  bot.child.kill("SIGKILL");
  const killedMs = Date.now();
  expect((await bot.ended).signal).toBe("SIGKILL");
  await expect
    .poll(() => writes.stalls(1_000).at(-1)?.toMs, { timeout: 8_000, interval: 20 })
    .toEqual(expect.any(Number));
  expect((writes.stalls(1_000).at(-1)?.toMs ?? 0) - killedMs).toBeLessThan(4_000);
  await cut.goOn();

  const { code, result } = await verb(dir, "snapshot", application);
  expect(result).toMatchObject({ outcome: "ok", label: { grade: "A" } });
  expect(code).toBe(0);
  const { result: runs } = await verb(dir, "runs");
  expect(runs).toMatchObject([{ id: result.runId, state: "done" }]);
  const { result: points } = await verb(dir, "points", application);
  expect(points).toMatchObject([{ id: result.point, runId: result.runId }]);
  const sets = await groupSnapshots(here, `ff/${dir.instance}/`);
  expect(sets).toHaveLength(2);
  expect(sets.every((set) => set.name.includes(`/${result.runId}/`))).toBe(true);
  const other = sets.find((set) => set.id !== points[0].groupSnapshotId);
  expect(result.leftovers).toMatchObject([{ id: other?.id, name: other?.name }]);
  expect(result.leftovers[0].remedy.at(-1)).toBe(`cinder group-snapshot-delete ${other?.id}`);
});

test("SIGTERM inside the window: the window ends in order, and the next process only finishes the run", async () => {
  await using dir = await newDir();
  await using cut = await hangingCut(dir);
  await using writes = await guest(server).watch("/etc/orders");
  const bot = startFreezeframe(["snapshot", application], { dir });
  await inTheWindow(dir, writes);
  bot.child.kill("SIGTERM");
  await cut.goOn();
  const { code, stderr } = await bot.ended;
  expect(code).toBe(10);
  expect(stderr).toMatch(/stopped by SIGTERM; what is unfinished goes on when Freezeframe is started again/);
  expect(writes.stalls(1_000)).toMatchObject([{ toMs: expect.any(Number) }]);

  const { result } = await verb(dir, "snapshot", application);
  expect(result).toMatchObject({
    outcome: "ok",
    label: { grade: "A" },
    frozen: { thawConfirmed: true, thawCause: "ordered" },
    leftovers: [],
  });
  expect(writes.stalls(1_000)).toHaveLength(1);
  expect(await groupSnapshots(here, `ff/${dir.instance}/`)).toHaveLength(1);
  expect((await verb(dir, "points", application)).result).toHaveLength(1);
});

test("thaw inside the window thaws at once; the run keeps the set and says that the requirement was missed", async () => {
  await using dir = await newDir();
  await using cut = await hangingCut(dir);
  await using writes = await guest(server).watch("/etc/orders");
  const bot = startFreezeframe(["snapshot", application, "--json"], { dir });
  await inTheWindow(dir, writes);
  const thaw = await freezeframe(["thaw", application], { dir });
  expect(thaw.stdout).toMatch(
    new RegExp(`^  ${server}: a freeze of run r-\\S+ \\(.*/etc/orders.*\\) was thawed$`, "m"),
  );
  expect(thaw.code).toBe(0);
  await cut.goOn();
  expect(writes.stalls(1_000)).toMatchObject([{ toMs: expect.any(Number) }]);
  const { code, result } = verbAnswer(await bot.ended);
  expect(result).toMatchObject({
    outcome: "requirement-missed",
    label: { grade: "D" },
    frozen: { thawConfirmed: true },
    leftovers: [],
  });
  expect(result.frozen.thawCause).not.toBe("ordered");
  expect(result.problems.join()).toMatch(new RegExp(`${server} thawed before it was told to`));
  expect(code).toBe(4);
  const again = await freezeframe(["thaw", application], { dir });
  expect(again.stdout).toMatch(/nothing of Freezeframe's is frozen/);
});

test("a second snapshot process is refused at once, and says who holds the store", async () => {
  await using dir = await newDir();
  await using cut = await hangingCut(dir);
  await using writes = await guest(server).watch("/etc/orders");
  const first = startFreezeframe(["snapshot", application, "--json"], { dir });
  await inTheWindow(dir, writes);
  const { code, stderr } = await freezeframe(["snapshot", application], { dir });
  expect(stderr).toMatch(
    new RegExp(`the store \\S+ is in use by process ${first.pid} on \\S+, since 20\\S+`),
  );
  expect(code).toBe(6);
  await cut.goOn();
  expect(verbAnswer(await first.ended).result).toMatchObject({ outcome: "ok", label: { grade: "A" } });
  expect(writes.stalls(1_000)).toHaveLength(1);
});

test("thaw leaves the freeze of another installation alone", async () => {
  await using dir = await newDir();
  await using other = await newDir();
  await using cut = await hangingCut(dir);
  await using writes = await guest(server).watch("/etc/orders");
  const bot = startFreezeframe(["snapshot", application, "--json"], { dir });
  await inTheWindow(dir, writes);
  const thaw = await freezeframe(["thaw", application], { dir: other });
  expect(thaw.stdout).toMatch(new RegExp(`belongs to instance ${dir.instance}: left alone`));
  await cut.goOn();
  expect(verbAnswer(await bot.ended).result).toMatchObject({ outcome: "ok", label: { grade: "A" } });
});

test.each([
  { cut: "at one moment", name: "orders-db", server: "orders-db-1", op: "create_group_snapshot", grade: "C" },
  { cut: "one after another", name: application, server, op: "create_snapshot", grade: "D" },
] as const)(
  "degrade, thawed inside the window while the volumes are taken $cut: $grade, degraded, the reason first",
  async ({ name, server: held, op, grade }) => {
    await using dir = await applicationDir(here, {
      application: name,
      manifest: (manifest) => {
        longBudget(manifest);
        manifest.quiesce.policy = "degrade";
      },
    });
    await using cut = await hangingCut(dir, op);
    await using writes = await guest(held).watch("/etc/orders");
    const bot = startFreezeframe(["snapshot", name, "--json"], { dir });
    await inTheWindow(dir, writes);
    expect((await freezeframe(["thaw", name], { dir })).code).toBe(0);
    await cut.goOn();
    const { code, result } = verbAnswer(await bot.ended);
    expect(result).toMatchObject({ outcome: "degraded", label: { grade }, leftovers: [] });
    expect(result.problems[0]).toMatch(new RegExp(`${held}.*thawed`));
    expect(code).toBe(4);
    expect(await groupSnapshots(here, `ff/${dir.instance}/`)).toHaveLength(1);
  },
);
