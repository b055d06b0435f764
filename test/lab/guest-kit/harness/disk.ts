import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, open, readdir, readlink, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { command } from "./command.ts";

/** A loop device that looks like an attached volume: made, linked as a guest's udev would, formatted, mounted. */
export interface Disk extends AsyncDisposable {
  readonly volumeId: string;
  readonly device: string;
  readonly mount: string;
}

const byId = "/dev/disk/by-id";

export async function makeDisk(
  fs: "ext4" | "xfs" | "btrfs" = "ext4",
  mountOptions = "defaults",
): Promise<Disk> {
  const folder = await mkdtemp(join(tmpdir(), "ff-disk-"));
  const image = join(folder, "image");
  const mount = join(folder, "mount");
  const volumeId = randomUUID();
  await writeFile(image, "");
  await truncate(image, 320 * 1024 * 1024);
  await mkdir(mount);
  await command(`mkfs.${fs}`, "-q", fs === "ext4" ? "-F" : "-f", image);
  const device = await command("losetup", "-fP", "--show", image);
  await mkdir(byId, { recursive: true });
  await removeLinksTo(device);
  const link = `${byId}/virtio-${volumeId.slice(0, 20)}`;
  await symlink(`../../${basename(device)}`, link);
  await command("mount", "-o", mountOptions, device, mount);
  return {
    volumeId,
    device,
    mount,
    async [Symbol.asyncDispose]() {
      await thawByHand(mount);
      await command("umount", "-R", mount).catch(() => {});
      await rm(link, { force: true });
      await command("losetup", "-d", device);
      await rm(folder, { recursive: true });
    },
  };
}

/** A loop device is used again: what still names it after a test that was killed is another volume's. */
async function removeLinksTo(device: string): Promise<void> {
  for (const name of await readdir(byId)) {
    const link = join(byId, name);
    const to = await readlink(link).catch(() => "");
    if (basename(to) === basename(device)) await rm(link, { force: true });
  }
}

/** Whatever a failed test left: thawed until the kernel says that it is not frozen. */
export async function thawByHand(mount: string): Promise<void> {
  for (let round = 0; round < 5; round++) await command("fsfreeze", "-u", mount).catch(() => {});
}

/** A partition table with two Linux partitions, 150 MiB and the next 100 MiB. */
export async function writeTwoPartitions(device: string): Promise<void> {
  const sector = Buffer.alloc(512);
  for (const [n, [first, count]] of [
    [2_048, 307_200],
    [309_248, 204_800],
  ].entries()) {
    sector[446 + 16 * n + 4] = 0x83;
    sector.writeUInt32LE(first ?? 0, 446 + 16 * n + 8);
    sector.writeUInt32LE(count ?? 0, 446 + 16 * n + 12);
  }
  sector.writeUInt16LE(0xaa55, 510);
  await using file = await open(device, "r+");
  await file.write(sector, 0, 512, 0);
  await file.sync();
}
