/** The rows of the simulated Cinder and Keystone databases. Times are milliseconds since 1970. */

/** What lies on a simulated disk: the sequence number of the last write that reached it (0: none yet). */
export type Content = number;

export interface Attachment {
  readonly attachmentId: string;
  readonly serverId: string;
  readonly device: string;
  readonly attachedAt: number;
}

export interface Volume {
  readonly id: string;
  name: string | null;
  status: string;
  /** GiB */
  size: number;
  readonly volumeTypeId: string;
  groupId: string | null;
  /** `host@backend#pool`; null: never scheduled. */
  host: string | null;
  readonly projectId: string;
  readonly userId: string;
  /** Null until its own create has gone through cinder-volume; for ever where a group was made from a snapshot. */
  serviceUuid: string | null;
  createdAt: number;
  updatedAt: number | null;
  multiattach: boolean;
  encrypted: boolean;
  attachments: Attachment[];
  metadata: Record<string, string>;
  content: Content;
  /** Wall clock of the last write, ms: the time that the application's data tells of itself. */
  writtenAt?: number | undefined;
  description?: string | null;
  /** The snapshot it was made from. */
  readonly snapshotId?: string;
  bootable?: boolean;
  /** Cinder has a row, the back end has nothing: what a failed copy leaves in a generic group restore. */
  hollow?: boolean;
  /** A server that Nova is attaching it to; Cinder does not show it yet. */
  reservedFor?: Attachment | undefined;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  status: string;
  readonly groupTypeId: string;
  readonly volumeTypeIds: readonly string[];
  readonly projectId: string;
  createdAt: number;
  /** What it was made from. */
  readonly groupSnapshotId?: string;
}

export interface GroupSnapshot {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly groupId: string;
  readonly groupTypeId: string;
  readonly projectId: string;
  status: string;
  readonly createdAt: number;
}

export interface Snapshot {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly volumeId: string;
  readonly groupSnapshotId: string | null;
  readonly projectId: string;
  readonly userId: string;
  readonly size: number;
  status: string;
  progress: string;
  metadata: Record<string, string>;
  readonly createdAt: number;
  updatedAt: number | null;
  /** What was on the volume at the moment of the copy; undefined until there is one. */
  content: Content | undefined;
  /** Of the last write that is in the copy. */
  writtenAt?: number | undefined;
}

export interface GroupType {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  specs: Record<string, string>;
}

export interface VolumeType {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  extraSpecs: Record<string, string>;
}

export interface Pool {
  /** `host@backend#pool` */
  readonly name: string;
  /** `atomic`: the driver copies a group at one moment; `looping`: it has no group code. */
  readonly kind: "atomic" | "looping";
  /** One group on an atomic pool, one member on a looping one. */
  copyMs: number;
  readonly vendor: string;
  readonly driverVersion: string;
  readonly protocol: string;
  /** Room for what a restore asks for; undefined: no end. */
  freeGib?: number;
}

/** As Nova shows it. */
export interface Server {
  readonly id: string;
  readonly name: string;
  status: string;
  readonly projectId: string;
  readonly userId: string;
  /** Empty: it boots from a volume. */
  readonly imageId: string;
  /** Default: `tiny`. */
  readonly flavorId?: string;
  powerState: number;
  readonly createdAt: number;
  metadata?: Record<string, string>;
  /** Base64. */
  readonly userData?: string | undefined;
  /** What its guest has written to the serial console. */
  console?: string;
  fault?: { readonly code: number; readonly created: string; readonly message: string };
}

export interface Flavor {
  readonly id: string;
  readonly name: string;
  readonly vcpus: number;
  /** MiB */
  readonly ram: number;
  /** GiB */
  readonly disk: number;
}

/** Of Glance. */
export interface Image {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly min_disk: number;
  readonly min_ram: number;
  readonly [property: string]: string | number;
}

/** Of Neutron. */
export interface Network {
  readonly id: string;
  readonly name: string;
}

export interface Project {
  readonly id: string;
  readonly name: string;
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  /** Project id → names of the roles there. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

export interface ApplicationCredential {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly userId: string;
  readonly projectId: string;
  readonly roles: readonly string[];
}

export interface Token {
  readonly id: string;
  readonly userId: string;
  readonly projectId: string | undefined;
  readonly roles: readonly string[];
  readonly expiresAt: number;
}
