import { isDeepStrictEqual } from "node:util";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { TestRecord } from "#domain/restore-test/record.ts";
import { type Change, put } from "./change.ts";
import { pointKind, testKind } from "./kinds.ts";
import { auditRow, type RecordKeeping, retryOnConflict } from "./record-keeping.ts";

/** Restore tests, each change with its audit rows in one commit. */
export function createTestRecords({ store, clock }: RecordKeeping) {
  const begin = async (record: TestRecord): Promise<void> => {
    if ((await store.get(testKind, record.id)) !== undefined) return;
    const { id, application, requestedBy } = record;
    const audit = auditRow(clock, {
      actor: `run ${id}`,
      act: "test.running",
      subject: id,
      detail: { application, requestedBy },
    });
    await retryOnConflict(
      () => store.commit([put(testKind, id, record, "absent"), audit]),
      () => begin(record),
    );
  };

  const changed = async (runId: string, point: RecoveryPoint): Promise<Change[]> => {
    const found = await store.get(pointKind, point.id);
    // One that retention has taken away meanwhile does not come back.
    if (found === undefined) return [];
    // Somebody may have protected it, or ended that, while the verdict was being made.
    const { protected: _before, ...regraded } = point;
    const held = found.value.protected;
    const parsed = pointKind.schema.parse({ ...regraded, ...(held && { protected: held }) });
    if (isDeepStrictEqual(found.value, parsed)) return [];
    const audit = auditRow(clock, {
      actor: `run ${runId}`,
      act: "point.regraded",
      subject: point.id,
      detail: {
        application: point.application,
        from: found.value.label.text,
        label: parsed.label.text,
      },
    });
    return [put(pointKind, point.id, parsed, found.version), audit];
  };

  const end = async (record: TestRecord, points: readonly RecoveryPoint[]): Promise<void> => {
    const found = await store.get(testKind, record.id);
    if (found?.value.state === "ended") return;
    const { id, application, report } = record;
    const changes: Change[] = [
      put(testKind, id, record, found?.version ?? "absent"),
      auditRow(clock, {
        actor: `run ${id}`,
        act: `test.${report?.verdict ?? "ended"}`,
        subject: id,
        detail: { application, ...(report === undefined ? {} : { headline: report.headline }) },
      }),
    ];
    for (const point of points) changes.push(...(await changed(id, point)));
    await retryOnConflict(
      () => store.commit(changes),
      () => end(record, points),
    );
  };

  return {
    begin,
    end,
    get: async (id: string) => (await store.get(testKind, id))?.value,
    newest: async (application: string | undefined, limit: number): Promise<TestRecord[]> => {
      const range = { key: application ?? "" };
      const index = application === undefined ? "all" : "application";
      const found = await store.find(testKind, index, range, { order: "descending", limit });
      return found.map(({ value }) => value);
    },
  };
}
