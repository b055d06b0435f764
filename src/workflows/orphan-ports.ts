import type { Hold } from "#domain/hold.ts";
import type { CleanupRecord } from "#domain/orphans/cleanup-record.ts";
import type { RunFate } from "#domain/orphans/known-world.ts";
import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import type { ScanRecord } from "#domain/orphans/scan-record.ts";
import type { AdoptPorts } from "./adopt-ports.ts";
import type { AuditRow } from "./records-port.ts";
import type { RestorePorts } from "./restore-ports.ts";

/** What the search for orphans and their deletion need beyond what restores do. */
export interface OrphanPorts extends RestorePorts, AdoptPorts {
  readonly orphans: OrphanHouse;
}

export interface OrphanHouse {
  /** Every cloud of config.yml. */
  clouds(): readonly string[];
  readonly records: OrphanRecords;
  /** What has become of a run; undefined: nobody knows of it. */
  runFate(id: string): Promise<RunFate | undefined>;
  /** Ids and exact names that nothing may ever delete (config.yml `protect`). */
  readonly protect: readonly string[];
  readonly limits: OrphanLimits;
}

/** Milliseconds and counts that belong to the installation (config.yml `limits:`). */
export interface OrphanLimits {
  /** From the moment at which its owner was told of an orphan to the first at which it may be deleted. */
  readonly graceMs: number;
  /** Things of the cloud that one clean-up deletes at most. */
  readonly blastCap: number;
  /** Between two scans of a cloud. */
  readonly scanEveryMs: number;
  /** For one deletion, until it is seen to be gone. */
  readonly deleteWithinMs: number;
  /** The longest between two looks at what is being deleted. */
  readonly pollMs: number;
}

/** An orphan's record with the version that it was read at. */
export interface KeptOrphan {
  readonly record: OrphanRecord;
  readonly version: number;
}

export interface OrphanRecords {
  /** The hold of this token, whatever became of it. */
  hold(token: string): Promise<Hold | undefined>;
  /** All of a cloud, or of all of them. */
  list(cloud?: string): Promise<KeptOrphan[]>;
  get(id: string): Promise<KeptOrphan | undefined>;
  /** The record and its audit row, if there is one to write, in ONE commit. False: somebody else was first. */
  save(next: OrphanRecord, expected: number | "absent", audit?: AuditRow): Promise<boolean>;
  /** Takes a record away, with its audit row in ONE commit. Ran twice: the second finds none and writes nothing. */
  remove(id: string, audit: AuditRow): Promise<void>;
  /** The newest scan of each cloud. */
  scans(): Promise<ScanRecord[]>;
  saveScan(scan: ScanRecord): Promise<void>;
  cleanup(id: string): Promise<CleanupRecord | undefined>;
  /** With its audit row in one commit; replaces an earlier one. */
  saveCleanup(record: CleanupRecord): Promise<void>;
}
