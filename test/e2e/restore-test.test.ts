import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { recoveryServer } from "../../playground/world-seed.ts";
import { json } from "./freezeframe.ts";
import {
  linesOf,
  NOTHING,
  type RestoreWorld,
  restoreWorld,
  thereOf,
  toldInChannel,
  toldPrivately,
} from "./restoring.ts";

// The bot as a process of its own, over sockets: restore tests asked for on the command line and in Slack.

const APPLICATION = "orders-db";
const POOL = "playground@atomic#pool";
const objectives = { rto: "15m", rpo: "4h" };

let world: RestoreWorld;
beforeAll(async () => {
  world = await restoreWorld({ [APPLICATION]: { top: { objectives } } });
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(async () => {
  await world.control.clearFaults();
  await world.control.clearRecoveryFaults();
});

const askTest = (...options: string[]) => json(world, "test", APPLICATION, ...options);
const labels = async (): Promise<{ grade?: string; text: string }[]> =>
  (await json(world, "points", APPLICATION)).result.map(({ label }: { label: object }) => label);

test("asked for in a shell: it passes without an approval, with RTO and label, and nothing of it is left", async () => {
  const { status, result } = await askTest();
  expect(status).toBe(0);
  expect(result).toMatchObject({
    verdict: "passed",
    application: APPLICATION,
    target: "server",
    nothingLeft: true,
    objectiveRtoMs: 900_000,
    reasons: [],
    flagged: [],
  });
  const phases = result.phases as { phase: string; ms: number }[];
  expect(phases.map(({ phase }) => phase)).toEqual(
    expect.arrayContaining(["volumes", "attach", "recovery", "checks"]),
  );
  const inRto = phases.filter(({ phase }) => phase !== "clean-up").reduce((sum, { ms }) => sum + ms, 0);
  expect(Math.abs(inRto - result.rtoMs)).toBeLessThan(50);
  expect(await labels()).toMatchObject([{ grade: "A", text: expect.stringMatching(/, tested$/) }]);
  expect(await thereOf(world)).toEqual(NOTHING);
  expect((await json(world, "restores")).result).toEqual([]);
  await toldInChannel(
    world,
    /orders-db: restore test PASSED[\s\S]*RTO [\d.]+ \S+, target 15 min[\s\S]*Cleaned up/,
  );
});

test("asked for in Slack: a receipt, one message to its verdict, and whoever may not is told so", async () => {
  await world.slack.command(`test ${APPLICATION} latest`, { user: "U0READER" });
  await toldPrivately(world, "U0READER", /only operators of orders-db may/);
  const before = world.slack.messages("C0STORAGE").length;
  const { body, status, ms } = await world.slack.command(`test ${APPLICATION} latest`);
  expect([status, ms < 3_000]).toEqual([200, true]);
  const runId = /\br-\d{8}-\d{6}-[0-9a-f]+\b/.exec(JSON.stringify(body))?.[0] ?? "";
  const told = () =>
    world.slack
      .messages("C0STORAGE")
      .slice(before)
      .map((message) => linesOf(world, message))
      .filter((text) => text.includes(runId));
  await expect
    .poll(() => told().filter((text) => /^asked by /m.test(text)), {
      timeout: 20_000,
    })
    .toEqual([expect.stringMatching(/^✅ orders-db: restore test PASSED/)]);
  expect(await thereOf(world)).toEqual(NOTHING);
});

test("a second one joins the first, and a snapshot of the same application is taken meanwhile", async () => {
  await world.control.recoveryFault({ kind: "slow", verb: "START", ms: 3_000 });
  const first = askTest();
  const running = async () =>
    ((await json(world, "runs")).result as { id: string; workflow: string; state: string }[]).find(
      ({ workflow, state }) => workflow === "test-restore@1" && state === "running",
    )?.id;
  await expect.poll(running, { timeout: 10_000, interval: 20 }).toBeDefined();
  const [joined, snapshot] = await Promise.all([askTest(), json(world, "snapshot", APPLICATION)]);
  expect(snapshot).toMatchObject({ status: 0, result: { label: { grade: "A" } } });
  expect((await first).result.runId).toBe(joined.result.runId);
  expect(joined.result.verdict).toBe("passed");
  expect(await thereOf(world)).toEqual(NOTHING);
});

test("a torn copy fails in checks: the point loses its grade, its sibling is flagged, the owners are called; a pass gives it back", async () => {
  await json(world, "snapshot", APPLICATION);
  await world.control.fault({ kind: "restore-tears", volume: `${APPLICATION}-wal`, lost: 30 }, 1);
  const { status, result } = await askTest();
  expect([status, result.verdict, result.stoppedIn]).toEqual([5, "failed", "checks"]);
  expect(result).toMatchObject({ nothingLeft: true, regraded: { from: "A" } });
  expect(result.rtoMs).toBeUndefined();
  expect(result.reasons.join()).toMatch(/lacks matching index tuple/);
  expect(result.flagged.length).toBeGreaterThan(0);
  const [failed, sibling] = await labels();
  expect(failed).toEqual(expect.objectContaining({ text: "failed its restore test (checks): was grade A" }));
  expect(failed?.grade).toBeUndefined();
  expect(sibling).toMatchObject({
    grade: "A",
    text: expect.stringMatching(/a point made the same way failed its restore test/),
  });
  await toldInChannel(world, /🚨 orders-db: restore test FAILED in checks[\s\S]*For @/u);
  expect(await thereOf(world)).toEqual(NOTHING);
  expect((await askTest()).result).toMatchObject({ verdict: "passed", regraded: { to: "A" } });
  const [again, unflagged] = await labels();
  expect(again).toMatchObject({ grade: "A", text: expect.stringMatching(/tested/) });
  expect(unflagged?.text).not.toMatch(/made the same way/);
});

test("a database that does not recover fails in recovery, with its last words", async () => {
  await world.control.recoveryFault({ kind: "database-fails", text: "invalid checkpoint record" });
  const { status, result } = await askTest();
  expect([status, result.verdict, result.stoppedIn]).toEqual([5, "failed", "recovery"]);
  expect(result.databaseLog.join("\n")).toContain("invalid checkpoint record");
  expect(await thereOf(world)).toEqual(NOTHING);
  await toldInChannel(world, /restore test FAILED in recovery[\s\S]*invalid checkpoint record/);
  await world.control.clearRecoveryFaults();
  expect((await askTest()).result.verdict).toBe("passed");
});

test.each<[string, string, () => Promise<unknown>, () => Promise<unknown>]>([
  ["no quota", "plan", () => quota({ volumes: 9 }), () => quota({ volumes: 100 })],
  ["no room in the pool", "volumes", () => room(0), () => room(1_000)],
  ["a driver that fails", "volumes", () => world.control.fault({ kind: "restore-fails" }), async () => {}],
  [
    "an attach that is given up",
    "attach",
    () => world.control.fault({ kind: "attach-fails" }),
    async () => {},
  ],
  ["an attach that is refused", "attach", () => world.control.fault(refused), async () => {}],
  ["a recovery server that cannot be reached", "plan", () => recovery("unreachable"), async () => {}],
  [
    "a recovery server that is reset",
    "recovery",
    () => world.control.recoveryFault({ kind: "dies", verb: "START" }),
    async () => {},
  ],
  [
    "a connection that is lost while a check is answered",
    "checks",
    () => world.control.recoveryFault({ kind: "dies", verb: "VERIFY" }),
    async () => {},
  ],
])(
  "%s is inconclusive: the label is what it was, and nothing is left",
  async (_what, stopped, break_, mend) => {
    const before = await labels();
    await break_();
    const { status, result } = await askTest();
    await mend();
    await world.control.clearFaults();
    await world.control.clearRecoveryFaults();
    expect([status, result?.verdict, result?.stoppedIn]).toEqual([4, "inconclusive", stopped]);
    expect(result).toMatchObject({ nothingLeft: true, flagged: [] });
    expect(result.regraded).toBeUndefined();
    expect(result.reasons.length).toBeGreaterThan(0);
    expect(await labels()).toEqual(before);
    expect(await thereOf(world)).toEqual(NOTHING);
  },
);

/** The very quota of the bot's project. */
async function quota(change: Readonly<Record<string, number>>): Promise<void> {
  const [volume] = await world.control.volumes();
  await world.control.patch("quotas", volume?.projectId ?? "", change);
}
const room = (freeGib: number) => world.control.patch("pools", POOL, { freeGib });
const recovery = (kind: "unreachable") => world.control.recoveryFault({ kind });
const refused = {
  kind: "status",
  status: 409,
  match: { method: "POST", path: "/os-volume_attachments" },
} as const;

test("cancelled on its way: inconclusive, and everything that was made is gone", async () => {
  await world.control.recoveryFault({ kind: "slow", verb: "START", ms: 60_000 });
  const asked = askTest();
  await expect
    .poll(async () => (await thereOf(world)).mounts.length, { timeout: 20_000, interval: 20 })
    .toBe(3);
  const { result: runs } = await json(world, "runs");
  const { id } = (runs as { id: string; workflow: string }[]).find(
    ({ workflow }) => workflow === "test-restore@1",
  ) ?? { id: "" };
  expect(await json(world, "cancel", id, "--reason", "not now")).toMatchObject({ status: 0 });
  const { status } = await asked;
  expect(status).not.toBe(0);
  await expect.poll(() => thereOf(world), { timeout: 20_000 }).toEqual(NOTHING);
  expect((await labels())[0]?.grade).toBe("A");
});

test("by a server of its own, with no network: booted is said, and the server goes away with the rest", async () => {
  const checks = world.applications.find(({ name }) => name === APPLICATION)?.checks ?? [];
  const boot = { kind: "boot", flavor: "recovery", image: "recovery", networks: "none" };
  const change = (target: object) =>
    world.setManifest(APPLICATION, { top: { objectives, restoreTest: { target, checks } } });
  await change(boot);
  await json(world, "reload");
  const { result } = await askTest();
  expect(result).toMatchObject({ verdict: "passed", target: "boot", nothingLeft: true });
  expect((result.phases as { phase: string }[]).map(({ phase }) => phase)).toContain("boot");
  await change({ ...boot, image: "gone" });
  await json(world, "reload");
  expect((await askTest()).result).toMatchObject({ verdict: "inconclusive", stoppedIn: "plan" });
  await change({ kind: "server", name: recoveryServer });
  await json(world, "reload");
  expect(await thereOf(world)).toEqual(NOTHING);
  const servers = await world.control.servers();
  expect(servers.filter(({ name }) => name.startsWith("ffr/"))).toEqual([]);
});

test("each test is in the audit chain, which holds", async () => {
  expect(await json(world, "audit", "verify")).toMatchObject({ result: { intact: true } });
});
