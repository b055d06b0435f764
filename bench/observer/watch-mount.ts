import { start } from "../../test/lab/harness/run.ts";
import { until } from "../../test/lab/harness/until.ts";
import { inside } from "./inside.ts";

/** One mount's writer (blocked-writes.py), running in the guest. Times are ms of CLOCK_MONOTONIC. */
export interface MountWatch {
  /** Its longest blocked write that has ended by now. Throws when there was none. */
  longest(): Promise<{ readonly fromMs: number; readonly toMs: number }>;
  end(): Promise<void>;
}

const GUARD_MS = 10 * 60_000;
const MARK_MS = 10_000;

export async function watchMount(server: string, program: string, mount: string): Promise<MountWatch> {
  const writer = start(inside(server, ["/usr/bin/python3", "-c", program, mount]), {
    limitMs: GUARD_MS,
    keepInput: true,
  });
  const said = (word: string) => () =>
    Promise.resolve(writer.stdout().split("\n").includes(word) ? true : undefined);
  await until(`the observer of ${mount} in ${server} writes (${writer.stderr()})`, said("ready"), MARK_MS, 5);
  return {
    longest: async () => {
      // What it saw so far stands before the mark: it answers between two writes.
      writer.child.stdin?.write("mark\n");
      await until(`the observer of ${mount} in ${server} answers`, said("mark"), MARK_MS, 5);
      const [longest] = blockedWrites(writer.stdout()).sort(
        (a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs),
      );
      if (longest === undefined) throw new Error(`${mount} in ${server} was never frozen`);
      return longest;
    },
    end: async () => {
      writer.child.stdin?.end();
      await writer.ended;
    },
  };
}

const blockedWrites = (said: string) =>
  [...said.matchAll(/^(\d+) (\d+)$/gm)].map(([, from, to]) => ({
    fromMs: Number(from) / 1e6,
    toMs: Number(to) / 1e6,
  }));
