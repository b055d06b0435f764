import type { SnapshotNow } from "#domain/drift/other-snapshots.ts";
import type { DriftReport } from "#domain/drift/report.ts";
import type { AuditRow } from "./records-port.ts";

/** What the look for drift needs of a cloud beyond what snapshots and restores do. */
export interface DriftCloudPort {
  /** Every snapshot of a volume, whoever has taken it. */
  snapshotsOfVolume(volumeId: string, signal: AbortSignal): Promise<SnapshotNow[]>;
}

export interface DriftPorts {
  readonly drift: DriftRecords;
  /** Between two looks at one application, ms (config.yml `limits.driftEvery`). */
  readonly driftEveryMs: number;
}

export interface DriftRecords {
  /** Of the last look; undefined: there was none. */
  report(application: string): Promise<DriftReport | undefined>;
  /** The report and a row for each thing that was found or has resolved itself, in ONE commit. */
  save(report: DriftReport, rows: readonly AuditRow[]): Promise<void>;
}
