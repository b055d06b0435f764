import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const cli = join(import.meta.dirname, "../../bin/freezeframe.js");

/** A folder for PATH with the program as pages call it: `freezeframe`, of this clone. */
export async function programDir(directory: string): Promise<string> {
  const bin = join(directory, "bin");
  await mkdir(bin);
  const script = `#!/bin/sh\nexec ${process.execPath} ${cli} "$@"\n`;
  await writeFile(join(bin, "freezeframe"), script, { mode: 0o755 });
  return bin;
}
