import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Lab } from "./lab.ts";

/** Takes the data of a snapshot from under the back end: whatever is made of it fails there, behind Cinder's back. */
export async function loseCopy(
  lab: Lab,
  volumeType: "atomic" | "generic",
  snapshotId: string,
): Promise<void> {
  const folder = join(lab.state, "backends", volumeType);
  const found = await readdir(folder, { recursive: true });
  const [file] = found.filter((path) => path.endsWith(`snapshot-${snapshotId}`));
  if (file === undefined) throw new Error(`${folder} has no snapshot-${snapshotId}`);
  await rm(join(folder, file));
}
