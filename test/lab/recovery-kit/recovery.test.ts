import { access, chmod, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { command } from "../guest-kit/harness/command.ts";
import { expectNothingLeft } from "./harness/attached.ts";
import { recoveryHouse } from "./harness/recovery-house.ts";
import type { KitProcess } from "./harness/recovery-kit.ts";
import { found, hello, mounted, sqlLine, started } from "./harness/restored.ts";

const house = recoveryHouse();

async function stopped(one: KitProcess): Promise<void> {
  expect(await one.say("STOP", "STOPPED")).toMatch(/^STOPPED cause=ordered left=0/);
  await one.say("BYE", "BYE");
  expect(await one.exited).toBe(0);
  await expectNothingLeft(house.disks.all, house.run);
}

describe("a crashed database over three volumes, its originals mounted on the same server", () => {
  it("is found, replayed, checked, recovered, verified and left in order", async () => {
    await house.restore();
    const one = house.kit.serve();
    expect(await one.say(hello(house.run), "HELLO")).toMatch(
      /^HELLO protocol=1 kit=1\.2\.0 nonce=0123456789abcdef host=\S+ kernel=\S+ boot=\S+ postgresql=\S*15\S* (?:mariadb=\S+ )?glibc=\S+/,
    );
    for (const role of ["config", "wal", "data"] as const) {
      const { volumeId, device } = house.disks[role];
      expect(await one.say(`FIND role=${role} serial=${volumeId}`, "FOUND")).toMatch(
        new RegExp(
          `^FOUND role=${role} device=${device} size=\\d+ fstype=(ext4|xfs) uuid=\\S+ uuid_in_use=yes$`,
        ),
      );
    }
    for (const role of ["config", "wal", "data"] as const) {
      expect(await one.say(`CHECK role=${role}`, "CHECKED")).toMatch(
        new RegExp(`^CHECKED role=${role} replayed=yes clean=yes `),
      );
      // Replayed is replayed: the second time there is nothing left to do.
      expect(await one.say(`CHECK role=${role}`, "CHECKED")).toContain("replayed=no clean=yes");
    }
    for (const role of ["wal", "config", "data"] as const) {
      expect(await one.say(`MOUNT role=${role} mount=${house.source.mounts[role]}`, "MOUNTED")).toContain(
        "options=nosuid,nodev,noatime",
      );
    }
    expect(await one.say("START role=data cluster=main", "STARTED")).toMatch(
      new RegExp(
        `^STARTED major=15 version=15\\.\\d+ system=\\d+ replayed=yes recovered_ms=\\d+ ready_ms=\\d+ checksums=on data=${house.source.dataDir} collations=same$`,
      ),
    );
    const log = one.heard.filter((line) => line.startsWith("LOG ")).join("\n");
    expect(log).toContain("automatic recovery in progress");
    expect(log).toContain("redo done at");
    expect(await one.say("VERIFY id=1 kind=amcheck", "VERIFIED")).toContain("id=1 kind=amcheck passed=yes");
    const read = await one.say("VERIFY id=2 kind=read", "VERIFIED");
    expect(read).toContain("passed=yes");
    expect(Number(/value=(\d+)/.exec(read)?.[1])).toBeGreaterThan(house.source.rows);
    expect(await one.say(sqlLine(3, "select count(*) from orders"), "VERIFIED")).toContain(
      `passed=yes value=${house.source.rows}`,
    );
    expect(await one.say("VERIFY id=4 kind=checksums", "VERIFIED")).toContain("passed=yes");
    expect(await one.say(sqlLine(5, "select count(*) from orders"), "VERIFIED")).toContain(
      `passed=yes value=${house.source.rows}`,
    );
    await stopped(one);
  });

  it("cannot hurt production, whatever its own settings say", async () => {
    await house.restore();
    const one = await started(house);
    const shows = async (name: string) => {
      const said = await one.say(
        sqlLine(1, `select coalesce(nullif(current_setting('${name}'), ''), '-')`),
        "VERIFIED",
      );
      return /value=(\S+)/.exec(said)?.[1];
    };
    expect(await shows("archive_mode")).toBe("off");
    expect(await shows("archive_command")).toBe("(disabled)");
    for (const name of [
      "primary_conninfo",
      "listen_addresses",
      "shared_preload_libraries",
      "restore_command",
    ])
      expect([name, await shows(name)]).toEqual([name, "-"]);
    for (const name of ["synchronous_standby_names", "session_preload_libraries"])
      expect([name, await shows(name)]).toEqual([name, "-"]);
    for (const name of ["max_wal_senders", "max_logical_replication_workers"])
      expect([name, await shows(name)]).toEqual([name, "0"]);
    for (const name of [
      "autovacuum",
      "zero_damaged_pages",
      "ignore_checksum_failure",
      "transaction_read_only",
    ])
      expect([name, await shows(name)]).toEqual([name, name === "transaction_read_only" ? "on" : "off"]);
    expect(await shows("cluster_name")).toBe(`freezeframe-recovery-${house.run}`);
    await stopped(one);
    await expect(access(join(house.source.mounts.data, "../archived"))).rejects.toThrow();
  });

  it("runs hooks beside it, without network, and without a trace on the server", async () => {
    await house.restore();
    const file = join(house.kit.etc, "recover-hooks.d/selfcheck");
    await writeFile(
      file,
      `#!/bin/sh
set -e
[ "$1" = check ]
grep -q workers "$FREEZEFRAME_MOUNTS/config/application.conf"
grep -q workers ${house.source.mounts.config}/application.conf
[ "$(ls /sys/class/net /proc/sys/net/ipv4/conf 2>/dev/null | wc -l)" -gt 0 ]
! ip route get 192.0.2.1 2>/dev/null
echo trace >/etc/ff-trace; mkdir -p /var/lib/ff-trace
psql -XAtqd orders -c "select count(*) || ' orders' from orders"
`,
    );
    await chmod(file, 0o755);
    const one = await mounted(house);
    expect(await one.say("VERIFY id=1 kind=hook name=selfcheck", "VERIFIED")).toContain("passed=no");
    await one.say("START role=data", "STARTED");
    expect(await one.say("VERIFY id=2 kind=hook name=selfcheck", "VERIFIED")).toBe(
      `VERIFIED id=2 kind=hook passed=yes text=${house.source.rows} orders`,
    );
    await stopped(one);
    await expect(access("/etc/ff-trace")).rejects.toThrow();
    await expect(access("/var/lib/ff-trace")).rejects.toThrow();
  });

  it("mounts where production mounts although there is no such folder here, and leaves none", async () => {
    await house.restore();
    const one = await found(house);
    const path = `/etc/ff-no-such-${house.kit.name}/deep`;
    expect(await one.say(`MOUNT role=config mount=${path}`, "MOUNTED")).toContain(`mount=${path} `);
    expect(await one.say("MOUNT role=wal", "MOUNTED")).toContain(
      `mount=/run/freezeframe-recover/${house.run}/mnt/wal `,
    );
    await stopped(one);
    expect((await readdir("/etc")).filter((name) => name.startsWith("ff-no-such"))).toEqual([]);
    expect(await readdir(house.kit.run)).toEqual(expect.not.arrayContaining([house.run]));
  });

  it("finds the data directory by itself on whatever volume it is", async () => {
    await house.restore();
    const one = await mounted(house);
    expect(await one.say("START cluster=main", "STARTED")).toContain(`data=${house.source.dataDir}`);
    await stopped(one);
  });

  it("promotes the copy of a standby, which would wait for its primary for ever", async () => {
    await house.restore();
    await changed(async (data) => {
      await writeFile(join(data, "standby.signal"), "");
      await command("chown", "postgres:", join(data, "standby.signal"));
    });
    const one = await mounted(house);
    await one.say("START role=data", "STARTED major=15");
    expect(await one.say(sqlLine(1, "select count(*) from orders"), "VERIFIED")).toContain(
      `value=${house.source.rows}`,
    );
    await stopped(one);
  });

  it("tells of a collation library that is not the source's", async () => {
    await house.restore();
    const first = await started(house);
    await first.say("STOP", "STOPPED");
    await changed(async (data) => {
      const single = `echo "update pg_database set datcollversion = '1.2' where datname = 'sorted'" | /usr/lib/postgresql/15/bin/postgres --single -D ${data} -c shared_preload_libraries= -c synchronous_standby_names= -c archive_mode=off postgres`;
      await command("mkdir", "-p", house.source.mounts.wal);
      await command("runuser", "-u", "postgres", "--", "sh", "-c", single);
    });
    const one = await mounted(house);
    expect(await one.say("START role=data", "STARTED")).toMatch(
      /collations=database sorted: 1\.2 at the source, \S+ here; $/,
    );
    await stopped(one);
  });
});

/** Changes the restored data as the source would have: in a mount of our own, unmounted before the kit looks. */
async function changed(change: (dataDir: string) => Promise<void>): Promise<void> {
  // The originals make way, so that the links of the copy lead into the copy.
  await command("umount", house.source.mounts.data);
  await command("umount", house.source.mounts.wal);
  try {
    await command("mount", house.disks.data.device, house.source.mounts.data);
    await command("mount", "-o", "nouuid", house.disks.wal.device, house.source.mounts.wal);
    await change(house.source.dataDir);
  } finally {
    await command("umount", house.source.mounts.data).catch(() => {});
    await command("umount", house.source.mounts.wal).catch(() => {});
    await command("mount", house.source.devices.data, house.source.mounts.data);
    await command("mount", house.source.devices.wal, house.source.mounts.wal);
  }
}
