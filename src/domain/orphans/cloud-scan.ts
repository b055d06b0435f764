import type { QuotaUse, Readable } from "../cloud.ts";

/** A group snapshot as a list shows it. Times are the cloud's, epoch milliseconds. */
export interface SeenSet {
  readonly id: string;
  readonly name: string;
  readonly groupId: string;
  readonly status: string;
  readonly createdAt: number | undefined;
}

export interface SeenSnapshot {
  readonly id: string;
  readonly name: string;
  readonly volumeId: string;
  readonly groupSnapshotId: string | undefined;
  readonly status: string;
  readonly gib: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** Of its last change, or of its creation. */
  readonly changedAt: number | undefined;
  /** Cinder counts it in the project's quota. */
  readonly counts: boolean;
}

export interface SeenGroup {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** What it was made from. */
  readonly groupSnapshotId: string | undefined;
  readonly createdAt: number | undefined;
}

export interface SeenVolume {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly gib: number;
  /** Stays when the snapshot is deleted. */
  readonly snapshotId: string | undefined;
  readonly groupId: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** Servers that it is attached to; `""` for an attachment without one. */
  readonly servers: readonly string[];
  readonly createdAt: number | undefined;
  /** Cinder counts it in the project's quota. */
  readonly counts: boolean;
}

export interface SeenServer {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Volumes that are attached to it. */
  readonly volumeIds: readonly string[];
}

/** What Cinder's quota counts. GiB of volumes and of snapshots apart, since some clouds do not count the latter. */
export interface Counted {
  readonly volumes: number;
  readonly snapshots: number;
  readonly groups: number;
  readonly volumeGib: number;
  readonly snapshotGib: number;
}

/** The figures that Cinder reports. */
export interface ReportedQuota {
  readonly projectId: string;
  readonly volumes: QuotaUse;
  readonly snapshots: QuotaUse;
  readonly gigabytes: QuotaUse;
  /** Undefined where Cinder does not show it. */
  readonly groups: QuotaUse | undefined;
}

/** Something of another project than ours. */
export interface Elsewhere<T> {
  readonly project: string;
  readonly thing: T;
}

/** What of other projects says that it is ours, or comes from a thing of ours. Nothing of it is ever touched. */
export interface SeenElsewhere {
  readonly sets: readonly Elsewhere<SeenSet>[];
  readonly snapshots: readonly Elsewhere<SeenSnapshot>[];
  readonly groups: readonly Elsewhere<SeenGroup>[];
  readonly volumes: readonly Elsewhere<SeenVolume>[];
}

/** Of a cloud's project: all that is ours, and what else is needed to prove what may go. */
export interface CloudScan {
  readonly cloud: string;
  /** Ids of all group snapshots of the project, also of those that are not in `sets`. */
  readonly setIds: ReadonlySet<string>;
  readonly sets: readonly SeenSet[];
  readonly snapshots: readonly SeenSnapshot[];
  /** All of the project. */
  readonly groups: readonly SeenGroup[];
  readonly volumes: readonly SeenVolume[];
  readonly servers: readonly SeenServer[];
  readonly elsewhere: SeenElsewhere;
}

/** Quota before and after a scan, with what the scan counted in between. */
export interface QuotaScan {
  readonly before: Readable<ReportedQuota>;
  readonly after: Readable<ReportedQuota>;
  readonly counted: Counted;
}
