import { expect, test } from "vitest";
import { addFault } from "./harness/faults.ts";
import { groupSnapshots, memberSnapshots, removeGroupSnapshots } from "./harness/group-snapshots.ts";
import { guest } from "./harness/guest.ts";
import { lab } from "./harness/lab.ts";
import { expectStatus } from "./harness/open-stack.ts";
import { run } from "./harness/run.ts";
import { makeGroup } from "./harness/scratch-group.ts";
import { until } from "./harness/until.ts";

// What the other tests in this folder lean on.

test("each seeded volume is in use, in its application's group, and mounted in its guest", async () => {
  const { applications, bot } = await lab();
  // wiki-db is there where it was asked for (lab/up.sh --mariadb).
  const seeded = applications.map((one) => one.application).filter((name) => name !== "wiki-db");
  expect(seeded).toEqual(["orders-db", "orders-db-loop", "shop"]);
  for (const application of applications) {
    for (const server of application.servers) {
      expect((await guest(server.server).mounts()).sort()).toEqual(
        server.volumes.map((one) => one.mount).sort(),
      );
      for (const { id } of server.volumes) {
        const { volume } = expectStatus(await bot.cinder("GET", `/volumes/${id}`), 200);
        expect(volume).toMatchObject({ status: "in-use", group_id: application.group });
        expect(volume.attachments).toMatchObject([{ server_id: server.id }]);
      }
    }
  }
});

test.each(["orders-db-1", "orders-db-loop-1", "shop-db-1"])(
  "%s runs PostgreSQL over both volumes and its writer commits all the time",
  async (name) => {
    const { sh, acknowledged } = guest(name);
    const wal = await sh(
      "runuser -u postgres -- psql -Atc 'show data_directory'; readlink /var/lib/postgresql/15/main/pg_wal",
    );
    expect(wal.trim().split("\n")).toEqual(["/var/lib/postgresql/15/main", "/var/lib/postgresql-wal/main"]);
    const before = (await acknowledged()).length;
    await until(
      "three more commits",
      async () => ((await acknowledged()).length >= before + 3 ? true : undefined),
      10_000,
    );
  },
);

test("recovery-1 is marked, has the recovery kit and no guest kit, and nothing of an application", async () => {
  const { recovery, bot } = await lab();
  expect(recovery.map((one) => one.server)).toEqual(["recovery-1"]);
  const { server } = expectStatus(await bot.nova("GET", `/servers/${recovery[0]?.id}`), 200);
  expect(server).toMatchObject({ status: "ACTIVE", metadata: { "freezeframe:recovery": "yes" } });
  const { exec, sh, mounts } = guest("recovery-1");
  expect(await mounts()).toEqual([]);
  expect(await sh("cat /etc/freezeframe/recovery-server")).toContain("recovery server of Freezeframe");
  expect(await sh("/usr/local/sbin/freezeframe-recover version")).toContain("freezeframe-recover 1.");
  expect((await exec(["sh", "-c", "test -e /usr/local/sbin/freezeframe-hold"])).code).not.toBe(0);
  expect(await sh("ls /etc/postgresql")).toBe("");
});

test("a guest is its own system: host name, users and files are not this machine's", async () => {
  const { sh } = guest("orders-db-1");
  expect((await sh("hostname; cat /etc/hostname")).trim().split("\n")).toEqual([
    "orders-db-1",
    "orders-db-1",
  ]);
  await sh("touch /etc/lab-own /usr/local/lab-own /root/lab-own /run/lab-own");
  const outside = await run(["ls", "/etc/lab-own", "/usr/local/lab-own", "/root/lab-own", "/run/lab-own"]);
  expect(outside.stdout).toBe("");
  expect((await guest("shop-db-1").exec(["ls", "/etc/lab-own"])).code).toBe(2);
  await sh("rm /etc/lab-own /usr/local/lab-own /root/lab-own /run/lab-own");
});

test("a freeze is seen from outside, on that mount alone, while it lasts", async () => {
  const { sh, frozen, watch } = guest("shop-app-1");
  await using writes = await watch("/etc/shop");
  await sh("fsfreeze -f /etc/shop");
  expect(await frozen()).toEqual({ "/etc/shop": true, "/srv/uploads": false });
  expect(writes.stalls()).toMatchObject([{ toMs: undefined }]);
  await sh("fsfreeze -u /etc/shop");
  expect(await frozen()).toEqual({ "/etc/shop": false, "/srv/uploads": false });
  await expect.poll(() => writes.stalls()).toMatchObject([{ toMs: expect.any(Number) }]);
});

test("a guest whose sshd is stopped refuses connections until it is started", async () => {
  const { sh, stop, start } = guest("shop-app-1");
  const port = (await sh("awk '$1 == \"Port\" { print $2 }' /etc/ssh/lab_sshd_config")).trim();
  const answers = async () => (await run(["bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${port}`])).code;
  expect(await answers()).toBe(0);
  await stop();
  try {
    expect(await answers()).toBe(1);
  } finally {
    await start();
  }
  expect(await answers()).toBe(0);
});

test.each([
  ["atomic", "consistent", ["error", "error"]],
  ["generic", "plain", ["available", "error"]],
] as const)(
  "a fault on one member of a group on %s fails the group snapshot",
  async (volumeType, groupType, members) => {
    const here = await lab();
    await using group = await makeGroup(here, { groupType, volumeType, roles: ["a", "b"] });
    await using _fault = await addFault("lab-test", {
      op: "create_snapshot",
      action: "fail",
      match: `${group.name}-b`,
    });
    const body = { group_snapshot: { group_id: group.id, name: group.name } };
    const { group_snapshot } = expectStatus(await here.bot.cinder("POST", "/group_snapshots", body), 202);
    await expect
      .poll(async () => (await groupSnapshots(here, group.name))[0]?.status, { timeout: 20_000 })
      .toBe("error");
    const statuses = (await memberSnapshots(here, group_snapshot.id)).map(
      (one: { status: string }) => one.status,
    );
    expect(statuses.sort()).toEqual(members);
    await removeGroupSnapshots(here, group.name);
    expect(await groupSnapshots(here, group.name)).toEqual([]);
  },
);

test("a scratch group with a group type of its own is attached, mounted and leaves nothing", async () => {
  const here = await lab();
  let name = "";
  {
    const specs = { consistent_group_snapshot_enabled: "<is> true" };
    await using group = await makeGroup(here, {
      groupType: { specs },
      volumeType: "atomic",
      roles: ["data"],
      attachTo: "shop-app-1",
    });
    name = group.name;
    expect(await guest("shop-app-1").mounts()).toContain(`/srv/${name}-data`);
  }
  expect(await guest("shop-app-1").mounts()).not.toContain(`/srv/${name}-data`);
  const { groups } = expectStatus(await here.bot.cinder("GET", `/groups/detail?name=${name}`), 200);
  const { group_types } = expectStatus(await here.admin.cinder("GET", "/group_types"), 200);
  expect([groups, group_types.filter((one: { name: string }) => one.name === name)]).toEqual([[], []]);
});
