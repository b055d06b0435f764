import { expect, test } from "vitest";
import { type ApplicationDir, applicationDir } from "./harness/application-dir.ts";
import { diagnosed } from "./harness/diagnosed.ts";
import { freezeframe } from "./harness/freezeframe.ts";
import { groupSnapshots } from "./harness/group-snapshots.ts";
import { guest } from "./harness/guest.ts";
import { lab } from "./harness/lab.ts";
import { runRemedy } from "./harness/remedy.ts";
import { frozenDir, type ScratchChange, unfrozenDir } from "./harness/scratch-dir.ts";
import { makeGroup, makeLooseVolume, type ScratchGroup } from "./harness/scratch-group.ts";
import { verb } from "./harness/verb.ts";

// What is wrong in the cloud or in a guest is named before anything is asked of Cinder.

const here = await lab();

const applicationOf = (group: ScratchGroup, change: ScratchChange = {}): Promise<ApplicationDir> =>
  unfrozenDir(here, group, {
    ...change,
    manifest: (manifest) => {
      delete manifest.objectives.grade;
    },
  });

test("a group type whose spec says <is> true: Cinder takes no notice of it, and doctor says so", async () => {
  const groupType = { specs: { consistent_group_snapshot_enabled: "<is> true" } };
  await using group = await makeGroup(here, { groupType, volumeType: "atomic", roles: ["data"] });
  await using dir = await applicationOf(group);
  const { code, ready, finding } = await diagnosed(dir);
  expect(finding("group-type-spec-misspelt")).toMatchObject({
    severity: "warning",
    subject: group.groupType,
    text: expect.stringMatching(/is "<is> true"; only exactly "<is> True" counts/),
    costs: expect.stringMatching(/no C/),
    next: `cinder group-type-key ${group.groupType} set consistent_group_snapshot_enabled="<is> True"`,
  });
  expect([code, ready]).toEqual([0, true]);
  const { result } = await verb(dir, "snapshot", "scratch");
  expect(result.label.grade).toBe("D");
  await runRemedy(here, [finding("group-type-spec-misspelt").next], "admin");
  const { result: mended } = await verb(dir, "snapshot", "scratch");
  expect(mended.label.grade).toBe("C");
});

test("the spec on the group type alone: the group lies on a back end that loops, and doctor says so", async () => {
  await using group = await makeGroup(here, {
    groupType: "consistent",
    volumeType: "generic",
    roles: ["data"],
  });
  await using dir = await applicationOf(group);
  const { code, finding } = await diagnosed(dir);
  expect(finding("spec-on-group-type-alone")).toMatchObject({
    severity: "warning",
    subject: "generic",
    text: expect.stringMatching(/the scheduler checks only the volume type/),
    next: 'openstack volume type set --property consistent_group_snapshot_enabled="<is> True" generic',
  });
  expect(finding("pool-not-consistent")).toMatchObject({ subject: "lab@generic#pool" });
  expect(code).toBe(0);
  const { result } = await verb(dir, "snapshot", "scratch");
  expect(result.label.grade).toBe("D");
});

test("a volume of the manifest that is missing from the group stops the snapshot before Cinder is asked", async () => {
  await using loose = await makeLooseVolume(here, "atomic");
  await using group = await makeGroup(here, {
    groupType: "consistent",
    volumeType: "atomic",
    roles: ["data"],
  });
  await using dir = await applicationOf(group, { volumes: [...group.volumes, loose] });
  const { code, ready, finding } = await diagnosed(dir);
  expect(finding("volume-not-in-group")).toMatchObject({
    severity: "error",
    subject: "loose",
    text: expect.stringMatching(/in the manifest but not in group .* missing from every snapshot/),
    next: `cinder group-update --add-volumes ${loose.id} ${group.id}`,
  });
  expect([code, ready]).toEqual([3, false]);
  await expectRefused(dir, /loose: volume .* is in the manifest but not in group/);
  await runRemedy(here, [finding("volume-not-in-group").next]);
  await expect.poll(() => diagnosed(dir).then((now) => now.code), { timeout: 20_000 }).toBe(0);
  await here.bot.cinder("PUT", `/groups/${group.id}`, { group: { remove_volumes: loose.id } });
  await expect
    .poll(async () => (await here.bot.cinder("GET", `/groups/${group.id}`)).body.group.status, {
      timeout: 20_000,
    })
    .toBe("available");
});

test("a foreign volume in the group stops the snapshot: nobody would have frozen it", async () => {
  await using group = await makeGroup(here, {
    groupType: "consistent",
    volumeType: "atomic",
    roles: ["data", "stranger"],
  });
  const [data, stranger] = group.volumes;
  await using dir = await applicationOf(group, { volumes: data === undefined ? [] : [data] });
  const { code, ready, finding } = await diagnosed(dir);
  expect(finding("foreign-volume-in-group")).toMatchObject({
    severity: "error",
    subject: stranger?.name,
    text: expect.stringMatching(/it would be snapshotted without being frozen/),
    next: expect.stringContaining(`cinder group-update --remove-volumes ${stranger?.id} ${group.id}`),
  });
  expect([code, ready]).toEqual([3, false]);
  await expectRefused(dir, /in group .* but not in the manifest/);
});

async function expectRefused(dir: ApplicationDir, why: RegExp): Promise<void> {
  const { code, result } = await verb(dir, "snapshot", "scratch");
  expect(result).toMatchObject({ outcome: "refused", members: [], leftovers: [] });
  expect(result.problems).toEqual([expect.stringMatching(why)]);
  expect(code).toBe(3);
  expect(await groupSnapshots(here, `ff/${dir.instance}/`)).toEqual([]);
}

test("a project user without admin rights: doctor says what it could not read and what that costs", async () => {
  await using dir = await applicationDir(here, {
    application: "orders-db",
    config: (config) => {
      delete config.clouds.lab.reader;
      delete config.clouds.lab.backends;
    },
  });
  const { code, finding } = await diagnosed(dir);
  expect(finding("group-type-spec-not-read")).toMatchObject({
    severity: "info",
    subject: "consistent",
    text: expect.stringMatching(/could not be read/),
    costs: expect.stringMatching(/no C/),
    next: "name an administrator's credential under clouds.<name>.reader",
  });
  expect(finding("pool-not-read")).toMatchObject({ severity: "info", costs: expect.stringMatching(/no C/) });
  expect(finding("volume-type-spec-not-read")).toMatchObject({ severity: "info", subject: "atomic" });
  expect(finding("driver-unknown")).toMatchObject({ severity: "info" });
  expect(code).toBe(0);
  const { result } = await verb(dir, "snapshot", "orders-db");
  expect(result).toMatchObject({ outcome: "ok", label: { grade: "A" } });
});

test("the text of doctor says what a freeze would cover, and changes nothing in the guest", async () => {
  await using dir = await applicationDir(here, { application: "orders-db" });
  await using writes = await guest("orders-db-1").watch("/etc/orders");
  const { code, stdout } = await freezeframe(["doctor", "orders-db"], { dir });
  expect(stdout).toMatch(
    /^orders-db: a snapshot would be taken: grade A, application-consistent \(verified freeze\)\n/,
  );
  for (const mount of ["/var/lib/postgresql/15", "/var/lib/postgresql-wal", "/etc/orders"])
    expect(stdout).toMatch(new RegExp(`orders-db-1 ${mount} \\(ext4 on /dev/\\S+\\)`));
  expect(code).toBe(0);
  expect(writes.stalls(500)).toEqual([]);
  expect(await groupSnapshots(here, `ff/${dir.instance}/`)).toEqual([]);
});

test("a volume that is not mounted where the manifest says is refused, and the guest's root is never frozen", async () => {
  const { sh, frozen } = guest("shop-app-1");
  await using group = await makeGroup(here, {
    groupType: "consistent",
    volumeType: "atomic",
    roles: ["data"],
    attachTo: "shop-app-1",
  });
  const mount = group.volumes[0]?.mount ?? "";
  await using dir = await frozenDir(here, group, "shop-app-1");
  await sh(`umount ${mount}`);
  const { code, finding } = await diagnosed(dir);
  expect(finding("cannot-freeze")).toMatchObject({
    severity: "error",
    text: expect.stringMatching(/shop-app-1, role data: .*\((not-mounted|wrong-mount)\)/),
  });
  expect(code).toBe(3);
  const { result } = await verb(dir, "snapshot", "scratch");
  expect(result.outcome).toBe("refused");
  expect(Object.values(await frozen())).not.toContain(true);
  await sh(`touch ${mount}/root-still-writes && rm ${mount}/root-still-writes`);
  await sh(`mount /dev/disk/by-id/virtio-${group.volumes[0]?.id.slice(0, 20)} ${mount}`);
  const mended = await verb(dir, "snapshot", "scratch");
  expect(mended.result).toMatchObject({ outcome: "requirement-missed", label: { grade: "B" } });
});
