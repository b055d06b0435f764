import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "./command.ts";
import type { Disk } from "./disk.ts";

/** What an atomic back end would have cut: copies of all images, made while all are frozen, mounted elsewhere. */
export interface FrozenCopy<Role extends string> extends AsyncDisposable {
  readonly mounts: Readonly<Record<Role, string>>;
}

export async function copyFrozen<Role extends string>(
  disks: Readonly<Record<Role, Disk>>,
): Promise<FrozenCopy<Role>> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "ff-cut-"));
  stack.defer(() => rm(folder, { recursive: true }));
  await command("chmod", "755", folder);
  const mounts: Partial<Record<Role, string>> = {};
  const entries = Object.entries(disks) as [Role, Disk][];
  await Promise.all(
    entries.map(([role, disk]) =>
      command("cp", "--sparse=always", join(disk.mount, "../image"), join(folder, `${role}.image`)),
    ),
  );
  for (const [role, disk] of entries) {
    const mount = join(folder, role);
    await mkdir(mount);
    const type = await command("stat", "-f", "-c", "%T", disk.mount);
    await command(
      "mount",
      "-o",
      type === "xfs" ? "loop,nouuid" : "loop",
      join(folder, `${role}.image`),
      mount,
    );
    stack.defer(() => command("umount", mount).then(() => {}));
    await command("chmod", "755", mount);
    mounts[role] = mount;
  }
  const kept = stack.move();
  return {
    mounts: mounts as Record<Role, string>, // every role was mounted just now
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  };
}
