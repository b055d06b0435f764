import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { mkdtemp, open, readdir, readFile, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect } from "vitest";
import { command } from "../../guest-kit/harness/command.ts";

/** A copy of an image as a disk that looks like an attached volume: a loop device, linked as a guest's udev would. */
export interface Attached extends AsyncDisposable {
  readonly volumeId: string;
  readonly device: string;
  readonly image: string;
}

export async function attach(image: string, volumeId: string = randomUUID()): Promise<Attached> {
  const folder = await mkdtemp(join(tmpdir(), "ff-copy-"));
  const copy = join(folder, "image");
  await command("cp", "--sparse=always", "--reflink=auto", image, copy);
  const device = await command("losetup", "-f", "--show", copy);
  const unlink = await linkAs(volumeId, device);
  return {
    volumeId,
    device,
    image: copy,
    async [Symbol.asyncDispose]() {
      await unlink();
      await command("losetup", "-d", device);
      await rm(folder, { recursive: true });
    },
  };
}

/** The link by which a virtio disk of that serial is known. */
export async function linkAs(volumeId: string, device: string): Promise<() => Promise<void>> {
  const link = `/dev/disk/by-id/virtio-${volumeId.slice(0, 20)}`;
  await command("mkdir", "-p", "/dev/disk/by-id");
  await symlink(`../../${basename(device)}`, link);
  return () => rm(link, { force: true });
}

/** Nobody, in whatever name space, has the disks mounted or open, and nothing of the run lives. */
export async function expectNothingLeft(
  disks: readonly Attached[],
  run: string,
  withinMs = 5_000,
): Promise<void> {
  for (const disk of disks) {
    await expect
      .poll(() => usersOf(disk), { timeout: withinMs, message: `${disk.device} is free` })
      .toEqual([]);
  }
  await expect.poll(() => processesOf(run), { timeout: withinMs }).toEqual([]);
}

/** A block device that is mounted anywhere cannot be opened exclusively. */
async function usersOf({ device }: Attached): Promise<string[]> {
  try {
    await (await open(device, constants.O_RDWR | constants.O_EXCL)).close();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  const { rdev } = await stat(device);
  const number = `${(rdev >> 8) & 0xfff}:${rdev & 0xff}`;
  const users: string[] = [];
  for (const pid of await pids()) {
    const mounts = await readFile(`/proc/${pid}/mountinfo`, "utf8").catch(() => "");
    if (mounts.includes(` ${number} `)) users.push(pid);
  }
  return users;
}

/** Servers of that run (by their cluster name) and helpers that were started for it. */
export async function processesOf(run: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await pids()) {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (line.includes(`freezeframe-recovery-${run}`) || line.includes(`freezeframe-recover/${run}`))
      found.push(`${pid} ${line.replaceAll("\0", " ").slice(0, 80)}`);
  }
  return found;
}

export const pids = async (): Promise<string[]> =>
  (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
