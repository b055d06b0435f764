import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { guest } from "./guest.ts";
import type { Lab } from "./lab.ts";

/** Where a member's data lies on this machine. */
export async function snapshotFile(
  lab: Lab,
  volumeType: "atomic" | "generic",
  groupSnapshotId: string,
  member: { readonly snapshotId: string; readonly volumeId: string },
): Promise<string> {
  const folder = join(lab.state, "backends", volumeType);
  const own = `snaps/snapshot-${member.snapshotId}`;
  const inSet = `groups/${groupSnapshotId}/volume-${member.volumeId}`;
  const found = (await readdir(join(folder, "snaps"))).includes(`snapshot-${member.snapshotId}`);
  return join(folder, found ? own : inSet);
}

/** Offset on its volume, in bytes, at which a file of a guest begins. */
export async function placeOf(server: string, file: string): Promise<number> {
  const extents = await guest(server).sh(`sync -f '${file}'; filefrag -b4096 -v '${file}'`);
  const block = /^\s*0:\s+0\.\.\s*\d+:\s+(\d+)\.\./m.exec(extents)?.[1];
  if (block === undefined) throw new Error(`${file} begins nowhere: ${extents}`);
  return Number(block) * 4_096;
}

/** Writes noise over a file of this machine, as a torn disk would have it. */
export async function tear(path: string, offset: number, bytes: number): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.write(Buffer.alloc(bytes, "torn"), 0, bytes, offset);
    await file.sync();
  } finally {
    await file.close();
  }
}
