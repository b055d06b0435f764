import { randomUUID } from "node:crypto";
import { access, chmod, mkdir, open, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { command } from "../guest-kit/harness/command.ts";
import { linkAs } from "../recovery-kit/harness/attached.ts";
import { recoveryHouse } from "../recovery-kit/harness/recovery-house.ts";
import type { KitProcess } from "../recovery-kit/harness/recovery-kit.ts";
import { found, hello, mounted, sqlLine, started } from "../recovery-kit/harness/restored.ts";

const house = recoveryHouse();

async function greeted(): Promise<KitProcess> {
  const one = house.kit.serve();
  await one.say(hello(house.run), "HELLO");
  return one;
}

describe("a server that is not marked", () => {
  it("refuses everything, and a mark that is not root's alone is none", async () => {
    const mark = join(house.kit.etc, "recovery-server");
    const text = await readFile(mark);
    const refused = async () => {
      const one = house.kit.serve();
      expect(await one.say(hello(house.run), "ERR")).toContain("code=not-a-recovery-server");
      expect(await one.exited).toBe(1);
    };
    await rm(mark);
    await refused();
    await symlink("/etc/hostname", mark);
    await refused();
    await rm(mark);
    await writeFile(mark, text);
    await chmod(mark, 0o666);
    await refused();
    await chmod(mark, 0o644);
    await command("chown", `${house.kit.user}:`, mark);
    await refused();
    await rm(mark);
    await house.kit.install();
    await greeted();
  });

  it("is not made one where the guest kit is installed", async () => {
    const holder = `/usr/local/sbin/freezeframe-hold-${house.kit.name}`;
    await writeFile(holder, "");
    try {
      await expect(house.kit.install()).rejects.toThrow(/a server that is protected is no recovery server/);
    } finally {
      await rm(holder);
    }
  });
});

describe("a conversation", () => {
  it.each([
    "FIND role=data serial=00000000-0000-0000-0000-000000000000",
    "HELLO protocol=1 instance=test run=run-1",
    "HELLO protocol=1 instance=test run=run-1 nonce=x;reboot",
    "HELLO protocol=1 instance=test run=$(id) nonce=0123456789abcdef",
    "HELLO protocol=1 instance=test run=run-1 nonce=0123456789abcdef silence_ms=99999",
    "GET / HTTP/1.1",
  ])("does not begin with %s", async (line) => {
    const one = house.kit.serve();
    expect(await one.say(line, "ERR")).toContain("code=protocol");
    expect(await one.exited).toBe(1);
  });

  it.each([
    "FIND role=data serial=x",
    "FIND role=../data serial=00000000-0000-0000-0000-000000000000",
    "FIND role=a%2Fb serial=00000000-0000-0000-0000-000000000000",
    "FIND role=data serial=..%2F..%2F..%2F..%2Fsda-aaaaaaaaaaaaaa",
    "CHECK role=data",
    "MOUNT role=data mount=/mnt",
    "START role=data",
    "VERIFY id=1 kind=amcheck",
    "VERIFY id=1 kind=hook name=x",
    "BYE",
    "REBOOT",
    `FIND role=${"x".repeat(4_090)}`,
  ])("ends at a line that is out of order or none: %s", async (line) => {
    const one = await greeted();
    expect(await one.say(line, "ERR")).toContain("code=protocol");
    await one.hear("STOPPED cause=error left=0");
    expect(await one.exited).toBe(1);
  });

  it("tells another protocol's bot its version first", async () => {
    const one = house.kit.serve();
    await one.say(hello(house.run).replace("protocol=1", "protocol=7"), "HELLO protocol=1 kit=");
    expect(await one.hear("ERR")).toContain("this kit speaks protocol 1, the bot 7");
  });
});

describe("a disk", () => {
  it("that is not exactly the one of the serial is refused", async () => {
    await house.restore();
    const one = await greeted();
    expect(await one.say(`FIND role=data serial=${randomUUID()} wait_ms=0`, "ERR")).toMatch(
      /code=unknown-volume role=data/,
    );
    await one.say(`FIND role=data serial=${house.disks.data.volumeId}`, "FOUND");
    // The same disk under a second serial is still the same disk.
    const second = randomUUID();
    const unlink = await linkAs(second, house.disks.data.device);
    expect(await one.say(`FIND role=wal serial=${second}`, "ERR")).toMatch(
      /code=ambiguous-volume role=wal .*role data already/,
    );
    await unlink();
  });

  it("is waited for while it is being attached", async () => {
    await house.restore();
    const volumeId = randomUUID();
    const one = await greeted();
    one.send(`FIND role=data serial=${volumeId} wait_ms=10000`);
    one.send("BEAT n=1");
    await one.hear("BEAT n=1");
    const unlink = await linkAs(volumeId, house.disks.data.device);
    await one.hear(`FOUND role=data device=${house.disks.data.device}`);
    await unlink();
  });

  it("that this server itself uses is refused", async () => {
    await house.restore();
    const volumeId = randomUUID();
    const unlink = await linkAs(volumeId, house.source.devices.data);
    const one = await greeted();
    expect(await one.say(`FIND role=data serial=${volumeId}`, "ERR")).toMatch(
      new RegExp(
        `code=in-use role=data what=${house.source.devices.data} is mounted at ${house.source.mounts.data} `,
      ),
    );
    await unlink();
    // … and one that it begins to use later.
    await one.say(`FIND role=data serial=${house.disks.data.volumeId}`, "FOUND");
    const mount = join(house.source.mounts.data, "../elsewhere");
    await mkdir(mount);
    await command("mount", house.disks.data.device, mount);
    try {
      expect(await one.say("CHECK role=data", "ERR")).toContain("code=in-use");
      expect(await one.say("MOUNT role=data mount=/srv/x", "ERR")).toContain("code=in-use");
    } finally {
      await command("umount", mount);
    }
  });

  it("that was replaced by another is refused", async () => {
    await house.restore();
    const one = await found(house);
    const link = `/dev/disk/by-id/virtio-${house.disks.data.volumeId.slice(0, 20)}`;
    await rm(link);
    const unlink = await linkAs(house.disks.data.volumeId, house.disks.wal.device);
    expect(await one.say("MOUNT role=data mount=/srv/x", "ERR")).toMatch(
      /code=unknown-volume .*is not volume \S+ any more/,
    );
    await unlink();
  });

  it("without a file system that is known here is refused", async () => {
    await house.restore();
    await command("wipefs", "-aq", house.disks.data.device);
    await command("mkfs.btrfs", "-qf", house.disks.wal.device);
    const one = await greeted();
    expect(await one.say(`FIND role=data serial=${house.disks.data.volumeId}`, "ERR")).toContain(
      "code=no-file-system",
    );
    await one.say(`FIND role=wal serial=${house.disks.wal.volumeId}`, "FOUND");
    expect(await one.say("CHECK role=wal", "ERR")).toMatch(/code=unsupported-file-system .*not btrfs/);
    expect(await one.say("MOUNT role=wal mount=/srv/x", "ERR")).toContain("code=unsupported-file-system");
  });
});

describe("a place to mount", () => {
  it.each([
    "/",
    "//",
    "/etc",
    "/usr/bin",
    "/usr/local/sbin/x",
    "/etc/freezeframe",
    "/etc/freezeframe/recover-hooks.d",
    "/proc/1",
    "/dev/shm",
    "/run/freezeframe-recover",
    "/srv/../etc",
    "/srv/./x",
    "/srv//x",
    "srv/x",
    "/srv/%0A/x",
    "/var/run/x",
    "/lib/x",
  ])("is never %s", async (path) => {
    await house.restore();
    const one = await found(house);
    const sent = path.replaceAll(/[^A-Za-z0-9._:/@+,%-]/g, "");
    expect(await one.say(`MOUNT role=data mount=${sent}`, "ERR")).toContain("code=wrong-mount role=data");
  });

  it("is never reached over a link, nor taken twice", async () => {
    await house.restore();
    await command("mount", house.disks.config.device, await made("/tmp/ff-tamper"));
    await symlink("/usr", "/tmp/ff-tamper/sub");
    await command("umount", "/tmp/ff-tamper");
    const one = await found(house);
    await one.say("MOUNT role=config mount=/srv/app", "MOUNTED");
    expect(await one.say("MOUNT role=data mount=/srv/app/sub", "ERR")).toMatch(
      /code=wrong-mount .*over a link/,
    );
    expect(await one.say("MOUNT role=data mount=/srv/app/sub/bin", "ERR")).toContain("code=wrong-mount");
    expect(await one.say("MOUNT role=data mount=/srv/app", "ERR")).toContain("something is mounted");
    await one.say("MOUNT role=data mount=/srv/other", "MOUNTED");
  });
});

async function made(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Overwrites a part of a file of the restored data, as a torn or hollow disk would show it. */
async function tear(file: string, offset: number, bytes: number): Promise<void> {
  const at = "/tmp/ff-tamper";
  await command("mount", house.disks.data.device, await made(at));
  try {
    const relative = house.source.dataDir.slice(house.source.mounts.data.length);
    const handle = await open(join(at, relative, file), "r+");
    await handle.write(Buffer.alloc(bytes, 0x5a), 0, bytes, offset);
    await handle.sync();
    await handle.close();
  } finally {
    await command("umount", at);
  }
}

describe("a torn disk", () => {
  it("is found where it hits a table: by reading, by amcheck and by the checksums", async () => {
    await house.restore();
    await tear(house.source.heapFile, 8192 * 20, 8192 * 3);
    const one = await started(house);
    expect(await one.say("VERIFY id=1 kind=read", "VERIFIED")).toMatch(
      /passed=no value=\d+ text=orders: ERROR: {2}invalid page in block 20 of relation/,
    );
    expect(await one.say("VERIFY id=2 kind=amcheck", "VERIFIED")).toMatch(
      /passed=no .*invalid page in block/,
    );
    expect(await one.say("VERIFY id=3 kind=checksums", "VERIFIED")).toMatch(
      /passed=no .*checksum verification failed/,
    );
    expect(await one.say(sqlLine(4, "select count(*) from orders"), "VERIFIED")).toMatch(
      /passed=no .*invalid page/,
    );
  });

  it("is found where it hits an index, which no reading of tables sees", async () => {
    await house.restore();
    await tear(house.source.indexFile, 8192 * 5, 8192);
    const one = await started(house);
    expect(await one.say("VERIFY id=1 kind=read", "VERIFIED")).toContain("passed=yes");
    expect(await one.say("VERIFY id=2 kind=amcheck", "VERIFIED")).toContain("passed=no");
    expect(await one.say("VERIFY id=3 kind=checksums", "VERIFIED")).toContain("passed=no");
  });

  it("is found where it hits the file system, and is not taken for a replay", async () => {
    await house.restore();
    await command("mount", house.disks.config.device, await made("/tmp/ff-tamper"));
    await command("umount", "/tmp/ff-tamper");
    await command("debugfs", "-w", "-R", "clri /application.conf", house.disks.config.device);
    const one = await found(house);
    expect(await one.say("CHECK role=config", "CHECKED")).toMatch(
      /replayed=no clean=no text=.*application\.conf/,
    );
    expect(await one.say("CHECK role=data", "CHECKED")).toContain("replayed=yes clean=yes");
    // The root inode of XFS: the log cannot be replayed onto it.
    const device = await open(house.disks.wal.device, "r+");
    for (const offset of [0x8000, 0x10000]) await device.write(Buffer.alloc(0x4000, 0x5a), 0, 0x4000, offset);
    await device.sync();
    await device.close();
    expect(await one.say("CHECK role=wal", "CHECKED")).toContain("clean=no");
  });

  it("keeps a database from starting, with its own words, where it hits what recovery needs", async () => {
    await house.restore();
    await tear("global/pg_control", 0, 512);
    const one = await mounted(house);
    expect(await one.say("START role=data", "ERR")).toContain("code=database");
    expect(await one.say("STOP", "STOPPED")).toContain("left=0");
  });
});

describe("a database", () => {
  it("is not started without its WAL's volume, or with its WAL's older copy", async () => {
    await house.restore();
    const one = await found(house);
    await one.say(`MOUNT role=data mount=${house.source.mounts.data}`, "MOUNTED");
    expect(await one.say("START role=data", "ERR")).toMatch(/code=not-on-volumes .*pg_wal/);
    await one.say(`MOUNT role=wal mount=${house.source.mounts.wal}x`, "MOUNTED");
    expect(await one.say("START role=data", "ERR")).toMatch(/code=not-on-volumes .*leads nowhere/);
  });

  it("is told in its own words when its WAL is gone", async () => {
    await house.restore();
    await command("mount", "-o", "nouuid", house.disks.wal.device, await made("/tmp/ff-tamper"));
    await command("sh", "-c", "rm -f /tmp/ff-tamper/15/main/0*");
    await command("umount", "/tmp/ff-tamper");
    const one = await mounted(house);
    expect(await one.say("START role=data", "ERR")).toMatch(
      /code=database .*could not locate a valid checkpoint record/,
    );
    expect(one.heard.some((line) => line.startsWith("LOG text=PANIC"))).toBe(true);
  });

  it("of a version that is not installed, of another's ownership or of none is refused", async () => {
    await house.restore();
    const change = async (script: string) => {
      await command("mount", house.disks.data.device, await made("/tmp/ff-tamper"));
      await command("sh", "-c", `cd /tmp/ff-tamper/15/main && ${script}`);
      await command("umount", "/tmp/ff-tamper");
    };
    const start = async () => {
      const one = await mounted(house);
      const said = await one.say("START role=data", "");
      await one.say("STOP", "STOPPED");
      return said;
    };
    await change("echo 14 >PG_VERSION");
    expect(await start()).toMatch(/code=wrong-version .*PostgreSQL 14's; this server has .*15/);
    await change("echo '15; reboot' >PG_VERSION");
    expect(await start()).toContain("code=wrong-version");
    await change("echo 15 >PG_VERSION; chown -R 0:0 .");
    expect(await start()).toMatch(/code=wrong-owner .*belongs to user 0/);
    await change("chown -R 2:2 .");
    expect(await start()).toMatch(/code=wrong-owner .*belongs to user 2, which is bin here/);
    await change("touch recovery.signal; chown -R 64123:64123 .");
    expect(await start()).toMatch(/code=no-database .*recovery\.signal/);
    await change("rm recovery.signal PG_VERSION");
    expect(await start()).toMatch(/code=no-database/);
  });

  it("of an owner that is nobody's here runs as that number", async () => {
    await house.restore();
    for (const role of ["data", "wal"] as const) {
      await command(
        "mount",
        "-o",
        role === "wal" ? "nouuid" : "defaults",
        house.disks[role].device,
        await made("/tmp/ff-tamper"),
      );
      await command("chown", "-R", "64123:64123", "/tmp/ff-tamper/15");
      await command("umount", "/tmp/ff-tamper");
    }
    const one = await started(house);
    expect(await one.say("VERIFY id=1 kind=amcheck", "VERIFIED")).toContain("passed=yes");
  });
});

describe("a query", () => {
  it("reads one value and can do nothing else", async () => {
    await house.restore();
    const one = await started(house);
    let id = 0;
    const asked = async (sql: string) => await one.say(sqlLine(++id, sql), "");
    expect(await asked("select count(*) from orders;")).toContain(`value=${house.source.rows}`);
    expect(await asked("select 1, 2")).toMatch(/passed=no .*answers 2 columns/);
    expect(await asked("select 1 where false")).toMatch(/passed=no .*no rows/);
    expect(await asked("select id from orders")).toMatch(/passed=no .*more than one row/);
    expect(await asked("select null::int")).toMatch(/passed=no .*NULL/);
    expect(await asked("select repeat('x', 5000)")).toMatch(/passed=no .*5000 characters/);
    for (const sql of [
      "delete from orders returning 1",
      "select 1; commit; delete from orders",
      "with d as (delete from orders returning 1) select count(*) from d",
      "select nextval('orders_id_seq')",
      "set transaction read write; delete from orders returning 1",
      "\\! touch /tmp/ff-escaped",
      "select 1 \\gexec",
      "copy orders to program 'touch /tmp/ff-escaped'",
      "-- nothing",
    ])
      expect([sql, await asked(sql)]).toEqual([sql, expect.stringMatching(/passed=no|code=no-check/)]);
    await expect(access("/tmp/ff-escaped")).rejects.toThrow();
    expect(await asked("select count(*) from orders")).toContain(`value=${house.source.rows}`);
    expect(await one.say("VERIFY id=99 kind=sql sql=c2VsZWN0IDE%3D", "ERR")).toMatch(
      /code=no-check .*must name one/,
    );
    expect(
      await one.say("VERIFY id=98 kind=sql database=host%3D127.0.0.1 sql=c2VsZWN0IDE%3D", "VERIFIED"),
    ).toMatch(/passed=no .*database "host=127.0.0.1" does not exist/);
  });
});

describe("a hook", () => {
  it("is refused unless it is root's alone, and a name is never a path", async () => {
    await house.restore();
    const file = join(house.kit.etc, "recover-hooks.d/orders");
    // A recovery sees the server's files as they were when it began.
    const ask = async (name: string) => {
      const one = await found(house);
      const said = await one.say(`VERIFY id=1 kind=hook name=${name}`, "");
      await one.say("STOP", "STOPPED");
      return said;
    };
    expect(await ask("orders")).toContain("ERR code=no-check");
    await writeFile(file, "#!/bin/sh\necho fine\n");
    expect(await ask("orders")).toContain("ERR code=not-allowed");
    await chmod(file, 0o755);
    expect(await ask("orders")).toContain("passed=yes text=fine");
    await chmod(file, 0o775);
    expect(await ask("orders")).toContain("ERR code=not-allowed");
    await rm(file);
    await symlink("/bin/true", file);
    expect(await ask("orders")).toContain("ERR code=not-allowed");
    await rm(file);
    expect(await ask("../orders")).toContain("ERR code=not-allowed");
    await writeFile(file, "#!/bin/sh\necho not today; exit 3\n");
    await chmod(file, 0o755);
    expect(await ask("orders")).toContain("passed=no text=not today");
  });
});
