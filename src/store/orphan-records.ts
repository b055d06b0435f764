import type { OrphanRecords } from "#workflows/orphan-ports.ts";
import { put, remove } from "./change.ts";
import { cleanupKind, holdKind, orphanKind, scanKind } from "./kinds.ts";
import { auditRow, type RecordKeeping, retryOnConflict } from "./record-keeping.ts";

/** SQLite's word for no limit. */
const ALL = { limit: -1 } as const;

/** Orphans, the scans that found them and their clean-ups; what decides about one has its audit row in the same commit. */
/**
 * For a store that was put back: what was seen and decided since its backup is not in it. No scan of before counts, and owners
 * are told anew, with a whole grace: one of them may have said *keep* meanwhile.
 */
export async function forgetScans({ store }: Pick<RecordKeeping, "store">): Promise<void> {
  const scans = await store.find(scanKind, "all", { key: "" }, ALL);
  const orphans = await store.find(orphanKind, "all", { key: "" }, ALL);
  const told = orphans.filter(({ value }) => value.told !== undefined);
  await store.commit([
    ...scans.map(({ id, version }) => remove(scanKind, id, version)),
    ...told.map(({ id, version, value: { told: _told, ...untold } }) => put(orphanKind, id, untold, version)),
  ]);
}

export function createOrphanRecords({ store, clock }: RecordKeeping): OrphanRecords {
  const removeOrphan: OrphanRecords["remove"] = async (id, audit) => {
    const found = await store.get(orphanKind, id);
    if (found === undefined) return;
    await retryOnConflict(
      () => store.commit([remove(orphanKind, id, found.version), auditRow(clock, audit)]),
      () => removeOrphan(id, audit),
    );
  };
  const saveScan: OrphanRecords["saveScan"] = async (scan) => {
    const found = await store.get(scanKind, scan.cloud);
    await retryOnConflict(
      () => store.commit([put(scanKind, scan.cloud, scan, found?.version ?? "absent")]),
      () => saveScan(scan),
    );
  };
  const saveCleanup: OrphanRecords["saveCleanup"] = async (record) => {
    const found = await store.get(cleanupKind, record.id);
    const { application, items } = record.plan;
    const detail = { application, items: items.map(({ id }) => id), reason: record.reason ?? "" };
    const audit = { actor: `run ${record.id}`, act: `cleanup.${record.state}`, subject: record.id, detail };
    await retryOnConflict(
      () =>
        store.commit([
          put(cleanupKind, record.id, record, found?.version ?? "absent"),
          auditRow(clock, audit),
        ]),
      () => saveCleanup(record),
    );
  };
  return {
    hold: async (token) => (await store.get(holdKind, token))?.value,
    list: async (cloud) => {
      const [index, key] = cloud === undefined ? ["all", ""] : ["cloud", cloud];
      const found = await store.find(orphanKind, index, { key }, ALL);
      return found.map(({ value, version }) => ({ record: value, version }));
    },
    get: async (id) => {
      const found = await store.get(orphanKind, id);
      return found && { record: found.value, version: found.version };
    },
    save: (next, expected, audit) =>
      retryOnConflict(
        async () => {
          const change = put(orphanKind, next.orphan.id, next, expected);
          await store.commit(audit === undefined ? [change] : [change, auditRow(clock, audit)]);
          return true;
        },
        async () => false,
      ),
    remove: removeOrphan,
    scans: async () => (await store.find(scanKind, "all", { key: "" }, ALL)).map(({ value }) => value),
    saveScan,
    cleanup: async (id) => (await store.get(cleanupKind, id))?.value,
    saveCleanup,
  };
}
