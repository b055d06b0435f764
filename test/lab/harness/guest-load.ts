import { guest } from "./guest.ts";
import { start } from "./run.ts";

// Until the end of its input; the pause is a read that times out.
const LOAD = `
while read -rt 0.02; [ $? -gt 128 ]; do head -c 65536 /dev/urandom >"$1/load"; sync -d "$1/load"; done
rm "$1/load"`;

/** Writes and flushes on each of these mounts of a guest until it is disposed of. */
export function guestLoad(server: string, mounts: readonly string[], limitMs: number): AsyncDisposable {
  const { inside } = guest(server);
  const writers = mounts.map((mount) =>
    start(inside(["nice", "-n", "19", "bash", "-c", LOAD, "-", mount]), { limitMs, keepInput: true }),
  );
  return {
    [Symbol.asyncDispose]: async () => {
      for (const { child } of writers) child.stdin?.end();
      await Promise.all(writers.map(({ ended }) => ended));
    },
  };
}
