import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { RehearsalResult } from "#domain/doctor/rehearsal.ts";
import type { Diagnosis } from "#operations/index.ts";
import { systemClock } from "#support/clock.ts";
import { wikiDb } from "../../playground/applications.ts";
import type { World, WorldOptions } from "../../playground/world.ts";
import { type Bot, newWorld, startBot } from "./bot.ts";

// What `doctor` says of one wrong thing at a time, on a simulated cloud with simulated guests; and a freeze for its own sake.

const signal = new AbortController().signal;
const actor = { slackId: "U0PLAYGROUND", name: "ann" };
const SERVER = "orders-db-1";

interface Case {
  readonly world: World;
  readonly bot: Bot;
  doctor(application?: string): Promise<Diagnosis>;
}

async function house(
  options: WorldOptions = {},
  spoil?: (world: World) => Promise<void>,
  limits: { betweenFreezesMs?: number } = {},
): Promise<Case> {
  const world = await newWorld(options);
  await spoil?.(world);
  const bot = await startBot(world, { limits });
  return { world, bot, doctor: (name = "orders-db") => bot.operations.doctor(name, signal) };
}

const findingOf = ({ findings }: Diagnosis, code: string) => findings.find((one) => one.code === code);
const unfrozen = (world: World) => world.setManifest("orders-db", { policy: "skip" });

test("nothing is wrong: grade A is foreseen, and each thing that was looked at has its line", async () => {
  const { doctor } = await house();
  const { ready, foreseen, findings, passed } = await doctor();
  expect(findings.filter(({ severity }) => severity !== "info")).toEqual([]);
  expect({ ready, foreseen }).toEqual({
    ready: true,
    foreseen: { grade: "A", text: "application-consistent (verified freeze)", lacks: [] },
  });
  const said = passed.map(({ subject, text }) => `${subject}: ${text}`).join("\n");
  expect(said).toMatch(/^orders-db: the group has exactly the 3 volumes of the manifest/m);
  expect(said).toMatch(/^wal, data, config: each volume can be snapshotted now/m);
  expect(said).toMatch(/^quota: room for \d+ more sets/m);
  expect(said).toMatch(/^back end: .*one moment for the whole group/m);
  expect(said).toMatch(/^orders-db-1: guest kit 1\.4\.0, .*its clock is/m);
  expect(said).toMatch(/^orders-db-1: no cluster manager/m);
  expect(said).toMatch(/^orders-db-1: PostgreSQL "main": no transaction is older than 5 min/m);
  expect(said).toMatch(/^credential simulated: an application credential with the role member/m);
  expect(said).toMatch(/^credential simulated-reader \(reader\): a password with the roles admin/m);
});

test("nothing is frozen, locked or written by it", async () => {
  const { world, bot, doctor } = await house();
  await doctor();
  expect((await world.control.events()).filter(({ what }) => what === "frozen")).toEqual([]);
  expect(await bot.ports.records.lastFreeze("orders-db")).toBeUndefined();
});

test("the label that is foreseen is the one that the snapshot gets", async () => {
  const { bot, doctor, world } = await house();
  const first = (await doctor()).foreseen?.grade;
  expect((await bot.snapshot("orders-db")).label?.grade).toBe(first);
  await world.setManifest("orders-db", { policy: "skip" });
  await bot.operations.reload(undefined, signal);
  const second = (await doctor()).foreseen?.grade;
  expect((await bot.snapshot("orders-db")).label?.grade).toBe(second);
  expect([first, second]).toEqual(["A", "C"]);
});

test("the spec says <is> true: only the exact string counts, and without a freeze that is D", async () => {
  const { doctor } = await house({}, async (world) => {
    await unfrozen(world);
    await world.control.patch("group_types", "crash-consistent-tier1", {
      specs: { consistent_group_snapshot_enabled: "<is> true" },
    });
  });
  const diagnosis = await doctor();
  expect(findingOf(diagnosis, "group-type-spec-misspelt")).toMatchObject({
    severity: "warning",
    costs: expect.stringContaining("no C"),
    next: expect.stringContaining('="<is> True"'),
  });
  expect(diagnosis.foreseen?.grade).toBe("D");
  expect(diagnosis.foreseen?.lacks).toContainEqual(expect.stringMatching(/^C: .*it is <is> true/));
});

test("the spec on the group type alone", async () => {
  const { doctor } = await house({}, (world) =>
    world.control
      .volumes()
      .then(([volume]) => world.control.patch("types", volume?.volumeTypeId ?? "", { extraSpecs: {} })),
  );
  const diagnosis = await doctor();
  expect(findingOf(diagnosis, "spec-on-group-type-alone")).toMatchObject({
    severity: "warning",
    next: expect.stringContaining("openstack volume type set"),
  });
  expect(diagnosis.foreseen?.grade).toBe("A");
});

/** As in the lab: config.yml says of the pool what its driver really does. */
async function declareLoops(world: World): Promise<void> {
  const text = await readFile(world.config, "utf8");
  await writeFile(world.config, text.replace("groupSnapshots: atomic", "groupSnapshots: loops"));
}

test("a back end that advertises and loops: everything says yes but what is known of the driver", async () => {
  const { doctor } = await house({}, async (world) => {
    await unfrozen(world);
    await declareLoops(world);
  });
  const diagnosis = await doctor();
  expect(diagnosis.findings.filter(({ severity }) => severity !== "info")).toMatchObject([
    { code: "driver-loops", text: expect.stringContaining("one after another") },
  ]);
  expect(diagnosis.foreseen?.grade).toBe("D");
});

test("volumes on two back ends", async () => {
  const { doctor } = await house({}, (world) =>
    world.control.patch("volumes", "orders-db-wal", { host: "playground@looping#pool" }),
  );
  const diagnosis = await doctor();
  expect(findingOf(diagnosis, "several-pools")).toMatchObject({
    severity: "warning",
    text: expect.stringContaining("playground@looping#pool"),
    costs: expect.stringContaining("no common moment"),
  });
});

test("no admin rights: what could not be read, and that C is out of reach without a freeze", async () => {
  const { doctor } = await house({ credential: "member", declareBackends: false }, unfrozen);
  const diagnosis = await doctor();
  expect(findingOf(diagnosis, "group-type-spec-not-read")).toMatchObject({
    costs: expect.stringContaining("no C"),
    next: expect.stringContaining("clouds.<name>.reader"),
  });
  expect(findingOf(diagnosis, "pool-not-read")).toBeDefined();
  expect(diagnosis.foreseen?.grade).toBe("E");
});

test("a quota that is short: now, and for the set after this one", async () => {
  const { world, doctor } = await house();
  const [{ projectId = "" } = {}] = await world.control.volumes();
  await world.control.patch("quotas", projectId, { snapshots: 2 });
  const short = await doctor();
  expect(findingOf(short, "over-quota")).toMatchObject({
    severity: "error",
    text: 'the set needs 3 of the quota "snapshots", 2 of 2 are free (0 used, 0 reserved)',
  });
  expect(short).toMatchObject({ ready: false });
  expect(short.foreseen).toBeUndefined();
  await world.control.patch("quotas", projectId, { snapshots: 5 });
  const nearly = await doctor();
  expect(findingOf(nearly, "quota-nearly-used")).toMatchObject({ severity: "warning" });
  expect(nearly.ready).toBe(true);
});

test("a guest that does not answer: refused under require, D or C and a warning under degrade", async () => {
  const { world, bot, doctor } = await house({}, (one) =>
    one.control.guestFault(SERVER, { kind: "unreachable" }),
  );
  const required = await doctor();
  expect(findingOf(required, "cannot-freeze")).toMatchObject({ severity: "error" });
  expect(required.foreseen).toBeUndefined();
  await world.setManifest("orders-db", { policy: "degrade" });
  await bot.operations.reload(undefined, signal);
  const degraded = await doctor();
  expect(findingOf(degraded, "cannot-freeze")).toMatchObject({ severity: "warning" });
  expect(degraded.foreseen).toMatchObject({
    grade: "C",
    lacks: expect.arrayContaining([expect.stringMatching(/^B: /)]),
  });
});

test("an old kit, a clock that is off, a cluster manager, a long transaction: each has its line and its fix", async () => {
  const { world, doctor } = await house({}, async ({ control }) => {
    await control.guestFault(SERVER, { kind: "clock", aheadMs: 90_000 });
    await control.guestFault(SERVER, { kind: "manager", manager: "patroni", ttlMs: 12_000, everyMs: 5_000 });
    await control.guestFault(SERVER, {
      kind: "long-transaction",
      ms: 720_000,
      what: "process 4711, idle in transaction",
    });
  });
  const diagnosis = await doctor();
  expect(findingOf(diagnosis, "clock-skew")?.text).toMatch(/^its clock is 1\.5 min ahead of the bot's/);
  expect(findingOf(diagnosis, "cluster-manager-ttl")).toMatchObject({
    text: expect.stringMatching(
      /^Patroni may give this server up 7 s after a freeze has begun .*; a freeze may last 8 s/,
    ),
    next: expect.stringContaining("quiesce.budget: 3s at most"),
  });
  expect(findingOf(diagnosis, "long-transaction")?.text).toMatch(
    /lasted for 12 min \(process 4711, idle in transaction\)/,
  );
  expect(diagnosis).toMatchObject({ ready: true, foreseen: { grade: "A" } });
  await world.control.guestFault(SERVER, { kind: "kit", version: "1.1.0" });
  const old = await doctor();
  expect(findingOf(old, "guest-kit-old")).toMatchObject({ next: expect.stringContaining("install.sh") });
  // What it was not asked is neither well nor ill.
  expect(findingOf(old, "clock-skew")).toBeUndefined();
  expect(old.passed.map(({ text }) => text).join()).not.toMatch(/cluster manager|transaction/);
});

test("a MariaDB is asked, too: what a stage of BACKUP STAGE may wait for has its line and its cost", async () => {
  const { world, doctor } = await house({ applications: [wikiDb] });
  const fine = await doctor("wiki-db");
  expect(fine.passed.map(({ text }) => text)).toContain(
    'MariaDB "main": no transaction is older than 5 min; no statement that BACKUP STAGE may wait for has run for 1 min',
  );
  const statement = { ms: 180_000, what: "connection 12, INSERT" };
  await world.control.guestFault("wiki-db-1", { kind: "long-statement", ...statement });
  expect(findingOf(await doctor("wiki-db"), "long-statement")).toMatchObject({
    severity: "warning",
    text: expect.stringMatching(/^MariaDB "main": .* has run for 3 min \(connection 12, INSERT\)$/),
    costs: expect.stringMatching(/^the snapshot, if it /),
  });
  await world.control.guestFault("wiki-db-1", { kind: "kit", version: "1.3.0" });
  expect(findingOf(await doctor("wiki-db"), "transactions-not-read")?.text).toMatch(/\(since 1\.4\.0\)$/);
});

test("a cloud that refuses the credential is one line, and the others are told all the same", async () => {
  const { doctor } = await house({}, async ({ control }) => {
    await control.fault({ kind: "status", status: 403, match: { path: "/groups" } });
    await control.guestFault(SERVER, { kind: "clock", aheadMs: 90_000 });
  });
  const diagnosis = await doctor();
  expect(diagnosis.ready).toBe(false);
  expect(findingOf(diagnosis, "cloud-not-read")).toMatchObject({ severity: "error", subject: "simulated" });
  expect(findingOf(diagnosis, "clock-skew")).toBeDefined();
  expect(diagnosis.foreseen).toBeUndefined();
});

test("settings of the database that A rests on are foreseen as they are", async () => {
  const { doctor } = await house({}, (world) => world.control.patchPostgresql(SERVER, { fsync: "off" }));
  expect((await doctor()).foreseen).toMatchObject({
    grade: "B",
    lacks: [expect.stringMatching(/^A: .*fsync and full_page_writes are on/)],
  });
});

async function rehearsed({ bot }: Case, application = "orders-db"): Promise<RehearsalResult> {
  const { runId } = await bot.operations.rehearse({ application, actor }, signal);
  const run = await bot.engine.ended(runId);
  if (run.error !== undefined) throw Object.assign(new Error(run.error.message), run.error);
  return RehearsalResult.parse(run.result);
}

test("a rehearsal freezes everything, cuts nothing, thaws, and says what a commit felt", async () => {
  const here = await house({}, undefined, { betweenFreezesMs: 300_000 });
  const result = await rehearsed(here);
  expect(result).toMatchObject({ outcome: "held", problems: [], unfelt: [], budgetMs: 5_000, heldMs: 1_000 });
  expect(result.windowMs).toBeGreaterThanOrEqual(1_000);
  expect(result.servers.flatMap(({ mounts }) => mounts)).toHaveLength(3);
  const [felt] = result.felt;
  expect(felt).toMatchObject({ server: SERVER, database: 'PostgreSQL "main"' });
  expect(felt?.before?.commits).toBeGreaterThan(3);
  expect(felt?.during?.longestMs).toBeGreaterThan(800);
  expect(felt?.after?.commits).toBeGreaterThan(3);
  expect(felt?.before?.longestMs).toBeLessThan(800);
  const { world, bot } = here;
  const events = await world.control.events();
  expect(events.filter(({ what }) => what === "frozen")).toHaveLength(3);
  expect(events.filter(({ what }) => what === "thawed")).toHaveLength(3);
  expect(await world.control.groupSnapshots()).toEqual([]);
  const { records } = bot.ports;
  expect(await records.points("orders-db")).toEqual([]);
  // A hold on record like any other, and a freeze like any other: the next one comes no sooner.
  expect(await records.openHolds()).toEqual([]);
  expect(await records.lastFreeze("orders-db")).toMatchObject({
    runId: result.runId,
    execution: 1,
    settledHow: "rehearsed: thawed, proved",
    froze: true,
  });
  const request = { application: "orders-db", actor };
  await expect(bot.operations.rehearse(request, signal)).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringMatching(/was frozen .* ago/),
  });
  await expect(bot.operations.snapshot(request, signal)).rejects.toMatchObject({ kind: "refused" });
});

test("a rehearsal says what a commit of a MariaDB felt", async () => {
  const result = await rehearsed(await house({ applications: [wikiDb] }), "wiki-db");
  expect(result).toMatchObject({ outcome: "held", problems: [], unfelt: [] });
  const [felt] = result.felt;
  expect(felt).toMatchObject({ server: "wiki-db-1", database: 'MariaDB "main"' });
  expect(felt?.before?.longestMs).toBeLessThan(800);
  expect(felt?.during?.longestMs).toBeGreaterThan(800);
  expect(felt?.after?.commits).toBeGreaterThan(3);
});

test.each<[string, (world: World) => Promise<void>, RegExp]>([
  ["never frozen", unfrozen, /is never frozen/],
  [
    "frozen with an approval only",
    (world) => world.setManifest("orders-db", { top: { approve: ["snapshot"] } }),
    /with an approval only/,
  ],
])("who is %s has nothing to rehearse", async (_, spoil, why) => {
  const { bot } = await house({}, spoil);
  await expect(bot.operations.rehearse({ application: "orders-db", actor }, signal)).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringMatching(why),
  });
});

test("rights are a snapshot's: a stranger is refused, and a pause holds for it too", async () => {
  const { bot } = await house();
  const stranger = { slackId: "U0NOBODY", name: "bob" };
  await expect(
    bot.operations.rehearse({ application: "orders-db", actor: stranger }, signal),
  ).rejects.toMatchObject({ kind: "not-permitted", message: expect.stringContaining("rehearse a freeze") });
  const until = systemClock.now() + 60_000;
  await bot.operations.pause({ application: "orders-db", until, reason: "rack", actor }, signal);
  await expect(bot.operations.rehearse({ application: "orders-db", actor }, signal)).rejects.toMatchObject({
    kind: "refused",
  });
});

test("while a run of the application goes on there is no rehearsal", async () => {
  const { bot } = await house();
  const reached = bot.phase("frozen");
  const { runId } = await bot.operations.rehearse({ application: "orders-db", actor }, signal);
  await reached;
  await expect(bot.operations.rehearse({ application: "orders-db", actor }, signal)).rejects.toMatchObject({
    kind: "busy",
    message: expect.stringContaining(runId),
  });
  await bot.engine.ended(runId);
});

test("a guest that thaws by itself makes it flawed, and one that cannot freeze leaves nothing frozen", async () => {
  const here = await house();
  await here.world.control.guestFault(SERVER, { kind: "thaw-early", afterMs: 200 });
  const early = await rehearsed(here);
  expect(early.outcome).toBe("flawed");
  expect(early.problems.join()).toMatch(/thawed/);
  await here.world.control.clearGuestFaults(SERVER);
  await here.world.control.guestFault(SERVER, { kind: "freeze-fails" });
  const failed = await rehearsed(here);
  expect(failed.outcome).toBe("flawed");
  expect(failed.problems.join()).toMatch(/Operation not supported/);
  await here.world.control.clearGuestFaults(SERVER);
  await here.world.control.guestFault(SERVER, { kind: "unreachable" });
  expect(await rehearsed(here)).toMatchObject({ outcome: "not-frozen", servers: [] });
  expect(await here.bot.ports.records.openHolds()).toEqual([]);
});

test("preflight says no: refused, and nothing was touched", async () => {
  const here = await house({}, (world) => world.control.patch("volumes", "orders-db-wal", { groupId: null }));
  expect(await rehearsed(here)).toMatchObject({
    outcome: "refused",
    problems: [expect.stringContaining("is in the manifest but not in group")],
  });
  expect((await here.world.control.events()).filter(({ what }) => what === "frozen")).toEqual([]);
});

test("a stop in the middle: thawed, and what is begun again is not frozen again", async () => {
  const here = await house();
  const reached = here.bot.phase("frozen");
  const { runId } = await here.bot.operations.rehearse({ application: "orders-db", actor }, signal);
  await reached;
  await here.bot.close();
  const again = await startBot(here.world);
  await again.engine.recover();
  const run = await again.engine.ended(runId);
  // The window ends in order before the process does, or the run ends in words.
  if (run.error !== undefined) expect(run.error.message).toMatch(/in the middle of the rehearsal/);
  expect((await here.world.control.events()).filter(({ what }) => what === "frozen")).toHaveLength(3);
  expect(await again.ports.records.openHolds()).toEqual([]);
});
