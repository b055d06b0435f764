import { readFile } from "node:fs/promises";
import type { Target } from "../target.ts";
import { watchMount } from "./watch-mount.ts";

const program = new URL("blocked-writes.py", import.meta.url);

/**
 * Runs `act` while one writer per mount runs in the guest, and says for how long the application could not write: from
 * the first mount that blocked a write to the last mount that let one through. The writers know nothing of who freezes,
 * or how. Throws when `act` does, or when a mount was never frozen.
 */
export async function observeFreeze<T>(
  { server, mounts }: Target,
  act: () => Promise<T>,
): Promise<{ frozenMs: number; result: T }> {
  const source = await readFile(program, "utf8");
  const watches = await Promise.all(mounts.map((mount) => watchMount(server, source, mount)));
  try {
    const result = await act();
    const blocked = await Promise.all(watches.map((watch) => watch.longest()));
    const from = Math.min(...blocked.map(({ fromMs }) => fromMs));
    return { frozenMs: Math.max(...blocked.map(({ toMs }) => toMs)) - from, result };
  } finally {
    await Promise.all(watches.map((watch) => watch.end()));
  }
}
