import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { TestRecord } from "#domain/restore-test/record.ts";
import type { AdoptPorts } from "./adopt-ports.ts";
import type { DoctorPorts } from "./doctor-ports.ts";
import type { DriftPorts } from "./drift-ports.ts";
import type { OrphanPorts } from "./orphan-ports.ts";
import type { RestorePorts } from "./restore-ports.ts";
import type { TestSlots } from "./test-slots.ts";

/** What restore tests need beyond what restores do. */
export interface TestPorts extends RestorePorts, AdoptPorts, DriftPorts, OrphanPorts, DoctorPorts {
  readonly tests: TestRecords;
  /** At most so many restore tests at once in this process: they must never starve production. */
  readonly testSlots: TestSlots;
  readonly testLimits: TestLimits;
}

/** Milliseconds that belong to the installation (config.yml `limits:`). */
export interface TestLimits {
  /** After so long what a test has made counts as forgotten. */
  readonly scratchTtlMs: number;
}

export interface TestRecords {
  /** Durable before it resolves, with its audit row in one commit. Ran twice: the second writes nothing. */
  begin(record: TestRecord): Promise<void>;
  /** The test's end, the points whose evidence it changed, and their audit rows, in ONE commit. Ran twice: as once. */
  end(record: TestRecord, points: readonly RecoveryPoint[]): Promise<void>;
  get(id: string): Promise<TestRecord | undefined>;
  /** By their start, newest first; running ones too. Of all applications unless one is named. */
  newest(application: string | undefined, limit: number): Promise<TestRecord[]>;
}
