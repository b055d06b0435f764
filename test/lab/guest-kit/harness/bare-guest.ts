import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Guest, guest } from "../../harness/guest.ts";
import { command } from "./command.ts";

const hostguest = new URL("../../../../lab/tools/hostguest", import.meta.url).pathname;

/** A guest of namespaces, as the lab's are, that nobody has put anything into: no kit, no database, no disk of Cinder's. */
export interface BareGuest extends AsyncDisposable, Pick<Guest, "inside" | "exec" | "sh"> {
  /** Copies what is in a folder of this machine into one of the guest's. */
  push(from: string, to: string): Promise<void>;
}

export async function bareGuest(name: string): Promise<BareGuest> {
  const state = await mkdtemp(join(tmpdir(), "ff-guest-"));
  for (const folder of ["run", "log"]) await mkdir(join(state, folder));
  const tool = (...words: string[]) =>
    command("env", `LAB_STATE=${state}`, "LAB_KIND=host", hostguest, ...words);
  await tool("boot", name);
  const { inside, exec, sh } = guest(name, state);
  return {
    ...{ inside, exec, sh },
    push: async (from, to) => void (await tool("push", name, from, to)),
    async [Symbol.asyncDispose]() {
      await tool("halt", name);
      await rm(state, { recursive: true });
    },
  };
}
