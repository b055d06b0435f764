import { describeManifestDiff } from "#domain/manifest-diff.ts";
import type { Operations } from "#operations/index.ts";
import type { Log } from "#support/log.ts";

/**
 * Manifests say who may do what: what a reload changed is told to all, whoever asked for it and by whatever way. Returns how
 * to stop.
 */
export function tellReloads(
  operations: Pick<Operations, "onReload">,
  note: (title: string, lines: readonly string[]) => Promise<void>,
  log: Log,
): () => void {
  return operations.onReload(({ by, diff }) => {
    note(`Manifests reloaded by ${by}`, describeManifestDiff(diff)).catch((err: unknown) =>
      log.warn({ err }, "a reload could not be told"),
    );
  });
}
