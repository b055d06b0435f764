import { isDeepStrictEqual } from "node:util";
import { DomainError } from "#domain/errors.ts";
import type { Hold } from "#domain/hold.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { Clock } from "#support/clock.ts";
import { toIso } from "#support/clock.ts";
import type { RecordsPort } from "#workflows/ports.ts";
import type { AuditEntry } from "./audit.ts";
import { audited, put } from "./change.ts";
import { ConflictError } from "./conflict-error.ts";
import { holdKind, pointKind } from "./kinds.ts";
import type { Store } from "./store.ts";

interface RecordsOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Of the database: what can still be written. */
  readonly freeBytes: () => number;
  /** Below this nothing freezes. Default 64 MiB: thousands of runs, so an operator has time to act. */
  readonly reserveBytes?: number;
}

const defaultReserveBytes = 64 * 1024 * 1024;

/** Holds and recovery points as the workflows see them; each change comes with its audit row in one commit. */
export function createRecords(options: RecordsOptions): RecordsPort {
  const { store, clock } = options;
  const entry = (act: string, subject: string, runId: string, detail: AuditEntry["detail"]): AuditEntry => ({
    at: toIso(clock.now()),
    actor: `run ${runId}`,
    act,
    subject,
    detail,
  });

  const openHold = async (hold: Hold): Promise<void> => {
    ensureSpace(options.freeBytes(), options.reserveBytes ?? defaultReserveBytes);
    const { application, runId, execution, servers } = hold;
    const audit = entry("hold.opened", application, runId, { token: hold.token, execution, servers });
    await store.commit([put(holdKind, hold.token, hold, "absent"), audited(audit)]);
  };

  const settleHold = async (token: string, how: string): Promise<void> => {
    const found = await store.get(holdKind, token);
    if (found === undefined) throw new DomainError("not-found", `no hold has the token ${token}`);
    if (found.value.settledAt !== undefined) return;
    const settled = { ...found.value, settledAt: clock.now(), settledHow: how };
    const audit = entry("hold.settled", settled.application, settled.runId, { token, how });
    await retryOnConflict(
      () => store.commit([put(holdKind, token, settled, found.version), audited(audit)]),
      () => settleHold(token, how),
    );
  };

  const savePoint = async (point: RecoveryPoint): Promise<void> => {
    const found = await store.get(pointKind, point.id);
    const parsed = pointKind.schema.parse(point);
    if (found !== undefined && isDeepStrictEqual(found.value, parsed)) return;
    const act = found === undefined ? "point.saved" : "point.changed";
    const audit = entry(act, point.id, point.runId, {
      application: point.application,
      label: parsed.label.text,
    });
    await retryOnConflict(
      () => store.commit([put(pointKind, point.id, parsed, found?.version ?? "absent"), audited(audit)]),
      () => savePoint(point),
    );
  };

  return { openHold, settleHold, savePoint, ...queries(store) };
}

function queries(store: Store): Pick<RecordsPort, "openHolds" | "point" | "points"> {
  return {
    openHolds: async (application) => {
      const open = await store.find(holdKind, "open", { key: "open" });
      return open
        .map((found) => found.value)
        .filter((hold) => application === undefined || hold.application === application);
    },
    point: async (id) => (await store.get(pointKind, id))?.value,
    points: async (application) => {
      const found = await store.find(pointKind, "application", { key: application }, { order: "descending" });
      return found.map((document) => document.value);
    },
  };
}

function ensureSpace(free: number, reserve: number): void {
  if (free >= reserve) return;
  const mib = (bytes: number): string => `${Math.floor(bytes / 1024 / 1024)} MiB`;
  throw new DomainError(
    "refused",
    `the store's disk has ${mib(free)} left, a freeze needs ${mib(reserve)}: nothing was frozen`,
    {
      next: "free space on the disk that holds the store",
    },
  );
}

async function retryOnConflict(commit: () => Promise<void>, again: () => Promise<void>): Promise<void> {
  try {
    await commit();
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    await again();
  }
}
