import type { DeclaredBackend, Pool, Readable } from "../cloud.ts";

/** A pool with the name that volume types ask for in `volume_backend_name`. */
export interface SeenPool extends Pool {
  readonly backendName: string | undefined;
}

export interface SeenGroupType {
  readonly id: string;
  readonly name: string;
  /** Its spec `consistent_group_snapshot_enabled`, exactly; `null` = there is none. */
  readonly spec: Readable<string | null>;
}

export interface SeenVolumeType {
  readonly id: string;
  readonly name: string;
  readonly spec: Readable<string | null>;
  /** `null` = the type names no back end. */
  readonly backendName: Readable<string | null>;
}

/** Made by Cinder for the old consistency groups; the group APIs refuse it (cinder/api/v3/groups.py). */
export const OLD_TYPE = "default_cgsnapshot_type";

/** What was read of a cloud as a whole, and by whom. */
export interface CloudSeen {
  /** As config.yml calls it. */
  readonly name: string;
  /** Entries of clouds.yaml. */
  readonly as: { readonly project: string; readonly reader: string };
  /** Epoch milliseconds. */
  readonly at: number;
  readonly projectId: string;
  /** URL of block storage for the project, without trailing slash. */
  readonly url: string;
  readonly groupTypes: readonly SeenGroupType[];
  readonly volumeTypes: readonly SeenVolumeType[];
  readonly pools: Readable<readonly SeenPool[]>;
  readonly declared: readonly DeclaredBackend[];
}
