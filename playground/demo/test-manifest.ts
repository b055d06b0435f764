import { applications } from "../applications.ts";
import type { ManifestChange } from "../installation.ts";
import { recoveryServer } from "../world-seed.ts";

/** The scenes before the scheduled test are over by then. */
const AHEAD_MS = 45_000;
const minute = 60_000;

/**
 * The manifest of orders-db as the scenes of restore tests want it: with objectives, a check that tells a time, and a schedule
 * whose first slot comes when the other scenes have been played, and others soon after, should the machine be slow.
 */
export function testManifest(now: number): ManifestChange {
  const checks = applications.find(({ name }) => name === "orders-db")?.checks ?? [];
  const freshness = { kind: "freshness", sql: "select max(placed_at) from orders" };
  return {
    budget: "10s",
    top: {
      // Near to what it takes here, so that its chart shows more than the target.
      objectives: { rto: "20s", rpo: "4h" },
      restoreTest: { target: { kind: "server", name: recoveryServer }, checks: [...checks, freshness] },
      schedule: { restoreTest: `${slots(now)} * * * *` },
    },
  };
}

/** Minutes of the hour: the first full one after that time, and each second one after it. */
function slots(now: number): string {
  const first = Math.ceil((now + AHEAD_MS) / minute);
  return [0, 2, 4].map((later) => (first + later) % 60).join(",");
}
