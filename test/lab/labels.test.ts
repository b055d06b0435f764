import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type ApplicationDir, applicationDir, type Document } from "./harness/application-dir.ts";
import { freezeframe } from "./harness/freezeframe.ts";
import { groupSnapshots, memberSnapshots } from "./harness/group-snapshots.ts";
import { guest, type Watch } from "./harness/guest.ts";
import { type Lab, lab } from "./harness/lab.ts";
import { makeGroup } from "./harness/scratch-group.ts";
import { notObserved, verb } from "./harness/verb.ts";

// Each grade from what it needs, on real Cinder, sshd, ext4 and PostgreSQL.

const here = await lab();
const ofGroups = (from: Lab, dir: ApplicationDir) => groupSnapshots(from, `ff/${dir.instance}/`);

afterEach(async () => {
  for (const { servers } of here.applications) {
    for (const { server } of servers) expect(Object.values(await guest(server).frozen())).not.toContain(true);
  }
});

test("orders-db, frozen with PostgreSQL's checkpoint, is A on the atomic back end: seen and signed from outside", async () => {
  await using dir = await applicationDir(here, { application: "orders-db" });
  await using writes = await guest("orders-db-1").watch("/etc/orders");
  const { code, result } = await verb(dir, "snapshot", "orders-db", "--reason", "before the upgrade");
  expect(result).toMatchObject({
    outcome: "ok",
    label: { grade: "A", text: "application-consistent (verified freeze)" },
    frozen: { thawConfirmed: true, thawCause: "ordered", budgetMs: 10_000 },
    leftovers: [],
    problems: [],
    unstamped: [],
  });
  expect(code).toBe(0);
  expect(result.statements.join()).toMatch(/every commit acknowledged before .* is in it/);
  const { result: point } = await verb(dir, "evidence", result.point);
  expect(point).toMatchObject({ reason: "before the upgrade", requestedBy: "U0LABOPER" });

  const frozenMs = Date.parse(point.evidence.hold.thawOrderedAt) - Date.parse(point.evidence.hold.frozenAt);
  expectStall(writes, point.evidence.hold);
  expect(frozenMs).toBeLessThanOrEqual(result.frozen.windowMs);

  const sets = await ofGroups(here, dir);
  expect(sets).toMatchObject([{ id: point.groupSnapshotId, status: "available" }]);
  expect(sets[0]?.name).toBe(`ff/${dir.instance}/orders-db/${result.runId}/${point.evidence.hold.token}`);
  await expectStamped(dir, point);
});

test("orders-db-loop is A on a back end that takes the volumes one after another, for the freeze covers them all", async () => {
  await using dir = await applicationDir(here, { application: "orders-db-loop" });
  await using writes = await guest("orders-db-loop-1").watch("/etc/orders");
  const { code, result } = await verb(dir, "snapshot", "orders-db-loop");
  expect(result).toMatchObject({ outcome: "ok", label: { grade: "A" }, frozen: { thawConfirmed: true } });
  expect(code).toBe(0);
  expect(result.cutMs).toBeGreaterThan(2_000); // a second a member: Cinder did loop
  expect(result.frozen.windowMs).toBeGreaterThan(result.cutMs);
  expect(notObserved(result.label).map((reason) => reason[0])).toEqual(["C", "C", "C"]);
  const stalls = writes.stalls(1_000);
  expect(stalls).toHaveLength(1);
  expect((stalls[0]?.toMs ?? 0) - (stalls[0]?.fromMs ?? 0)).toBeGreaterThan(2_000);
  const { result: point } = await verb(dir, "evidence", result.point);
  await expectStamped(dir, point);
});

test("shop is A over two servers: a database in one, files in the other, thawed in both", async () => {
  await using dir = await applicationDir(here, { application: "shop" });
  await using database = await guest("shop-db-1").watch("/var/lib/postgresql-wal");
  await using files = await guest("shop-app-1").watch("/srv/uploads");
  const { code, result } = await verb(dir, "snapshot", "shop");
  expect(result).toMatchObject({ outcome: "ok", label: { grade: "A" }, frozen: { thawConfirmed: true } });
  expect(code).toBe(0);
  expect(result.members.map((member: { role: string }) => member.role)).toEqual([
    "data",
    "wal",
    "uploads",
    "config",
  ]);
  const { result: point } = await verb(dir, "evidence", result.point);
  const { hold } = point.evidence;
  expect(hold.servers.map((server: { server: string }) => server.server).sort()).toEqual([
    "shop-app-1",
    "shop-db-1",
  ]);
  for (const watch of [database, files]) expectStall(watch, hold);
});

test("fsfreeze alone is B, never application-consistent, although PostgreSQL lies on these volumes", async () => {
  await using dir = await applicationDir(here, {
    application: "orders-db",
    manifest: (manifest) => {
      const stage = { kind: "fsfreeze", server: "orders-db-1", roles: ["data", "wal", "config"] };
      manifest.quiesce.stages = [[stage]];
    },
  });
  const { code, stdout } = await freezeframe(["snapshot", "orders-db"], { dir });
  // The manifest wants A: a whole freeze of grade B is not what was asked for.
  expect(stdout).toMatch(/^orders-db: REQUIREMENT MISSED: B – filesystem-consistent \(verified freeze\)$/m);
  expect(stdout).toMatch(/grade B, the manifest wants A/);
  expect(stdout).toMatch(/thaw confirmed/);
  expect(stdout).not.toContain("application-consistent");
  expect(code).toBe(4);
  const { result: points } = await verb(dir, "points", "orders-db");
  expect(notObserved(points[0].label)).toContainEqual(expect.stringMatching(/^A: the application itself/));
});

test("a hook gives A only with a proof that holds on both sides of the cut, else B at most", async () => {
  await using group = await makeGroup(here, {
    groupType: "plain",
    volumeType: "generic",
    roles: ["data"],
    attachTo: "shop-app-1",
  });
  await using dir = await applicationDir(here, {
    application: "shop",
    manifest: (manifest) => {
      const server = "shop-app-1";
      manifest.application = "scratch";
      manifest.servers = manifest.servers.filter((one: { name: string }) => one.name === server);
      const volumes = group.volumes.map(({ role, name, mount }) => ({ role, name, mount }));
      manifest.group = { name: group.name, type: group.groupType, volumes };
      manifest.quiesce.stages = [
        [{ kind: "hook", server, name: "flush" }],
        [{ kind: "fsfreeze", server, roles: ["data"] }],
      ];
    },
  });
  const { sh } = guest("shop-app-1");
  const hook = "/etc/freezeframe/hooks.d/flush";
  await using stack = new AsyncDisposableStack();
  stack.defer(async () => void (await sh(`rm -f ${hook} ${hook}.prove /run/flushed`)));
  const write = (file: string, script: string) =>
    sh(`printf '#!/bin/sh\n%s\n' '${script}' >${file} && chmod 755 ${file}`);
  await write(hook, '[ "$1" = freeze ] && : >/run/flushed || rm -f /run/flushed');
  expect((await verb(dir, "snapshot", "scratch")).result.label.grade).toBe("B");
  await write(`${hook}.prove`, "test -e /run/flushed");
  expect((await verb(dir, "snapshot", "scratch")).result.label.grade).toBe("A");
  await write(`${hook}.prove`, "false");
  const { result } = await verb(dir, "snapshot", "scratch");
  expect(result.label.grade).toBe("B");
  expect(notObserved(result.label).filter((reason) => !reason.startsWith("C"))).toEqual([
    'A: hook "flush": its proof held after the freeze',
    'A: hook "flush": its proof held again before the thaw',
  ]);
  expect(await sh("ls /run/flushed 2>/dev/null || :")).toBe("");
});

/** Nothing is frozen, and no grade is asked for that only a freeze could give. */
const skip = (manifest: Document): void => {
  manifest.quiesce = { policy: "skip" };
  delete manifest.objectives.grade;
};

test("without a freeze the atomic back end gives C, as declared by the operator", async () => {
  await using dir = await applicationDir(here, { application: "orders-db", manifest: skip });
  const { code, result } = await verb(dir, "snapshot", "orders-db");
  expect(result.label).toMatchObject({
    grade: "C",
    text: "atomic as declared by the operator, crash-consistent",
  });
  expect(result.frozen).toBeUndefined();
  expect(code).toBe(0);
  const { result: point } = await verb(dir, "evidence", result.point);
  expect(point.evidence.backend).toMatchObject({
    pools: ["lab@atomic#pool"],
    groupTypeSpec: "<is> True",
    poolCapability: true,
    driver: { verdict: "atomic", by: "declared" },
    unread: [],
  });
});

test("the same cut is E where nothing is declared and nothing can be read, and says which", async () => {
  await using dir = await applicationDir(here, {
    application: "orders-db",
    manifest: skip,
    config: (config) => {
      delete config.clouds.lab.reader;
      delete config.clouds.lab.backends;
    },
  });
  const { code, result } = await verb(dir, "snapshot", "orders-db");
  expect(result.label.grade).toBe("E");
  expect(result.label.text).toMatch(/^complete, atomicity unknown: .*group type.*pool/s);
  expect(code).toBe(0);
  const text = (await freezeframe(["evidence", result.point], { dir })).stdout;
  expect(text).toMatch(/pool not read; group type spec not read; pool capability not read/);
});

test("without a freeze the looping back end gives D, with an upper bound of the skew", async () => {
  await using dir = await applicationDir(here, { application: "orders-db-loop", manifest: skip });
  const { code, result } = await verb(dir, "snapshot", "orders-db-loop");
  expect(result.label.grade).toBe("D");
  expect(result.label.text).toMatch(/^non-atomic: per-volume snapshots, taken at most [\d.]+ s apart$/);
  expect(result.cutMs).toBeGreaterThan(2_000);
  expect(code).toBe(0);
});

test("degrade with an unreachable guest cuts all the same, says the reason first and is never ok", async () => {
  await using dir = await applicationDir(here, {
    application: "orders-db",
    manifest: (manifest) => {
      manifest.quiesce.policy = "degrade";
    },
  });
  const { stop, start } = guest("orders-db-1");
  await stop();
  try {
    const { code, result } = await verb(dir, "snapshot", "orders-db");
    expect(result).toMatchObject({ outcome: "degraded", label: { grade: "C" } });
    expect(result.problems[0]).toMatch(/^orders-db-1: .*[Cc]onnection refused/);
    expect(result.frozen).toBeUndefined();
    expect(code).toBe(4);
    expect(await ofGroups(here, dir)).toMatchObject([{ status: "available" }]);
    const doctor = await freezeframe(["doctor", "orders-db"], { dir });
    expect(doctor.stdout).toMatch(
      /warn {2}.*orders-db-1: .*\[cannot-freeze\]\n +costs: the snapshot would be degraded/,
    );
    expect(doctor.code).toBe(4);
  } finally {
    await start();
  }
});

test("require with an unreachable guest asks Cinder for nothing", async () => {
  await using dir = await applicationDir(here, {
    application: "orders-db",
    manifest: (manifest) => {
      manifest.servers[0].ssh.port = 2299;
    },
  });
  const { code, result } = await verb(dir, "snapshot", "orders-db");
  expect(result.outcome).toBe("refused");
  expect(result.problems).toEqual([expect.stringMatching(/^orders-db-1: .*[Cc]onnection refused/)]);
  expect(code).toBe(3);
  expect(await ofGroups(here, dir)).toEqual([]);
  expect((await verb(dir, "points", "orders-db")).result).toEqual([]);
  const doctor = await verb(dir, "doctor", "orders-db");
  expect(doctor.result.findings[0]).toMatchObject({ code: "cannot-freeze", severity: "error" });
  expect(doctor.code).toBe(3);
});

/** Not one write came through from the first moment that the bot calls frozen to the last. */
function expectStall(writes: Watch, hold: Document): void {
  const [from, to] = [Date.parse(hold.frozenAt), Date.parse(hold.thawOrderedAt)];
  const covering = writes.stalls(0).filter(({ fromMs, toMs = 0 }) => fromMs <= from && toMs >= to);
  expect(covering).toHaveLength(1);
}

/** Every member snapshot carries its stamp, and the signature is the one that the key gives. */
async function expectStamped(dir: ApplicationDir, point: Document): Promise<void> {
  const key = await readFile(join(here.freezeframe, "signing-key"), "utf8");
  const members = await memberSnapshots(here, point.groupSnapshotId);
  const volumes = here.application(dir.application).servers.flatMap((server) => server.volumes);
  expect(members).toHaveLength(volumes.length);
  for (const { role, id } of volumes) {
    const member = members.find((one: { volume_id: string }) => one.volume_id === id);
    const said = {
      "freezeframe:policy": point.evidence.policy,
      "freezeframe:by": point.requestedBy,
      "freezeframe:members": String(volumes.length),
      "freezeframe:base": point.label.grade,
      "freezeframe:label": point.label.text,
      "freezeframe:proof": expect.any(String),
      "freezeframe:canary": "",
      "freezeframe:test": "",
      "freezeframe:doubt": "",
      "freezeframe:stamped": expect.stringMatching(/^\d+$/),
    };
    const claims = Object.keys(said).map((key) => member.metadata[key]);
    const fields = [
      "freezeframe/2",
      dir.instance,
      dir.application,
      point.id,
      role,
      point.label.grade,
      member.id,
      id,
      point.groupSnapshotId,
      Date.parse(point.evidence.set.requestedAt),
      ...claims.map((claim, index) => ([2, 9].includes(index) ? Number(claim) : claim)),
    ];
    expect(member.metadata).toEqual({
      "freezeframe:instance": dir.instance,
      "freezeframe:application": dir.application,
      "freezeframe:point": point.id,
      "freezeframe:role": role,
      "freezeframe:grade": point.label.grade,
      "freezeframe:taken": String(point.createdAt),
      "freezeframe:stamp": "2",
      ...said,
      "freezeframe:hmac": createHmac("sha256", key.trim()).update(JSON.stringify(fields)).digest("hex"),
    });
  }
}
