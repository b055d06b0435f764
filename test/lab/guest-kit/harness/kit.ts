import { access } from "node:fs/promises";
import { type InstalledKit, installedKit } from "../../harness/installed-kit.ts";
import { type KitProcess, kitProcess } from "../../harness/kit-process.ts";

const installer = new URL("../../../../deploy/guest-kit/install.sh", import.meta.url).pathname;
const answers = { withinMs: 20_000 };

/** The guest kit, installed for real beside any other on this host. */
export interface Kit extends InstalledKit {
  readonly holder: string;
  /** Ends whatever holders are still there: the end of a test, however it went. */
  endHolders(): Promise<void>;
}

export async function installKit(): Promise<Kit> {
  const kit = await installedKit({ ...answers, installer, program: "freezeframe-hold", run: "freezeframe" });
  return { ...kit, holder: kit.program, endHolders: kit.endAll };
}

export type HolderProcess = KitProcess;

/** A conversation with the holder that this command line starts. */
export const converse = (argv: readonly string[]): HolderProcess => kitProcess(argv, answers);

/** True while a file or process is there. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
