import type { Application } from "#domain/application.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import type { FreshPlans } from "./fresh-plans.ts";
import type { GuestAddress } from "./guest-port.ts";
import type { Ports } from "./ports.ts";
import type { RecoveryPort } from "./recovery-port.ts";
import type { TestSlots } from "./test-slots.ts";

/** What restores need beyond what snapshots do. */
export interface RestorePorts extends Ports {
  /** Every application of this installation. */
  applications(): readonly Application[];
  readonly recovery: RecoveryPort;
  /** The servers that restored volumes may be attached to (config.yml `recovery.servers`). */
  readonly recoveryServers: readonly RecoveryServerEntry[];
  readonly restores: RestoreRecords;
  readonly restoreLimits: RestoreLimits;
  readonly freshPlans: FreshPlans;
  /** Absent where there are no restore tests. */
  readonly testSlots?: Pick<TestSlots, "occupy" | "leave">;
}

export interface RecoveryServerEntry {
  /** Name or id in Nova, and what manifests call it. */
  readonly name: string;
  /** The cloud that it is in. */
  readonly cloud: string;
  readonly address: GuestAddress;
}

/** Milliseconds that belong to the installation (config.yml `limits:`). */
export interface RestoreLimits {
  /** How long a restore that a person asked for stays. */
  readonly manualTtlMs: number;
  /** From the request to `available`, for all volumes together; so much whatever their size. */
  readonly createWithinMs: number;
  /** The same, and so much more for each GiB of them. */
  readonly createPerGibMs: number;
  /** For one volume. */
  readonly attachWithinMs: number;
  /** From a server's `ACTIVE` to the first word on its console. */
  readonly bootWithinMs: number;
  /** From the first word with the recovery kit to the last check. */
  readonly recoverWithinMs: number;
  /** For everything that is torn down. */
  readonly tearDownWithinMs: number;
  /** The longest between two looks at what is being made; the first ones are soon after one another. */
  readonly pollMs: number;
}

export interface RestoreRecords {
  /** Durable before it resolves; replaces an earlier one of the same id. With its audit row in one commit. */
  save(record: RestoreRecord): Promise<void>;
  get(id: string): Promise<RestoreRecord | undefined>;
  /** Those of which something may be there, oldest first. */
  open(): Promise<RestoreRecord[]>;
  /** When a restore of a point last began whose data was verified, by the point's id: of the application's newest ones. */
  verifiedPoints(application: string): Promise<ReadonlyMap<string, number>>;
  /** Of the newest restores of the application whose data was verified: how long each took, ms. */
  measured(application: string): Promise<number[]>;
}
