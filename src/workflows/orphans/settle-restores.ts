import type { CleanedItem } from "#domain/orphans/cleanup-record.ts";
import type { Orphan } from "#domain/orphans/orphan.ts";
import type { OrphanPorts } from "#workflows/orphan-ports.ts";
import { listMade } from "#workflows/tear-down.ts";

/**
 * Restores of which a clean-up has deleted the last thing are not listed any more, and nobody is reminded of them. What could
 * not be seen stays as it is on record. Ran twice: the same.
 */
export async function settleRestores(
  done: readonly CleanedItem[],
  planned: readonly Orphan[],
  ports: OrphanPorts,
  signal: AbortSignal,
): Promise<null> {
  const gone = new Set(
    done.flatMap(({ id, outcome }) => (outcome === "deleted" || outcome === "gone" ? id : [])),
  );
  const made = planned.filter(({ id, kind }) => gone.has(id) && kind !== "group snapshot");
  for (const id of new Set(made.flatMap(({ runId }) => runId ?? []))) {
    const record = await ports.restores.get(id);
    if (record === undefined || record.state === "gone") continue;
    const { plan, report } = record;
    const expiresAt = report?.expiresAt ?? record.startedAt + plan.ttlMs;
    const left = await listMade({ runId: id, plan, expiresAt, ports }, signal);
    if (left.length > 0) continue;
    const settled =
      report === undefined
        ? {}
        : { report: { ...report, state: "torn down" as const, left: [], volumes: [], cutOver: [] } };
    await ports.restores.save({ ...record, ...settled, state: "gone" });
  }
  return null;
}
