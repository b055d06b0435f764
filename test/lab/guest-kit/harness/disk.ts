import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readlink, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { command } from "./command.ts";

/** A loop device that looks like an attached volume: made, linked as a guest's udev would, formatted, mounted. */
export interface Disk extends AsyncDisposable {
  readonly volumeId: string;
  readonly device: string;
  readonly mount: string;
}

export async function makeDisk(fs: "ext4" | "xfs" | "btrfs" = "ext4", mountOptions = "defaults"): Promise<Disk> {
  const folder = await mkdtemp(join(tmpdir(), "ff-disk-"));
  const image = join(folder, "image");
  const mount = join(folder, "mount");
  const volumeId = randomUUID();
  await writeFile(image, "");
  await truncate(image, 320 * 1024 * 1024);
  await mkdir(mount);
  await command(`mkfs.${fs}`, "-q", fs === "ext4" ? "-F" : "-f", image);
  const device = await command("losetup", "-f", "--show", image);
  await mkdir("/dev/disk/by-id", { recursive: true });
  const link = `/dev/disk/by-id/virtio-${volumeId.slice(0, 20)}`;
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

/** Whatever a failed test left: thawed until the kernel says that it is not frozen. */
export async function thawByHand(mount: string): Promise<void> {
  for (let round = 0; round < 5; round++) await command("fsfreeze", "-u", mount).catch(() => {});
}

/** The loop device that a link of a guest leads to. */
export const linkTarget = (volumeId: string): Promise<string> => readlink(`/dev/disk/by-id/virtio-${volumeId.slice(0, 20)}`);
