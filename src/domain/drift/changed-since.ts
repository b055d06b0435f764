import type { BackendEvidence, MemberEvidence } from "../evidence.ts";
import { type Finding, info, warning } from "../finding.ts";
import { CONSISTENT_SPEC } from "../label.ts";
import type { RecoveryPoint } from "../recovery-point.ts";

/** The volumes and the back end as they are now. */
export interface Now {
  readonly groupName: string;
  readonly volumes: readonly {
    readonly role: string;
    readonly volumeId: string;
    readonly volumeType?: string | undefined;
    /** GiB */
    readonly size: number;
  }[];
  readonly backend: BackendEvidence;
}

/**
 * What is another than it was when the newest point was taken. An adopted point tells of its volumes alone: what was read of
 * the back end is lost.
 */
export function changedSince(now: Now, point: RecoveryPoint | undefined): Finding[] {
  if (point === undefined) return [];
  const { evidence } = point;
  return [
    ...now.volumes.flatMap((volume) => volumeChanges(volume, evidence.set.members, point.id)),
    ...(evidence.adopted === undefined ? backendChanges(now, evidence.backend, point.id) : []),
  ];
}

function volumeChanges(
  { role, volumeId, size, volumeType }: Now["volumes"][number],
  members: readonly MemberEvidence[],
  point: string,
): Finding[] {
  const then = members.find((member) => member.role === role);
  if (then === undefined)
    return [
      info(
        "role-is-new",
        role,
        `volume ${volumeId} (${role}) is in no point yet: ${point} has none of that role`,
        {
          next: "the next snapshot has it",
        },
      ),
    ];
  if (then.volumeId !== volumeId) return [replaced(role, then.volumeId, volumeId, point)];
  return [
    ...(then.size === undefined || then.size === size
      ? []
      : [resized(role, volumeId, then.size, size, point)]),
    ...(then.volumeType === undefined || then.volumeType === volumeType
      ? []
      : [retyped(role, volumeId, [then.volumeType, volumeType ?? "none"], point)]),
  ];
}

const replaced = (role: string, then: string, volumeId: string, point: string): Finding =>
  warning("volume-replaced", role, `${role} is volume ${volumeId} now and was ${then} at ${point}`, {
    costs: "older points restore the volume of before",
    next: `openstack volume show ${volumeId}`,
  });

const resized = (role: string, volumeId: string, then: number, size: number, point: string): Finding =>
  warning("size-changed", role, `volume ${volumeId} has ${size} GiB and had ${then} GiB at ${point}`, {
    costs: "a restore of an older point has the size of before",
    next: `openstack volume show ${volumeId}`,
  });

const retyped = (role: string, volumeId: string, [then, now]: [string, string], point: string): Finding =>
  warning("type-changed", role, `volume ${volumeId} is of type ${now} and was of type ${then} at ${point}`, {
    costs: "grade C if the new type lies on a back end that takes volumes one after another",
    next: `openstack volume show -c type ${volumeId}`,
  });

function backendChanges({ groupName, backend }: Now, then: BackendEvidence, point: string): Finding[] {
  return [
    ...specChange(groupName, backend, then, point),
    ...capabilityChange(groupName, backend, then, point),
    ...driverChange(groupName, backend, then, point),
    ...poolChange(groupName, backend, then, point),
  ];
}

const COSTS_C = "grade C; with a proved freeze of all volumes A and B stay in reach";
const NO_RIGHTS = {
  costs: "grade C: what nobody reads is not observed",
  next: "give the credential under clouds.<name>.reader its rights back",
};

function specChange(group: string, now: BackendEvidence, then: BackendEvidence, point: string): Finding[] {
  const [was, is] = [then.groupTypeSpec, now.groupTypeSpec];
  if (was === is || was === undefined) return [];
  if (is === undefined)
    return [
      warning(
        "spec-unreadable",
        group,
        `no rights to see the group type's spec any more; ${point} saw it`,
        NO_RIGHTS,
      ),
    ];
  const text = `the group type's spec consistent_group_snapshot_enabled is ${is ?? "gone"} and was ${was ?? "not there"} at ${point}`;
  const next = `cinder group-type-key GROUP_TYPE set consistent_group_snapshot_enabled="${CONSISTENT_SPEC}"   # as an administrator`;
  return [
    is === CONSISTENT_SPEC
      ? info("spec-changed", group, text)
      : warning("spec-changed", group, text, { costs: COSTS_C, next }),
  ];
}

function capabilityChange(
  group: string,
  now: BackendEvidence,
  then: BackendEvidence,
  point: string,
): Finding[] {
  const [was, is] = [then.poolCapability, now.poolCapability];
  if (was === is || was === undefined) return [];
  if (is === undefined)
    return [
      warning(
        "capability-unreadable",
        group,
        `no rights to see the pools' capability any more; ${point} saw it`,
        NO_RIGHTS,
      ),
    ];
  const text = `the pool ${is ? "says" : "does not say any more"} that it takes consistent group snapshots; at ${point} it ${was ? "did" : "did not"}`;
  return [
    is
      ? info("capability-changed", group, text)
      : warning("capability-changed", group, text, {
          costs: COSTS_C,
          next: "cinder get-pools --detail   # as an administrator",
        }),
  ];
}

function driverChange(group: string, now: BackendEvidence, then: BackendEvidence, point: string): Finding[] {
  const [was, is] = [then.driver?.verdict, now.driver?.verdict];
  if (was === undefined || is === undefined || was === is) return [];
  const text = `the driver counts as one that ${is === "atomic" ? "cuts at one moment" : "takes volumes one after another"}; at ${point} it did not`;
  return [
    is === "atomic"
      ? info("driver-changed", group, text)
      : warning("driver-changed", group, text, {
          costs: COSTS_C,
          next: "look at clouds.<name>.backends in config.yml",
        }),
  ];
}

function poolChange(group: string, now: BackendEvidence, then: BackendEvidence, point: string): Finding[] {
  const [was, is] = [then.pools, now.pools].map((pools) => pools?.toSorted().join(", "));
  if (was === undefined || is === undefined || was === is) return [];
  return [
    warning("pool-changed", group, `the volumes lie on ${is} and lay on ${was} at ${point}`, {
      costs: "grade C if the new pool takes volumes one after another",
      next: "cinder get-pools --detail   # as an administrator",
    }),
  ];
}
