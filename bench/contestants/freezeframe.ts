import { z } from "zod";
import type { ApplicationDir } from "../../test/lab/harness/application-dir.ts";
import { startFreezeframe } from "../../test/lab/harness/freezeframe.ts";
import type { Contestant, Phases } from "./contestant.ts";

const Result = z.object({ outcome: z.string(), point: z.string(), label: z.object({ grade: z.string() }) });
const time = z.string().transform((iso) => Date.parse(iso));
const Point = z.object({
  evidence: z.object({
    set: z.object({ requestedAt: time, availableAt: time }),
    hold: z.object({ frozenAt: time, thawOrderedAt: time, thawedAt: time, windowMs: z.number() }),
  }),
});

/**
 * `freezeframe snapshot`, a new process each time, as the command line is used: nothing in it is warm from earlier rounds.
 * Only grade A counts.
 */
export function freezeframe(dirs: ReadonlyMap<string, ApplicationDir>): Contestant {
  return {
    turn: async ({ application }, _name, signal) => {
      const dir = dirs.get(application);
      if (dir === undefined) throw new Error(`no Freezeframe was set up for ${application}`);
      const result = Result.safeParse(
        await command(["snapshot", application, "--reason", "bench"], dir, signal),
      );
      if (!result.success || result.data.outcome !== "ok" || result.data.label.grade !== "A")
        throw new Error(
          `freezeframe snapshot ${application} did not end with grade A: ${JSON.stringify(result.data)}`,
        );
      return phasesOf(Point.parse(await command(["evidence", result.data.point], dir, signal)).evidence);
    },
  };
}

async function command(args: readonly string[], dir: ApplicationDir, signal: AbortSignal): Promise<unknown> {
  const running = startFreezeframe([...args, "--json"], { dir });
  const stop = () => running.child.kill("SIGTERM");
  signal.addEventListener("abort", stop);
  const { code, stdout, stderr } = await running.ended;
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  if (code !== 0)
    throw new Error(`freezeframe ${args.join(" ")} ended with status ${code}: ${stderr}${stdout}`);
  return JSON.parse(stdout).result;
}

function phasesOf({ set, hold }: z.infer<typeof Point>["evidence"]): Phases {
  return {
    freeze: hold.frozenAt - (hold.thawedAt - hold.windowMs),
    request: set.requestedAt - hold.frozenAt,
    cut: set.availableAt - set.requestedAt,
    order: hold.thawOrderedAt - set.availableAt,
    thaw: hold.thawedAt - hold.thawOrderedAt,
  };
}
