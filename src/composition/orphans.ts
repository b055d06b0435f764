import type { Installation } from "#config/load.ts";
import type { RunState, RunView } from "#engine/port.ts";
import type { OrphanHouse, OrphanRecords } from "#workflows/orphan-ports.ts";

const MINUTE = 60_000;
const OVER: ReadonlySet<RunState> = new Set(["done", "failed", "cancelled"]);

/** What the search for orphans and their deletion need, as config.yml has it. */
export function orphansOf(
  { config }: Installation,
  given: {
    readonly clouds: () => readonly string[];
    readonly records: OrphanRecords;
    readonly run: (id: string) => Promise<RunView | undefined>;
  },
): OrphanHouse {
  const { orphanGraceMs, blastCap, orphanScanEveryMs } = config.limits;
  return {
    clouds: given.clouds,
    records: given.records,
    // A parked one goes on with the version that knows it.
    runFate: async (id) => {
      const run = await given.run(id);
      if (run === undefined) return undefined;
      return OVER.has(run.state) ? { state: "over", endedAt: run.endedAt } : { state: "live" };
    },
    protect: config.protect,
    limits: {
      graceMs: orphanGraceMs,
      blastCap,
      scanEveryMs: orphanScanEveryMs,
      deleteWithinMs: 10 * MINUTE,
      pollMs: 10_000,
    },
  };
}
