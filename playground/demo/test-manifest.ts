import { applications } from "../applications.ts";
import type { ManifestChange } from "../installation.ts";
import { recoveryServer } from "../world-seed.ts";

/** The manifest of orders-db as the scenes of restore tests want it: with objectives, and with a check that tells a time. */
export function testManifest(top: ManifestChange["top"] = {}): ManifestChange {
  const checks = applications.find(({ name }) => name === "orders-db")?.checks ?? [];
  const freshness = { kind: "freshness", sql: "select max(placed_at) from orders" };
  return {
    budget: "10s",
    top: {
      objectives: { rto: "15m", rpo: "4h" },
      restoreTest: { target: { kind: "server", name: recoveryServer }, checks: [...checks, freshness] },
      ...top,
    },
  };
}
