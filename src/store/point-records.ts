import { isDeepStrictEqual } from "node:util";
import { Grade } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { RecordsPort } from "#workflows/records-port.ts";
import { put } from "./change.ts";
import { gradedKey, pointKind } from "./kinds.ts";
import { auditRow, type RecordKeeping, retryOnConflict } from "./record-keeping.ts";

const newest = { order: "descending", limit: 1 } as const;
/** SQLite's word for no limit. */
const ALL = -1;

export function pointRecords({
  store,
  clock,
}: RecordKeeping): Pick<RecordsPort, "savePoint" | "point" | "pointOfRun" | "points" | "newestPoint"> {
  const savePoint = async (point: RecoveryPoint): Promise<void> => {
    const found = await store.get(pointKind, point.id);
    const parsed = pointKind.schema.parse(point);
    if (found !== undefined && isDeepStrictEqual(found.value, parsed)) return;
    const audit = auditRow(clock, {
      actor: `run ${point.runId}`,
      act: found === undefined ? "point.saved" : "point.changed",
      subject: point.id,
      detail: { application: point.application, label: parsed.label.text },
    });
    await retryOnConflict(
      () => store.commit([put(pointKind, point.id, parsed, found?.version ?? "absent"), audit]),
      () => savePoint(point),
    );
  };

  const newestAmong = async (keys: readonly string[]): Promise<RecoveryPoint | undefined> => {
    const found = await Promise.all(keys.map((key) => store.find(pointKind, "graded", { key }, newest)));
    return found
      .flatMap(([document]) => (document === undefined ? [] : [document.value]))
      .reduce<RecoveryPoint | undefined>(later, undefined);
  };

  return {
    savePoint,
    point: async (id) => (await store.get(pointKind, id))?.value,
    pointOfRun: async (runId) => (await store.findIds(pointKind, "run", { key: runId }, newest))[0],
    points: async (application, limit = ALL, until) => {
      const options = { order: "descending", limit } as const;
      const range = { key: application, ...(until === undefined ? {} : { to: until }) };
      const found = await store.find(pointKind, "application", range, options);
      return found.map((document) => document.value);
    },
    newestPoint: async (application, atLeast) => {
      if (atLeast !== undefined)
        return newestAmong(
          Grade.options.filter((grade) => grade <= atLeast).map((grade) => gradedKey(application, grade)),
        );
      const [found] = await store.find(pointKind, "application", { key: application }, newest);
      return found?.value;
    },
  };
}

const later = (a: RecoveryPoint | undefined, b: RecoveryPoint): RecoveryPoint =>
  a !== undefined && a.createdAt > b.createdAt ? a : b;
