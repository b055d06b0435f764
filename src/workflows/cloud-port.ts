import type {
  DeclaredBackend,
  Group,
  GroupSnapshot,
  MemberSnapshot,
  Pool,
  Quota,
  Readable,
  Server,
  Volume,
} from "#domain/cloud.ts";
import type { StampedSetsPort } from "./adopt-ports.ts";
import type { BootCloudPort } from "./boot-cloud-port.ts";
import type { DesignCloudPort } from "./design-ports.ts";
import type { DoctorCloudPort } from "./doctor-ports.ts";
import type { DriftCloudPort } from "./drift-ports.ts";
import type { OrphanCloudPort } from "./orphan-cloud-port.ts";
import type { ProtectionPort } from "./protection-port.ts";
import type { RestoreCloudPort } from "./restore-cloud-port.ts";
import type { SetDeletionPort } from "./set-deletion-port.ts";

/** Did the request reach Cinder's database? `unknown`: the answer was lost; look before doing it again. */
export type CreateOutcome =
  | { readonly kind: "created"; readonly groupSnapshot: { readonly id: string; readonly name: string } }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unknown"; readonly reason: string };

export interface CloudPort
  extends StampedSetsPort,
    DriftCloudPort,
    DoctorCloudPort,
    RestoreCloudPort,
    BootCloudPort,
    SetDeletionPort,
    ProtectionPort {
  readonly name: string;
  /** For the search for orphans. */
  readonly scan: OrphanCloudPort;
  /** For designs and audits. */
  readonly design: DesignCloudPort;
  /** A token at hand, a connection open, microversion pinned: call before a freeze so that nothing of it is inside. */
  warm(signal: AbortSignal): Promise<void>;
  /** Errors: `not-found`, or `refused` when a name fits more than one. */
  findGroup(nameOrId: string, signal: AbortSignal): Promise<Group>;
  findVolume(nameOrId: string, signal: AbortSignal): Promise<Volume>;
  volumesOfGroup(groupId: string, signal: AbortSignal): Promise<Volume[]>;
  /** Spec `consistent_group_snapshot_enabled` of the group type, exact string; `null` = there is none. Needs admin. */
  groupTypeSpec(groupTypeId: string, signal: AbortSignal): Promise<Readable<string | null>>;
  /** The group type's name, which everybody may read. */
  groupTypeName(groupTypeId: string, signal: AbortSignal): Promise<string>;
  /** The same key among a volume type's extra specs. Needs admin. */
  volumeTypeSpec(volumeType: string, signal: AbortSignal): Promise<Readable<string | null>>;
  /** Pool of a volume (`host@backend#pool`). Needs admin. */
  poolOf(volumeId: string, signal: AbortSignal): Promise<Readable<string>>;
  pools(signal: AbortSignal): Promise<Readable<Pool[]>>;
  quota(signal: AbortSignal): Promise<Readable<Quota>>;
  /** Nova's record of a server; `unread` where the cloud shows none. Errors: `not-found`, `refused` when not unique. */
  findServer(nameOrId: string, signal: AbortSignal): Promise<Readable<Server>>;
  /** The back ends that the operator declared in config for this cloud. */
  readonly declared: readonly DeclaredBackend[];
  /** One POST, never retried by itself. */
  createGroupSnapshot(
    groupId: string,
    name: string,
    description: string,
    signal: AbortSignal,
  ): Promise<CreateOutcome>;
  /** Undefined when Cinder says 404. */
  showGroupSnapshot(id: string, signal: AbortSignal): Promise<GroupSnapshot | undefined>;
  /** All group snapshots of a group whose name starts with `prefix`. */
  groupSnapshotsNamed(groupId: string, prefix: string, signal: AbortSignal): Promise<GroupSnapshot[]>;
  membersOf(
    groupSnapshotId: string,
    volumeIds: readonly string[],
    signal: AbortSignal,
  ): Promise<MemberSnapshot[]>;
  setSnapshotMetadata(
    snapshotId: string,
    metadata: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void>;
}
