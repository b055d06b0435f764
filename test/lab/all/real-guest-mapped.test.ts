import { expect, test } from "vitest";
import { hello } from "../guest-kit/harness/hold.ts";
import { converse, type HolderProcess } from "../guest-kit/harness/kit.ts";
import { guest } from "../harness/guest.ts";
import { guestsState, labWithGuests } from "../harness/lab-with-guests.ts";
import { makeLooseVolume, plug, type ScratchVolume, unplug } from "../harness/scratch-group.ts";
import { until } from "../harness/until.ts";

// What lies between a file system and Cinder's disks in most guests: the kernel's device mapper, which LVM is made of.

const NAME = "orders-vm-1";
const server = guest(NAME, guestsState);

test("a file system over two volumes, as LVM lays it, is frozen as one, and refused while one of them is not of the hold", {
  timeout: 300_000,
}, async () => {
  const lab = await labWithGuests();
  await using stack = new AsyncDisposableStack();
  const disks: string[] = [];
  const volumes: ScratchVolume[] = [];
  for (const _ of ["data", "more"]) {
    const volume = stack.use(await makeLooseVolume(lab, "atomic"));
    disks.push(await plug(lab, NAME, volume));
    stack.defer(() => unplug(lab, NAME, volume));
    volumes.push(volume);
  }
  for (const disk of disks)
    await until(`${disk} in the guest`, async () =>
      (await server.exec(["test", "-b", disk])).code === 0 ? true : undefined,
    );
  stack.defer(async () => {
    await server.sh("fsfreeze -u /srv/both 2>/dev/null; umount /srv/both; dmsetup remove vg-both");
  });
  // In stripes: no part of the file system is on one disk alone.
  await server.sh(`dmsetup create vg-both --table "0 4128768 striped 2 128 ${disks[0]} 0 ${disks[1]} 0"
    mkfs.ext4 -q /dev/mapper/vg-both && mkdir -p /srv/both && mount /dev/mapper/vg-both /srv/both`);

  const conversation = async (): Promise<HolderProcess> => {
    const holder = converse(server.inside(["freezeframe-hold", "serve"]));
    stack.defer(async () => {
      holder.hangUp();
      await holder.exited;
    });
    await holder.say(hello, "HELLO");
    return holder;
  };
  const of = (role: string, { id }: ScratchVolume) => `VOLUME role=${role} serial=${id} mount=/srv/both`;
  const [data, more] = volumes as [ScratchVolume, ScratchVolume];
  const alone = await conversation();
  const found = await alone.say(of("data", data), "VOLUME");
  expect(found).toMatch(/device=\/dev\/(mapper\/vg-both|dm-\d+) mount=\/srv\/both/);
  expect(/disks=(\S+)/.exec(found)?.[1]?.split(",").sort()).toEqual([data.id, more.id.slice(0, 20)].sort());
  expect(await alone.say("RECIPE stage=1 id=0 kind=fsfreeze roles=data", "ERR")).toContain(
    "code=wrong-mount",
  );

  const both = await conversation();
  await both.say(of("data", data), "VOLUME");
  await both.say(of("more", more), "VOLUME");
  expect(await both.say("RECIPE stage=1 id=0 kind=fsfreeze roles=data,more", "RECIPE")).toContain(
    "mounts=/srv/both",
  );
  await both.say("PREPARE", "PREPARED");
  await both.say("ARM token=token-0001 budget_ms=30000 silence_ms=30000", "ARMED");
  expect(await both.say("FREEZE stage=1", "FROZEN")).toContain("mounts=1");
  expect(await both.say("PROVE", "PROOF")).toContain("frozen=1 blocked=1");
  // The kernel's own word: it refuses to freeze what is frozen.
  const again = await server.exec(["fsfreeze", "-f", "/srv/both"]);
  expect(again.stderr).toContain("Device or resource busy");
  expect(await both.say("THAW token=token-0001", "THAWED cause=ordered")).toContain("left=0");
  await server.sh("touch /srv/both/thawed");
});
