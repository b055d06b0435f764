import type { MemberSnapshot, QuotaUse, Readable } from "#domain/cloud.ts";

/** What a restore needs of a cloud beyond taking snapshots. `cloud/` implements it; names and order are the caller's. */
export interface RestoreCloudPort {
  /** A member snapshot by its own id; undefined when Cinder says 404. */
  snapshotOf(id: string, signal: AbortSignal): Promise<MemberSnapshot | undefined>;
  /** Undefined when Cinder says 404. */
  volumeById(id: string, signal: AbortSignal): Promise<RestoredVolume | undefined>;
  /** Undefined when Cinder says 404. */
  groupById(id: string, signal: AbortSignal): Promise<RestoredGroup | undefined>;
  /** One POST, never retried by itself. `created` is `creating`: read it until it is `available` or `error`. */
  createVolumeFromSnapshot(request: VolumeFromSnapshot, signal: AbortSignal): Promise<Created>;
  /**
   * One POST (create-from-src), never retried by itself. Its volumes come without names: see
   * {@link RestoreCloudPort.nameVolume}. Each refusal may cost one unit of the quota `groups` that only an operator
   * can give back, so that quota and states are to be checked before.
   */
  createGroupFromSnapshot(request: GroupFromSnapshot, signal: AbortSignal): Promise<Created>;
  /** All volumes of the project whose name starts so: what an `unknown` create may have made. */
  volumesNamed(prefix: string, signal: AbortSignal): Promise<RestoredVolume[]>;
  /** The volumes of a group, whatever their names. */
  volumesOfRestoredGroup(groupId: string, signal: AbortSignal): Promise<RestoredVolume[]>;
  groupsNamed(prefix: string, signal: AbortSignal): Promise<RestoredGroup[]>;
  /** Adds metadata and sets the name, if one is given; other keys stay. Run twice: the same. */
  nameVolume(
    id: string,
    mark: { readonly name?: string; readonly metadata: Readonly<Record<string, string>> },
    signal: AbortSignal,
  ): Promise<void>;
  /** `deleted`: it is on its way; read it until it is gone. Refuses what was not made from a snapshot. */
  deleteVolume(id: string, signal: AbortSignal): Promise<Deletion>;
  /** With its volumes, whatever state it is in. Refuses what was not made from a group snapshot. */
  deleteRestoredGroup(id: string, signal: AbortSignal): Promise<Deletion>;
  restoreQuota(signal: AbortSignal): Promise<Readable<RestoreQuota>>;
  /** Nova's record. Errors: `not-found`; `refused` when the name fits more than one. */
  recoveryServer(nameOrId: string, signal: AbortSignal): Promise<RecoveryServer>;
  /**
   * One POST, then reads until Cinder says that the volume is attached: Nova's own answer says only that it will try.
   * What is attached to this server already counts; attached elsewhere as well is refused. The signal is the deadline;
   * `unknown` when it comes first.
   */
  attachVolume(
    serverId: string,
    volumeId: string,
    signal: AbortSignal,
    turn?: AttachTurn,
  ): Promise<Attachment>;
  /** As Nova has it, those that are still on their way included. */
  attachedTo(serverId: string, signal: AbortSignal): Promise<AttachedVolume[]>;
  /**
   * Resolves once Cinder says that the volume is not attached to this server (any more). Errors: `failed` when Nova
   * gave up, mostly since the guest holds on to the disk.
   */
  detachVolume(serverId: string, volumeId: string, signal: AbortSignal): Promise<void>;
}

export interface RestoredVolume {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly sizeGib: number;
  readonly volumeType: string | undefined;
  /** Stays when the snapshot is deleted. */
  readonly snapshotId?: string | undefined;
  readonly bootable: boolean;
  readonly encrypted: boolean;
  readonly availabilityZone: string;
  /** Only those that are complete. */
  readonly attachments: readonly { readonly serverId: string; readonly device: string }[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly groupId?: string | undefined;
}

export interface RestoredGroup {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** What it was made from; without it, it is no restored group. */
  readonly groupSnapshotId?: string | undefined;
}

export interface VolumeFromSnapshot {
  readonly name: string;
  readonly description: string;
  readonly snapshotId: string;
  readonly sizeGib: number;
  readonly volumeType: string;
  readonly availabilityZone?: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface GroupFromSnapshot {
  /** Must be used once only: a refusal finds what it left by this name. */
  readonly name: string;
  readonly description: string;
  readonly groupSnapshotId: string;
}

/** As `CreateOutcome` of a group snapshot. `unknown`: look for the name before doing it again. */
export type Created =
  | { readonly kind: "created"; readonly id: string }
  | {
      readonly kind: "refused";
      readonly reason: string;
      /** A group that the refused create-from-src left behind: it blocks its source until it is deleted. */
      readonly leftover?: string | undefined;
    }
  | { readonly kind: "unknown"; readonly reason: string };

export type Deletion = "deleted" | "gone";

export type Attachment = "attached" | { readonly refused: string } | "unknown";

/** One of several attaches to a server that are under way at once. */
export interface AttachTurn {
  /**
   * Called when Nova has taken the request. It has chosen the device by then (nova/compute/api.py `_attach_volume`), so
   * that the next may be asked for: the order is that of the requests.
   */
  taken(): void;
  /** Nobody looks before this is settled: Nova attaches to one server one after another. */
  readonly behind: Promise<unknown>;
}

export interface AttachedVolume {
  readonly volumeId: string;
  readonly device: string;
}

export interface RecoveryServer {
  readonly id: string;
  readonly name: string;
  /** Nova's: ACTIVE, SHUTOFF … */
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** One resource of the project's quota. */
export interface CountedQuota extends QuotaUse {
  /**
   * What the project's lists show. Cinder's own `inUse` drifts: a restored group that is deleted gives back gigabytes
   * which its creation never took, and a refused create-from-src keeps one of `groups`.
   */
  readonly counted: number;
}

export interface RestoreQuota {
  readonly volumes: CountedQuota;
  /** Volumes and snapshots, GiB. */
  readonly gigabytes: CountedQuota;
  /** Undefined where Cinder does not show it. */
  readonly groups: CountedQuota | undefined;
  /** By the volume type's name; only types that have a limit of their own. */
  readonly perType: Readonly<Record<string, { readonly volumes: QuotaUse; readonly gigabytes: QuotaUse }>>;
}
