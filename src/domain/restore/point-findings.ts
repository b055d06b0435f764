import { error, type Finding, info, warning } from "../finding.ts";
import { atLeast } from "../label.ts";
import { toMinute } from "../minute.ts";
import type { FoundMember, RestoreFacts } from "./facts.ts";
import type { Strategy } from "./strategy.ts";

/** Is the point still there, whole and as it was recorded, and what has become of its volumes since? */
export function pointFindings(facts: RestoreFacts, how: Strategy | undefined): Finding[] {
  const { point } = facts;
  const wanted = facts.application.objectives.grade;
  return [
    ...setFindings(facts),
    ...facts.members.flatMap((member) => memberFindings(member, point.groupId)),
    ...zoneFindings(facts, how),
    ...(wanted === undefined || atLeast(point.label.grade, wanted) ? [] : [lessThanWanted(facts, wanted)]),
    ...testFindings(facts),
    ...mixedEpochs(facts),
  ];
}

function setFindings({ point, set }: RestoreFacts): Finding[] {
  const id = point.groupSnapshotId;
  if (set === undefined)
    return [error("point-gone", point.id, `Cinder has no group snapshot ${id} any more`, OTHER_POINT)];
  return set.status === "available"
    ? []
    : [
        error("point-not-available", point.id, `group snapshot ${id} is ${set.status}, expected available`, {
          next: `cinder group-snapshot-show ${id}`,
        }),
      ];
}

const OTHER_POINT = { next: "choose another point" };

function memberFindings({ evidence, snapshot, source }: FoundMember, groupId: string): Finding[] {
  const { role, volumeId } = evidence;
  const id = evidence.snapshotId ?? "(none)";
  if (snapshot === undefined)
    return [error("member-gone", role, `Cinder has no member snapshot ${id} any more`, OTHER_POINT)];
  if (snapshot.status !== "available")
    return [
      error("member-not-available", role, `member snapshot ${id} is ${snapshot.status}, expected available`, {
        next: `openstack volume snapshot show ${id}`,
      }),
    ];
  if (snapshot.volumeId !== volumeId || snapshot.size !== evidence.size)
    return [
      error(
        "member-changed",
        role,
        `member snapshot ${id} is of volume ${snapshot.volumeId} with ${snapshot.size} GiB; the point has volume ${volumeId} with ${evidence.size ?? "?"} GiB`,
        OTHER_POINT,
      ),
    ];
  if (source === undefined)
    return [
      error(
        "source-gone",
        role,
        `volume ${volumeId} is not there any more, so neither its type nor its zone is known`,
      ),
    ];
  return sinceThen({ ...evidence, size: snapshot.size }, source, groupId);
}

function sinceThen(
  { role, size, volumeType: then }: FoundMember["evidence"],
  source: NonNullable<FoundMember["source"]>,
  groupId: string,
): Finding[] {
  const { id, sizeGib, volumeType, encrypted } = source;
  const extended = `volume ${id} had ${size} GiB at the point and has ${sizeGib} GiB now: the restored one has ${size} GiB`;
  return [
    ...(sizeGib === size ? [] : [warning("extended-since", role, extended)]),
    ...(volumeType === undefined ? [error("no-volume-type", role, `volume ${id} has no volume type`)] : []),
    ...retyped({ role, then }, source, groupId),
    ...(encrypted
      ? [
          warning(
            "encrypted",
            role,
            "the volume is encrypted: Cinder clones its key with the rights of the bot's own credential",
            { costs: "without rights to the key the volume cannot be made" },
          ),
        ]
      : []),
  ];
}

/** Of which type the volume was at the point, if that was recorded, and of which it is now. */
function retyped(
  { role, then }: { readonly role: string; readonly then: string | undefined },
  { id, volumeType = "none", ...source }: NonNullable<FoundMember["source"]>,
  groupId: string,
): Finding[] {
  const expected = `a volume of its type of today (${volumeType}) is expected`;
  if (then !== undefined && then !== volumeType)
    return [
      warning(
        "retyped-since",
        role,
        `volume ${id} was of type ${then} at the point and is of type ${volumeType} now: ${expected}`,
      ),
    ];
  // Cinder refuses to retype a volume of a group (cinder/volume/api.py, retype), so one that left may have been.
  if (source.groupId === groupId) return [];
  return then === undefined
    ? [
        warning(
          "left-the-group",
          role,
          `volume ${id} is not in group ${groupId} any more, so it may have been retyped since: the point does not tell its type; ${expected}`,
        ),
      ]
    : [
        info(
          "left-the-group",
          role,
          `volume ${id} is not in group ${groupId} any more; it still is of type ${then}`,
        ),
      ];
}

/**
 * A group is made in one zone; a member in another is refused half-way, which keeps a unit of the quota `groups` for good
 * (cinder/group/api.py, _create_group_from_group_snapshot; config cloned_volume_same_az).
 */
function zoneFindings({ members, point }: RestoreFacts, how: Strategy | undefined): Finding[] {
  const zones = new Set(members.flatMap(({ source }) => source?.availabilityZone ?? []));
  return how !== "group" || zones.size <= 1
    ? []
    : [
        error(
          "several-zones",
          point.id,
          `the volumes lie in several availability zones (${[...zones].join(", ")}), and a group can be made in one only`,
          { next: "say --strategy volumes, where the driver can" },
        ),
      ];
}

const lessThanWanted = ({ point, better }: RestoreFacts, wanted: string): Finding =>
  warning(
    "grade-less-than-wanted",
    point.id,
    `the point has ${point.label.grade === undefined ? "no grade" : `grade ${point.label.grade}`} (${point.label.text}), the manifest wants ${wanted}`,
    {
      costs: "the database may not recover, or recover wrong data",
      ...(better === undefined ? {} : { next: `the newest of grade ${wanted} or better is ${better}` }),
    },
  );

/** What restore tests have shown of it, or of one like it. */
function testFindings({ point }: RestoreFacts): Finding[] {
  const { tests, siblingFailed } = point.evidence;
  if (tests?.verdict === "failed") {
    const where = tests.phase === undefined ? "" : ` in ${tests.phase}`;
    const text = `restore test ${tests.runId} (${toMinute(tests.at)}) failed${where}: ${tests.text}`;
    return [
      warning("failed-its-test", point.id, text, { costs: "its data was seen to be wrong", ...OTHER_POINT }),
    ];
  }
  if (siblingFailed === undefined) return [];
  const text = `${siblingFailed.point}, which was made the same way, failed restore test ${siblingFailed.runId} (${toMinute(siblingFailed.at)})`;
  const next = "have this one tested, or choose a point that has passed";
  return [warning("sibling-failed-its-test", point.id, text, { costs: "its data may be as wrong", next })];
}

function mixedEpochs({ point, roles, members }: RestoreFacts): Finding[] {
  const left = members.map(({ evidence }) => evidence.role).filter((role) => roles?.includes(role) === false);
  return left.length === 0
    ? []
    : [
        warning(
          "mixed-epochs",
          point.id,
          `only ${roles?.join(", ")} come from the point; ${left.join(", ")} stay as they are today, so beside each other they are of two moments`,
          { costs: "what spans both may be inconsistent in ways that no check sees" },
        ),
      ];
}
