import type { Application } from "../application.ts";
import type { GroupSnapshot, MemberSnapshot, Readable } from "../cloud.ts";
import type { MemberEvidence } from "../evidence.ts";
import type { RecoveryPoint } from "../recovery-point.ts";
import type { FoundBoot } from "./boot-facts.ts";
import type { ProjectQuota } from "./quota.ts";
import type { Strategy, Ways } from "./strategy.ts";
import type { RestoreTarget } from "./target.ts";

/** What Cinder shows today of the volume that a member was taken of. */
export interface SourceVolume {
  readonly id: string;
  readonly sizeGib: number;
  readonly volumeType: string | undefined;
  readonly bootable: boolean;
  readonly encrypted: boolean;
  readonly availabilityZone: string;
  readonly groupId?: string | undefined;
}

/** One member of the point as it is found today; undefined = Cinder knows none of that id any more. */
export interface FoundMember {
  readonly evidence: MemberEvidence;
  readonly snapshot: MemberSnapshot | undefined;
  readonly source: SourceVolume | undefined;
}

/** What the recovery kit says of its server. */
export interface RecoveryKit {
  /** The kit's version. */
  readonly kit: string;
  readonly kernel: string;
  /** Major versions of PostgreSQL that can be started there. */
  readonly postgresql: readonly number[];
  /** Release series of the MariaDB that can be started there; absent: none, or a kit before 1.2.0. */
  readonly mariadb?: string | undefined;
  /** `unknown` where there is none. */
  readonly glibc: string;
  readonly icu: string | undefined;
}

/** The recovery server that the manifest names, as far as it was found. */
export interface FoundServer {
  readonly name: string;
  /** Config lists it for this cloud. */
  readonly listed: boolean;
  readonly nova: Readable<{
    readonly id: string;
    readonly name: string;
    readonly status: string;
    readonly metadata: Readonly<Record<string, string>>;
  }>;
  readonly kit: Readable<RecoveryKit>;
}

/** Everything that a restore's plan rests on. */
export interface RestoreFacts {
  readonly instance: string;
  readonly application: Application;
  readonly point: RecoveryPoint;
  /** The newest point of the wanted grade, when the point has a lesser one. */
  readonly better: string | undefined;
  readonly set: GroupSnapshot | undefined;
  readonly members: readonly FoundMember[];
  /** All roles unless some were asked for. */
  readonly roles: readonly string[] | undefined;
  readonly ways: Ways;
  readonly asked: Strategy | undefined;
  readonly quota: Readable<ProjectQuota>;
  /** Where the volumes are to be read. */
  readonly target: RestoreTarget;
  /** Undefined: the manifest names none, or it is not the target. */
  readonly server: FoundServer | undefined;
  /** Likewise. */
  readonly boot?: FoundBoot | undefined;
  /** Every application of this installation. */
  readonly applications: readonly Application[];
  /** What earlier restores took until the data was verified, ms. */
  readonly history: readonly number[];
  readonly ttlMs: number;
  readonly onFailure: "tear down" | "keep";
}
