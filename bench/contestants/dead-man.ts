import { start } from "../../test/lab/harness/run.ts";
import { inside } from "../observer/inside.ts";

// `read` succeeds when we say that all is well; at the end of its input, or of its time, it fails.
const PROGRAM = `read -rt "$1" && exit; shift; for mount; do fsfreeze -u "$mount"; done`;

/** Thaws a rival's mounts if this process dies or the time is up: nothing else would. */
export function deadMan(server: string, mounts: readonly string[], limitMs: number): AsyncDisposable {
  const seconds = String(Math.ceil(limitMs / 1_000));
  const guard = start(inside(server, ["bash", "-c", PROGRAM, "-", seconds, ...mounts]), {
    limitMs: limitMs + 60_000,
    keepInput: true,
  });
  return {
    [Symbol.asyncDispose]: async () => {
      guard.child.stdin?.end("well\n");
      await guard.ended;
    },
  };
}
