import { createOrphanRecords } from "#store/orphan-records.ts";
import type { Store } from "#store/store.ts";
import type { Clock } from "#support/clock.ts";
import type { OrphanHouse } from "#workflows/orphan-ports.ts";

/** What the search for orphans needs, for an installation in which nobody searches. */
export const withoutOrphans = (store: Store, clock: Clock): OrphanHouse => ({
  clouds: () => [],
  records: createOrphanRecords({ store, clock }),
  runFate: async () => undefined,
  protect: [],
  limits: {
    graceMs: 86_400_000,
    blastCap: 20,
    scanEveryMs: 21_600_000,
    deleteWithinMs: 5_000,
    pollMs: 10,
  },
});
