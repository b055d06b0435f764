import { Gauge, type Registry } from "prom-client";
import type { Operations } from "#operations/index.ts";

/** How it stands with the store's own backups. */
export function storeMetrics(
  register: Registry,
  { incidents }: Pick<Operations, "incidents">,
): { set(): Promise<void> } {
  const failing = new Gauge({
    name: "freezeframe_store_backup_failing",
    help: "1 from a scheduled backup of the store that could not be made until one is",
    registers: [register],
  });
  return {
    set: async () => {
      const open = (await incidents()).some(
        ({ kind, resolvedAt }) => kind === "backup" && resolvedAt === undefined,
      );
      failing.set(open ? 1 : 0);
    },
  };
}
