import type { Protection } from "#domain/protection.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { PrunedPoint } from "#domain/retention/pruned-point.ts";
import type { RetentionRecord } from "#domain/retention/record.ts";
import type { AuditDetail, AuditRow } from "./records-port.ts";

/** A retention record with the version that it was read at. */
export interface KeptRetention {
  readonly record: RetentionRecord;
  readonly version: number;
}

export interface RetentionRecords {
  retention(application: string): Promise<KeptRetention | undefined>;
  /** The record and its audit row in ONE commit. False: somebody else was first, nothing was written. */
  saveRetention(next: RetentionRecord, expected: number | "absent", audit?: AuditRow): Promise<boolean>;
  /**
   * Takes a point out of the store and leaves its audit row with the digest of its evidence, in ONE commit. Ran twice: the
   * second finds none and writes nothing.
   */
  removePoint(
    id: string,
    by: { readonly actor: string; readonly act: string; readonly detail: AuditDetail },
  ): Promise<void>;
  /** What the audit says of a point that retention took away; undefined for any other. */
  prunedPoint(id: string): Promise<PrunedPoint | undefined>;
  /** With its audit row in one commit; `undefined` takes the protection away. Returns the point; undefined: there is none. */
  protectPoint(
    id: string,
    protection: Protection | undefined,
    by: { readonly actor: string; readonly detail: AuditDetail },
  ): Promise<RecoveryPoint | undefined>;
}
