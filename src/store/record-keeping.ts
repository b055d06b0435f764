import { type Clock, toIso } from "#support/clock.ts";
import type { AuditDetail } from "#workflows/records-port.ts";
import { audited, type Change } from "./change.ts";
import { ConflictError } from "./conflict-error.ts";
import type { Store } from "./store.ts";

/** What every kind of record is kept with. */
export interface RecordKeeping {
  readonly store: Store;
  readonly clock: Clock;
}

/** The audit row of a change, for the same commit. `detail` holds no secrets. */
export function auditRow(
  clock: Clock,
  row: {
    readonly actor: string;
    readonly act: string;
    readonly subject: string;
    readonly detail?: AuditDetail | undefined;
  },
): Change {
  return audited({ at: toIso(clock.now()), ...row });
}

/** Tries a compare-and-set; when somebody else was first, decides anew. */
export async function retryOnConflict<T>(commit: () => Promise<T>, again: () => Promise<T>): Promise<T> {
  try {
    return await commit();
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    return again();
  }
}
