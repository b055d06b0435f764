import { randomUUID } from "node:crypto";
import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { command } from "./harness/command.ts";
import { makeDisk, writeTwoPartitions } from "./harness/disk.ts";
import { guestHouse } from "./harness/guest-house.ts";
import { frozen, hello, prepared, watchdogOf } from "./harness/hold.ts";
import { exists } from "./harness/kit.ts";
import { expectFrozen, expectThawed, stateOf, thawedAfter } from "./harness/writer.ts";

const house = guestHouse();

/** The answer to one line after HELLO. */
async function answerTo(...lines: string[]): Promise<string> {
  const holder = house.kit.serve();
  await holder.say(hello, "HELLO");
  let answer = "";
  for (const line of lines)
    answer = decodeURIComponent(await holder.say(line, lines.at(-1) === line ? "" : "VOLUME"));
  holder.hangUp();
  await holder.exited;
  return answer;
}

describe("a volume", () => {
  it("is found by the serial of its disk, with device, file system and what lies under it", async () => {
    const uuid = await command("blkid", "-p", "-s", "UUID", "-o", "value", house.ext4.device);
    expect(await answerTo(`VOLUME role=data serial=${house.ext4.volumeId} mount=${house.ext4.mount}`)).toBe(
      `VOLUME role=data device=${house.ext4.device} mount=${house.ext4.mount} fstype=ext4 uuid=${uuid} disks=${house.ext4.volumeId}`,
    );
    expect(await answerTo(`VOLUME role=data serial=${house.ext4.volumeId}`)).toContain(
      `mount=${house.ext4.mount} `,
    );
  });

  it("of an unknown serial is refused", async () => {
    expect(await answerTo(`VOLUME role=data serial=${randomUUID()} mount=${house.ext4.mount}`)).toMatch(
      /^ERR code=unknown-volume role=data /,
    );
  });

  it("that is attached but not mounted is refused, whatever its mount point's folder is now", async () => {
    await command("umount", house.xfs.mount);
    try {
      const said = await answerTo(`VOLUME role=wal serial=${house.xfs.volumeId} mount=${house.xfs.mount}`);
      expect(said).toMatch(/^ERR code=not-mounted role=wal /);
      expect(said).toContain("is no mount point but part of what is mounted at /");
      expect(await answerTo(`VOLUME role=wal serial=${house.xfs.volumeId}`)).toMatch(
        /^ERR code=not-mounted role=wal /,
      );
    } finally {
      await command("mount", house.xfs.device, house.xfs.mount);
    }
  });

  it("is refused for a mistyped path and for a folder inside the mount", async () => {
    await mkdir(join(house.ext4.mount, "pg"));
    expect(
      await answerTo(`VOLUME role=data serial=${house.ext4.volumeId} mount=${house.ext4.mount}x`),
    ).toContain("does not exist");
    expect(
      await answerTo(`VOLUME role=data serial=${house.ext4.volumeId} mount=${house.ext4.mount}/pg`),
    ).toMatch(/^ERR code=not-mounted/);
    expect(await answerTo(`VOLUME role=data serial=${house.ext4.volumeId} mount=/`)).toMatch(
      /^ERR code=wrong-mount/,
    );
  });

  it("is refused when another volume is mounted where it should be", async () => {
    expect(await answerTo(`VOLUME role=data serial=${house.ext4.volumeId} mount=${house.xfs.mount}`)).toMatch(
      /^ERR code=wrong-mount role=data path=\S+ what=what is mounted at/,
    );
  });

  it("is refused when it is mounted read-only", async () => {
    await command("mount", "-o", "remount,ro", house.ext4.mount);
    try {
      expect(
        await answerTo(`VOLUME role=data serial=${house.ext4.volumeId} mount=${house.ext4.mount}`),
      ).toMatch(/^ERR code=read-only/);
    } finally {
      await command("mount", "-o", "remount,rw", house.ext4.mount);
    }
  });

  it("is refused when its file system also lies on a disk that is no volume of the hold", async () => {
    await using one = await makeDisk("ext4");
    await using two = await makeDisk("ext4");
    await command("umount", one.mount);
    await command("umount", two.mount);
    await command("mkfs.btrfs", "-q", "-f", one.device, two.device);
    await command("mount", one.device, one.mount);
    const volume = `VOLUME role=data serial=${one.volumeId} mount=${one.mount}`;
    const alone = house.kit.serve();
    await alone.say(hello, "HELLO");
    const disks = /disks=(\S+)/.exec(await alone.say(volume, "VOLUME"))?.[1]?.split(",");
    expect(disks).toHaveLength(2);
    expect(new Set(disks)).toEqual(new Set([one.volumeId, two.volumeId.slice(0, 20)]));
    expect(await alone.say("RECIPE stage=1 id=0 kind=fsfreeze roles=data", "ERR")).toMatch(
      /code=wrong-mount role=data/,
    );
    alone.hangUp();
    const both = house.kit.serve();
    await both.say(hello, "HELLO");
    await both.say(volume, "VOLUME");
    await both.say(`VOLUME role=more serial=${two.volumeId}`, "VOLUME");
    expect(await both.say("RECIPE stage=1 id=0 kind=fsfreeze roles=data,more", "RECIPE")).toBe(
      `RECIPE id=0 mounts=${one.mount}`,
    );
    both.hangUp();
    await Promise.all([alone.exited, both.exited]);
  });

  it("is refused when it carries a second mounted file system, which a freeze would leave out", async () => {
    await using halves = await makeDisk("ext4");
    await command("umount", halves.mount);
    await writeTwoPartitions(halves.device);
    await command("partx", "-a", halves.device);
    await command("mkfs.ext4", "-qF", `${halves.device}p1`);
    await command("mkfs.ext4", "-qF", `${halves.device}p2`);
    await command("mount", `${halves.device}p1`, halves.mount);
    const ask = `VOLUME role=data serial=${halves.volumeId} mount=${halves.mount}`;
    expect(await answerTo(ask)).toContain(
      `VOLUME role=data device=${halves.device}p1 mount=${halves.mount} fstype=ext4`,
    );
    await command("mkdir", "-p", `${halves.mount}/second`);
    await command("mount", `${halves.device}p2`, `${halves.mount}/second`);
    expect(await answerTo(ask)).toContain(
      "ERR code=wrong-mount role=data what=2 mounted file systems lie on",
    );
  });

  it("is refused when it is the running system's", async () => {
    const link = "/dev/disk/by-id/virtio-00000000-root-0000-0";
    const root = basename(await command("findmnt", "-no", "SOURCE", "/"));
    await symlink(`../../${root}`, link);
    try {
      expect(await answerTo("VOLUME role=data serial=00000000-root-0000-0000-000000000000 mount=/")).toMatch(
        /^ERR code=(system-mount|unknown-volume)/,
      );
    } finally {
      await rm(link);
    }
  });
});

describe("a hook", () => {
  it("is refused unless it is root's alone, and a name is never a path", async () => {
    const file = join(house.kit.etc, "hooks.d/orders");
    const ask = async (name: string) => {
      const holder = house.kit.serve();
      await holder.say(hello, "HELLO");
      const answer = await holder.say(`RECIPE stage=1 id=0 kind=hook name=${name}`, "");
      holder.hangUp();
      await holder.exited;
      return answer;
    };
    expect(await ask("orders")).toMatch(/^ERR code=no-recipe/);
    await writeFile(file, "#!/bin/sh\n");
    await chmod(file, 0o755);
    expect(await ask("orders")).toBe("RECIPE id=0 prove=no");
    await chmod(file, 0o775);
    expect(await ask("orders")).toMatch(/^ERR code=not-allowed/);
    await chmod(file, 0o755);
    await command("chown", `${house.kit.user}:`, file);
    expect(await ask("orders")).toMatch(/^ERR code=not-allowed/);
    await rm(file);
    await symlink("/bin/true", file);
    expect(await ask("orders")).toMatch(/^ERR code=not-allowed/);
    await rm(file);
    expect(await ask("../orders")).toMatch(/^ERR code=not-allowed/);
  });

  it("runs freeze, proves on both sides and always runs thaw, when its freeze failed or the holder died too", async () => {
    const log = join(house.kit.run, "hook.log");
    const file = join(house.kit.etc, "hooks.d/orders");
    await writeFile(
      file,
      `#!/bin/sh\necho "$1 $FREEZEFRAME_TOKEN" >>${log}\n[ ! -e ${log}.fail ] || [ "$1" = thaw ]\n`,
      { mode: 0o755 },
    );
    await writeFile(`${file}.prove`, `#!/bin/sh\n[ ! -e ${log}.no ]\n`, { mode: 0o755 });
    const ready = async () => {
      const holder = house.kit.serve();
      await holder.say(hello, "HELLO");
      await holder.say(`VOLUME role=data serial=${house.ext4.volumeId}`, "VOLUME");
      expect(await holder.say("RECIPE stage=1 id=0 kind=hook name=orders", "RECIPE")).toBe(
        "RECIPE id=0 prove=yes",
      );
      await holder.say("RECIPE stage=2 id=1 kind=fsfreeze roles=data", "RECIPE");
      await holder.say("PREPARE", "PREPARED");
      await holder.say("ARM token=token-hook budget_ms=3000 silence_ms=3000", "ARMED");
      return holder;
    };
    const told = async () => (await command("cat", log)).split("\n");

    const good = await ready();
    await good.say("FREEZE stage=1", "FROZEN stage=1 mounts=0");
    await good.say("FREEZE stage=2", "FROZEN stage=2 mounts=1");
    expect(await good.say("PROVE", "PROOF")).toBe("PROOF id=0 held=yes");
    expect(await good.hear("PROOF")).toContain("frozen=1 blocked=1");
    await writeFile(`${log}.no`, "");
    expect(await good.say("PROVE", "PROOF")).toBe("PROOF id=0 held=no");
    await good.say("THAW token=token-hook", "THAWED cause=ordered");
    expect(await told()).toEqual(["freeze token-hook", "thaw token-hook"]);

    await writeFile(`${log}.fail`, "");
    const failing = await ready();
    expect(await failing.say("FREEZE stage=1", "ERR")).toContain("code=hook-failed");
    await failing.hear("THAWED cause=error");
    expect(await told()).toEqual([
      "freeze token-hook",
      "thaw token-hook",
      "freeze token-hook",
      "thaw token-hook",
    ]);
    await rm(`${log}.fail`);

    const killed = await ready();
    await killed.say("FREEZE stage=1", "FROZEN");
    process.kill(killed.pid, "SIGKILL");
    await expect.poll(told, { timeout: 3_000 }).toHaveLength(6);
    expect((await told()).at(-1)).toBe("thaw token-hook");
    await expectThawed(house.ext4.mount);
  });
});

describe("two holds", () => {
  it("never overlap in one guest", async () => {
    const first = await frozen(house.kit, [house.ext4]);
    const second = house.kit.serve();
    await second.say(hello, "HELLO");
    expect(await second.say("STATUS", "STATUS")).toMatch(
      new RegExp(
        `^STATUS state=frozen token=token-0001 instance=test run=run-1 mounts=${house.ext4.mount} frozen_ms=\\d+ deadline_ms=\\d+$`,
      ),
    );
    await second.say(`VOLUME role=d0 serial=${house.xfs.volumeId}`, "VOLUME");
    await second.say("RECIPE stage=1 id=0 kind=fsfreeze roles=d0", "RECIPE");
    expect(await second.say("PREPARE", "ERR")).toContain("code=busy");
    await first.say("THAW token=token-0001", "THAWED");
    await second.say("PREPARE", "PREPARED");
    second.hangUp();
    first.hangUp();
    await Promise.all([first.exited, second.exited]);
  });

  it("are settled by token: one's own is ended, another's is left alone", async () => {
    const first = await frozen(house.kit, [house.ext4]);
    const writers = await expectFrozen(house.ext4.mount);
    const second = house.kit.serve();
    await second.say(hello, "HELLO");
    expect(await second.say("SETTLE instance=test token=token-0002", "SETTLED")).toBe("SETTLED was=other");
    expect(await second.say("SETTLE instance=else token=token-0001", "SETTLED")).toBe("SETTLED was=other");
    expect(await second.say("SETTLE instance=test token=token-0001", "SETTLED")).toBe("SETTLED was=frozen");
    await thawedAfter(writers);
    expect(await first.hear("THAWED")).toContain("cause=signal");
    expect(await second.say("SETTLE instance=test token=token-0001", "SETTLED")).toBe("SETTLED was=idle");
    second.hangUp();
  });

  it("settle what a hold left whose holder and watchdog were both killed", async () => {
    for (const way of ["SETTLE", "PREPARE", "thaw"] as const) {
      const first = await frozen(house.kit, [house.ext4]);
      const writers = await expectFrozen(house.ext4.mount);
      process.kill(await watchdogOf(house.kit), "SIGKILL");
      process.kill(first.pid, "SIGKILL");
      await first.exited;
      await expectFrozen(house.ext4.mount);
      if (way === "thaw") {
        expect(await command(house.kit.holder, "status").catch((error: { code: number }) => error.code)).toBe(
          3,
        );
        expect(await command(house.kit.holder, "thaw")).toBe("thawed (was frozen, run run-1)");
      } else if (way === "SETTLE") {
        const second = house.kit.serve();
        await second.say(hello, "HELLO");
        expect(await second.say("STATUS", "STATUS")).toContain("state=frozen token=token-0001");
        expect(await second.say("SETTLE instance=test token=token-0001", "SETTLED")).toBe(
          "SETTLED was=frozen",
        );
        second.hangUp();
      } else {
        const second = await prepared(house.kit, [house.ext4]);
        second.hangUp();
      }
      expect(await thawedAfter(writers)).toBeLessThan(1_000);
      expect(await command(house.kit.holder, "status")).toContain("nothing is frozen");
    }
  });

  it("thaw at the word of a person in the guest", async () => {
    const holder = await frozen(house.kit, [house.ext4]);
    const watchdog = await watchdogOf(house.kit);
    const said = await command(house.kit.holder, "status").catch((error: { stdout: string }) => error.stdout);
    expect(said).toContain(`mount:     ${house.ext4.mount} (frozen)`);
    expect(await command(house.kit.holder, "thaw")).toBe("thawed (was frozen, run run-1)");
    await expectThawed(house.ext4.mount);
    expect(await holder.hear("THAWED")).toContain("cause=signal");
    expect(await stateOf(watchdog)).toBe("gone");
  });
});

describe("the sentinel's file", () => {
  it("carries the token, and is never written through a link that the mount's owner put there", async () => {
    const victim = join(house.kit.run, "victim");
    await writeFile(victim, "untouched");
    await symlink(victim, join(house.ext4.mount, ".freezeframe"));
    const holder = await prepared(house.kit, [house.ext4]);
    await holder.say("ARM token=token-file budget_ms=3000 silence_ms=3000", "ARMED");
    expect(await command("cat", join(house.ext4.mount, ".freezeframe"))).toBe("token-file");
    expect(await command("stat", "-c", "%F %U %a", join(house.ext4.mount, ".freezeframe"))).toBe(
      "regular file root 600",
    );
    expect(await command("cat", victim)).toBe("untouched");
    await holder.say("THAW token=token-file", "THAWED cause=ordered");
    await expect.poll(() => exists(join(house.ext4.mount, ".freezeframe"))).toBe(false);
  });
});
