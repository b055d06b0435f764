import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { command } from "../../guest-kit/harness/command.ts";
import { exitOf } from "../../guest-kit/harness/writer.ts";
import { type Attached, attach, linkAs } from "../../recovery-kit/harness/attached.ts";

export const roles = ["data", "wal", "config"] as const;
export type Role = (typeof roles)[number];

/**
 * A back end under a guest's volumes. All their images lie on one file system: while that is frozen no write of any volume
 * reaches it, as in a back end that cuts a whole group, and the guest's own file systems are not frozen.
 */
export interface Storage extends AsyncDisposable {
  readonly volumes: readonly { readonly role: Role; readonly volumeId: string; readonly mount: string }[];
  /** All at one moment. */
  cutAtOnce(): Promise<Cuts>;
  /** One after another, in this order, with so long in between. */
  cutInTurn(order: readonly Role[], gapMs: number): Promise<Cuts>;
  /** Writes and flushes on every volume until it is disposed. */
  load(): AsyncDisposable;
}

/** Copies of the volumes, attached to the recovery server. */
export interface Cuts extends AsyncDisposable {
  readonly volumes: readonly { readonly role: Role; readonly volumeId: string }[];
}

export async function makeStorage(): Promise<Storage> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "ff-storage-"));
  stack.defer(() => rm(folder, { recursive: true }));
  const back = await mounted(stack, join(folder, "back"), 512);
  const volumes: { role: Role; volumeId: string; mount: string }[] = [];
  for (const role of roles) {
    const volumeId = randomUUID();
    const { device, mount } = await mounted(stack, join(back.mount, role), 64, join(folder, `at-${role}`));
    const unlink = await linkAs(volumeId, device);
    stack.defer(unlink);
    volumes.push({ role, volumeId, mount });
  }
  const imageOf = (role: Role) => join(back.mount, `${role}.image`);
  // One word at a time: a copy of a copy is not needed while the back end stands still.
  const standing = async <T>(act: () => Promise<T>): Promise<T> => {
    await command("fsfreeze", "-f", back.mount);
    try {
      return await act();
    } finally {
      await command("fsfreeze", "-u", back.mount);
    }
  };
  const copies = async (copied: AsyncIterable<Attached & { role: Role }>): Promise<Cuts> => {
    const all: (Attached & { role: Role })[] = [];
    for await (const one of copied) all.push(one);
    return {
      volumes: all.map(({ role, volumeId }) => ({ role, volumeId })),
      async [Symbol.asyncDispose]() {
        for (const one of all) await one[Symbol.asyncDispose]();
      },
    };
  };
  const copy = async (role: Role) => ({ ...(await attach(imageOf(role))), role });
  const resources = stack.move();
  return {
    volumes,
    cutAtOnce: () =>
      standing(() =>
        copies(
          (async function* () {
            for (const role of roles) yield await copy(role);
          })(),
        ),
      ),
    cutInTurn: (order, gapMs) =>
      copies(
        (async function* () {
          for (const [index, role] of order.entries()) {
            // The gap itself is what a canary is to find.
            if (index > 0) await delay(gapMs);
            yield await standing(() => copy(role));
          }
        })(),
      ),
    load: () => loadOf(volumes.map(({ mount }) => mount)),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function mounted(
  stack: AsyncDisposableStack,
  name: string,
  mib: number,
  mount = name,
): Promise<{ device: string; mount: string }> {
  const image = `${name}.image`;
  await writeFile(image, "");
  await truncate(image, mib * 1024 * 1024);
  await command("mkfs.ext4", "-q", "-F", image);
  const device = await command("losetup", "-f", "--show", image);
  stack.defer(() => command("losetup", "-d", device).then(() => {}));
  await mkdir(mount);
  await command("mount", "-o", "noatime", device, mount);
  stack.defer(() => command("umount", mount).then(() => {}));
  return { device, mount };
}

/** The pause leaves the machine to others: this is a load, nobody waits for it. */
const writing = 'while :; do head -c 65536 /dev/urandom >"$1/load"; sync -d "$1/load"; sleep 0.02; done';

function loadOf(mounts: readonly string[]): AsyncDisposable {
  const children = mounts.map((mount) =>
    spawn("nice", ["-n", "19", "sh", "-c", writing, "sh", mount], { stdio: "ignore", detached: true }),
  );
  const ended = children.map(exitOf);
  return {
    async [Symbol.asyncDispose]() {
      for (const { pid } of children) if (pid !== undefined) process.kill(-pid, "SIGKILL");
      await Promise.all(ended);
    },
  };
}
