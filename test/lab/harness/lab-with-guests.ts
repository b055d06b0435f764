import { join } from "node:path";
import type { ApplicationDir } from "./application-dir.ts";
import { bootFlavor, removeBooted } from "./booted.ts";
import { type Lab, lab, root } from "./lab.ts";
import { restoreDir } from "./restore.ts";

export const guestsState = join(root, "lab/var-guests");

/** The lab whose guests are real Debians under QEMU: lab/up.sh --guests. Emulated, so all is slow. */
export const labWithGuests = (): Promise<Lab> => lab(guestsState);

/** An application of that lab, and a flavor that its restores can be booted with. */
export interface Bootable extends AsyncDisposable {
  readonly here: Lab;
  readonly dir: ApplicationDir;
  readonly flavor: string;
}

export async function bootable(application: string): Promise<Bootable> {
  await using stack = new AsyncDisposableStack();
  const here = await labWithGuests();
  const flavor = stack.use(await bootFlavor(here));
  const dir = stack.use(await restoreDir(here, application));
  stack.use(removeBooted(here, dir.instance));
  const owned = stack.move();
  return { here, dir, flavor: flavor.name, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
