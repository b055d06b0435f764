import type { RestoreRecord } from "#domain/restore/record.ts";
import { put } from "./change.ts";
import { restoreKind } from "./kinds.ts";
import { auditRow, type RecordKeeping, retryOnConflict } from "./record-keeping.ts";

/** What an expected time is taken from: the newest ones count, an old installation's do not. */
const MEASURED = 10;
/** Older restores of an application nobody asks about. */
const REMEMBERED = 100;

/** Restores, each change with its audit row in one commit. */
export function createRestoreRecords({ store, clock }: RecordKeeping) {
  const save = async (record: RestoreRecord): Promise<void> => {
    const found = await store.get(restoreKind, record.id);
    const { application, plan, report, state } = record;
    const audit = auditRow(clock, {
      actor: `run ${record.id}`,
      act: `restore.${state}`,
      subject: record.id,
      detail: {
        application,
        point: plan.point.id,
        ...(report === undefined ? {} : { headline: report.headline, left: report.left.map(({ id }) => id) }),
      },
    });
    await retryOnConflict(
      () => store.commit([put(restoreKind, record.id, record, found?.version ?? "absent"), audit]),
      () => save(record),
    );
  };
  return {
    save,
    get: async (id: string) => (await store.get(restoreKind, id))?.value,
    open: async () => (await store.find(restoreKind, "open", { key: "open" })).map(({ value }) => value),
    verifiedPoints: async (application: string) => {
      const options = { order: "descending", limit: REMEMBERED } as const;
      const found = await store.find(restoreKind, "measured", { key: application }, options);
      // The newest of a point is the last that is set.
      return new Map(found.reverse().map(({ value }) => [value.plan.point.id, value.startedAt]));
    },
    measured: async (application: string) => {
      const options = { order: "descending", limit: MEASURED } as const;
      const found = await store.find(restoreKind, "measured", { key: application }, options);
      return found.flatMap(({ value }) => value.report?.rtoMs ?? []);
    },
  };
}
