import type { Prediction } from "#domain/preflight/prediction.ts";
import type { TestRecord } from "#domain/restore-test/record.ts";
import type { Application } from "../application.ts";
import type { Group, Quota, Readable, Volume } from "../cloud.ts";
import type { FrozenMount } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import type { RecoveryPoint } from "../recovery-point.ts";
import type { CloudSeen } from "./cloud-seen.ts";

/** A thing of the manifest as the cloud has it, or why it was not found. */
export type Found<T> = { readonly value: T } | { readonly missing: string };

/** One volume of the manifest. */
export interface DesignedVolume {
  readonly role: string;
  /** As the manifest names it: id or name. */
  readonly named: string;
  readonly server: string;
  readonly mount: string | undefined;
  readonly volume: Found<Volume>;
  readonly pool: Readable<string>;
}

export interface DesignedServer {
  readonly name: string;
  readonly id: Found<string>;
}

/** Everything that a design is made from. */
export interface DesignFacts {
  readonly instance: string;
  readonly application: Application;
  readonly cloud: CloudSeen;
  readonly group: Found<Group>;
  /** Ids of the volumes that Cinder says are in the group. */
  readonly inGroup: readonly string[];
  readonly volumes: readonly DesignedVolume[];
  readonly servers: readonly DesignedServer[];
  /** The manifest's `restore.recoveryServer`; undefined: it names none. */
  readonly recoveryServer: DesignedServer | undefined;
  readonly quota: Readable<Quota>;
  /** What a freeze would cover, as the guests say; empty: they were not asked, or did not answer. */
  readonly mounts: readonly {
    readonly server: string;
    readonly kit?: string | undefined;
    readonly mounts: readonly FrozenMount[];
  }[];
  /** What stands against a snapshot now. */
  readonly findings: readonly Finding[];
  readonly prediction: Prediction | undefined;
  /** All that the store has, newest first. */
  readonly points: readonly RecoveryPoint[];
  readonly tests: readonly TestRecord[];
  /** Longest time between two slots of `schedule.snapshot`, ms. */
  readonly snapshotGapMs: number | undefined;
}
