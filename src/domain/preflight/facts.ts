import type { DriverVerdict } from "#domain/drivers/driver-verdict.ts";
import type { Application } from "../application.ts";
import type { Group, Pool, Quota, Readable, Server, Volume } from "../cloud.ts";

/** One volume of the manifest as it was found. */
export interface FoundVolume {
  readonly role: string;
  readonly server: string;
  readonly volume: Volume;
  readonly pool: Readable<string>;
}

/** Everything that preflight reads of the cloud before it judges. */
export interface CloudFacts {
  readonly application: Application;
  readonly group: Group;
  readonly groupTypeName: string;
  readonly groupTypeSpec: Readable<string | null>;
  readonly volumes: readonly FoundVolume[];
  /** Volumes that Cinder says are in the group. */
  readonly groupVolumes: readonly Volume[];
  readonly volumeTypeSpecs: readonly { readonly type: string; readonly spec: Readable<string | null> }[];
  readonly pools: Readable<readonly Pool[]>;
  readonly quota: Readable<Quota>;
  readonly servers: readonly { readonly name: string; readonly server: Readable<Server> }[];
  readonly driver: DriverVerdict;
}
