import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type ApplicationDir, applicationDir } from "../harness/application-dir.ts";
import { diagnosed } from "../harness/diagnosed.ts";
import { freezeframe } from "../harness/freezeframe.ts";
import { groupSnapshots } from "../harness/group-snapshots.ts";
import { guest } from "../harness/guest.ts";
import { lab } from "../harness/lab.ts";
import { expectStatus } from "../harness/open-stack.ts";
import { frozenDir, type ScratchChange, unfrozenDir } from "../harness/scratch-dir.ts";
import {
  makeGroup,
  makeLooseVolume,
  type ScratchGroup,
  type ScratchOptions,
} from "../harness/scratch-group.ts";
import { verb } from "../harness/verb.ts";

// One wrong thing at a time on real Cinder and a real guest: the line that doctor has for it, the fix in it, the label that it
// foresees, and the label that the snapshot then gets.

const here = await lab();
const GUEST = "shop-app-1";
const SPEC = "consistent_group_snapshot_enabled";
const one: ScratchOptions = { groupType: "consistent", volumeType: "atomic", roles: ["data"] };

const applicationOf = (group: ScratchGroup, change: ScratchChange = {}): Promise<ApplicationDir> =>
  unfrozenDir(here, group, {
    ...change,
    manifest: (manifest) => {
      manifest.objectives = { grade: "C" };
    },
  });

/** The line in words, as a person reads it, and the grade that comes of it. */
async function expectLine(dir: ApplicationDir, line: RegExp, grade?: string): Promise<void> {
  const { stdout } = await freezeframe(["doctor", dir.application], { dir });
  expect(stdout).toMatch(line);
  if (grade === undefined) return;
  expect(stdout).toMatch(new RegExp(`^${dir.application}: a snapshot would be taken: grade ${grade}, `));
  const { result } = await verb(dir, "snapshot", dir.application);
  expect(result.label.grade).toBe(grade);
}

test("the spec says <is> true: D is foreseen, and D it is", async () => {
  await using group = await makeGroup(here, { ...one, groupType: { specs: { [SPEC]: "<is> true" } } });
  await using dir = await applicationOf(group);
  const { code, finding } = await diagnosed(dir);
  expect(finding("group-type-spec-misspelt").next).toBe(
    `cinder group-type-key ${group.groupType} set ${SPEC}="<is> True"`,
  );
  expect(code).toBe(4);
  await expectLine(
    dir,
    /^ {2}warn {2}\S+: the group type's spec .* is "<is> true"; only exactly "<is> True" counts/m,
    "D",
  );
});

test("the spec on the group type alone: a group of it lives on a back end that loops", async () => {
  await using group = await makeGroup(here, { ...one, volumeType: "generic" });
  await using dir = await applicationOf(group);
  const { code, finding } = await diagnosed(dir);
  expect(finding("spec-on-group-type-alone").next).toBe(
    `openstack volume type set --property ${SPEC}="<is> True" generic`,
  );
  expect(code).toBe(4);
  await expectLine(dir, /^ {2}warn {2}generic: .* the scheduler checks only the volume type/m, "D");
});

test("a back end that advertises and loops: nothing in the API says so but what is known of its driver", async () => {
  await using group = await makeGroup(here, one);
  await using dir = await applicationOf(group, {
    config: (config) => {
      for (const backend of config.clouds.lab.backends)
        if (backend.pool?.includes("atomic")) backend.groupSnapshots = "loops";
    },
  });
  const { code, finding, result } = await diagnosed(dir);
  expect(finding("driver-loops")).toMatchObject({
    severity: "warning",
    costs: expect.stringMatching(/no C/),
  });
  expect(finding("pool-not-consistent")).toBeUndefined();
  expect(result.foreseen.lacks).toContainEqual(expect.stringMatching(/^C: the driver .*loops\)/));
  expect(code).toBe(4);
  await expectLine(dir, /^ {2}warn {2}\S+: this driver takes the volumes one after another/m, "D");
});

test("volumes on two back ends: no group can hold both, and the line says what can be done", async () => {
  await using loose = await makeLooseVolume(here, "generic");
  await using group = await makeGroup(here, one);
  await using dir = await applicationOf(group, { volumes: [...group.volumes, loose] });
  const { code, finding } = await diagnosed(dir);
  expect(finding("several-pools")).toMatchObject({
    text: expect.stringMatching(/lab@atomic#\S+, lab@generic#pool|lab@generic#pool, lab@atomic#\S+/),
    next: expect.stringMatching(/^openstack volume migrate --host /),
  });
  expect(finding("volume-not-in-group")).toMatchObject({ severity: "error", subject: "loose" });
  expect(code).toBe(3);
  await expectLine(dir, /^ {2}warn {2}\S+: the volumes lie on different pools/m);
});

test("no admin rights: each thing that could not be read, and E", async () => {
  await using group = await makeGroup(here, one);
  await using dir = await applicationOf(group, {
    config: (config) => {
      delete config.clouds.lab.reader;
      delete config.clouds.lab.backends;
    },
  });
  const { code, result, finding } = await diagnosed(dir);
  for (const code of ["group-type-spec-not-read", "pool-not-read", "driver-unknown"])
    expect(finding(code), code).toMatchObject({ severity: "info", costs: expect.stringMatching(/no C/) });
  expect(result.passed).toContainEqual({
    subject: expect.stringMatching(/^credential /),
    text: expect.stringMatching(/^a password with the roles? .*member/),
  });
  expect(code).toBe(4);
  await expectLine(dir, /^ {2}warn {2}consistent: the specs of the group type could not be read/m, "E");
});

test("an administrator's credential where a member's would do", async () => {
  await using group = await makeGroup(here, one);
  await using dir = await applicationOf(group, {
    config: (config) => {
      config.clouds.lab.cloud = "lab-admin";
    },
  });
  const { finding } = await diagnosed(dir);
  expect(finding("more-rights-than-needed")).toMatchObject({
    severity: "warning",
    subject: "credential lab-admin",
    next: expect.stringMatching(/--access-rules deploy\/keystone\/access-rules\.json/),
  });
});

describe("a quota", () => {
  const path = `/os-quota-sets/${here.bot.projectId}`;
  const setSnapshots = async (snapshots: number): Promise<void> => {
    expectStatus(await here.admin.cinder("PUT", path, { quota_set: { snapshots } }), 200);
  };
  const room = async (free: number): Promise<void> => {
    const { quota_set: before } = expectStatus(await here.admin.cinder("GET", `${path}?usage=True`), 200);
    onTestFinished(() => setSnapshots(before.snapshots.limit));
    await setSnapshots(before.snapshots.in_use + free);
  };

  test("that is short refuses, before anything is frozen", async () => {
    await using group = await makeGroup(here, { ...one, roles: ["data", "wal"] });
    await using dir = await applicationOf(group);
    await room(1);
    const { code, finding } = await diagnosed(dir);
    expect(finding("over-quota")).toMatchObject({ severity: "error", subject: "snapshots" });
    expect(code).toBe(3);
    await expectLine(
      dir,
      /^ {2}fail {2}snapshots: the set needs 2 of the quota "snapshots", 1 of \d+ are free/m,
    );
  });

  test("with room for one more set says that the next is the last", async () => {
    await using group = await makeGroup(here, { ...one, roles: ["data", "wal"] });
    await using dir = await applicationOf(group);
    await room(3);
    const { code, finding } = await diagnosed(dir);
    expect(finding("quota-nearly-used")).toMatchObject({ severity: "warning" });
    expect(code).toBe(0);
  });
});

const frozenApplication = (group: ScratchGroup): Promise<ApplicationDir> =>
  frozenDir(here, group, GUEST, (manifest) => {
    manifest.objectives = {};
  });

const KIT = "/usr/local/sbin/freezeframe-hold";

describe("a guest", () => {
  const { sh } = guest(GUEST);
  const attached: ScratchOptions = { ...one, attachTo: GUEST };

  test("with all that is needed: B is foreseen, with a line for kit and clock", async () => {
    await using group = await makeGroup(here, attached);
    await using dir = await frozenApplication(group);
    const { code, result } = await diagnosed(dir);
    expect(result.passed).toContainEqual({
      subject: GUEST,
      text: expect.stringMatching(/^guest kit \d+\.\d+\.\d+, kernel \S+; its clock is/),
    });
    expect(result.passed).toContainEqual({
      subject: GUEST,
      text: expect.stringMatching(/^no cluster manager/),
    });
    expect(code).toBe(0);
    await expectLine(dir, new RegExp(`^ {2}ok {4}${GUEST}: guest kit`, "m"), "B");
  });

  test("whose kit is missing: refused, and what installs it", async () => {
    await using group = await makeGroup(here, attached);
    await using dir = await frozenApplication(group);
    await sh(`mv ${KIT} ${KIT}.away`);
    onTestFinished(() => sh(`mv ${KIT}.away ${KIT}`).then(() => undefined));
    const { code, finding } = await diagnosed(dir);
    expect(finding("cannot-freeze")).toMatchObject({
      severity: "error",
      next: expect.stringMatching(/install\.sh/),
    });
    expect(code).toBe(3);
    await expectLine(dir, new RegExp(`^ {2}fail {2}scratch: ${GUEST}: `, "m"));
  });

  test("whose kit is old: it works, and the line names both versions", async () => {
    await using group = await makeGroup(here, attached);
    await using dir = await frozenApplication(group);
    await sh(
      `cp -p ${KIT} ${KIT}.away && sed -i 's/^readonly VERSION=[0-9.]*/readonly VERSION=1.0.0/' ${KIT}`,
    );
    onTestFinished(() => sh(`mv ${KIT}.away ${KIT}`).then(() => undefined));
    const { code, finding, result } = await diagnosed(dir);
    expect(finding("guest-kit-old")).toMatchObject({
      severity: "warning",
      text: expect.stringMatching(/^its guest kit is 1\.0\.0, this release brings \d/),
      next: expect.stringMatching(/install\.sh/),
    });
    expect(result.foreseen.grade).toBe("B");
    expect(code).toBe(0);
  });

  test("whose host key has changed is not spoken to", async () => {
    await using group = await makeGroup(here, attached);
    await using dir = await frozenApplication(group);
    const known = await readFile(join(here.freezeframe, "known_hosts"), "utf8");
    const config = await readFile(dir.config, "utf8");
    const other = join(dir.path, "known_hosts");
    await writeFile(other, changedKeys(known), { mode: 0o600 });
    await writeFile(
      dir.config,
      config.replace(/knownHostsFile: \S*\/known_hosts\b/, `knownHostsFile: ${other}`),
    );
    const { code, finding } = await diagnosed(dir);
    expect(finding("cannot-freeze")).toMatchObject({
      severity: "error",
      text: expect.stringMatching(/Host key verification failed|REMOTE HOST IDENTIFICATION/),
      next: expect.stringMatching(/^Pin the guest's host key/),
    });
    expect(code).toBe(3);
  });
});

/** The same hosts with keys of others: each has the next one's. */
function changedKeys(known: string): string {
  const lines = known
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  return `${lines
    .map(([host = ""], index) => [host, ...(lines[(index + 1) % lines.length] ?? []).slice(1)].join(" "))
    .join("\n")}\n`;
}

describe("a rehearsal of the freeze", () => {
  test("holds a real PostgreSQL, cuts nothing, and says what its commits felt", async () => {
    await using dir = await applicationDir(here, { application: "orders-db" });
    await using writes = await guest("orders-db-1").watch("/etc/orders");
    const { code, result } = await verb(dir, "doctor", "orders-db", "--rehearse");
    expect(result).toMatchObject({ outcome: "held", problems: [], unfelt: [] });
    expect(result.windowMs).toBeGreaterThanOrEqual(1_000);
    expect(result.windowMs).toBeLessThan(result.budgetMs);
    const [felt] = result.felt;
    expect(felt).toMatchObject({ server: "orders-db-1", database: 'PostgreSQL "main"' });
    expect(felt.during.longestMs).toBeGreaterThan(900);
    expect(felt.before.medianMs).toBeLessThan(500);
    expect(felt.after.commits).toBeGreaterThan(2);
    expect(code).toBe(0);
    expect(writes.stalls(500)).toHaveLength(1);
    expect(Object.values(await guest("orders-db-1").frozen())).not.toContain(true);
    expect(await groupSnapshots(here, `ff/${dir.instance}/`)).toEqual([]);
    const points = await verb(dir, "points", "orders-db");
    expect(points.result).toEqual([]);
  });

  test("says so in words", async () => {
    await using dir = await applicationDir(here, { application: "orders-db" });
    const { stdout, code } = await freezeframe(["doctor", "orders-db", "--rehearse"], { dir });
    expect(stdout).toMatch(/^orders-db: rehearsed: frozen, proved and thawed; nothing was cut$/m);
    expect(stdout).toMatch(
      /felt {4}orders-db-1 PostgreSQL "main": a commit took .* before, .* during, .* after/,
    );
    expect(code).toBe(0);
  });
});
