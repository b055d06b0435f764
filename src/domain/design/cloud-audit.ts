import { z } from "zod";
import { CONSISTENT_SPEC } from "../label.ts";
import { BackEnd, backEndsOf } from "./back-end.ts";
import { type CloudSeen, OLD_TYPE, type SeenGroupType, type SeenVolumeType } from "./cloud-seen.ts";
import { fallBacks } from "./opening.ts";
import { Statement } from "./statement.ts";

export interface SeenGroup {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly groupTypeId: string;
  /** Absent below microversion 3.58. */
  readonly projectId: string | undefined;
}

export interface SeenGroupedVolume {
  readonly id: string;
  readonly name: string;
  readonly groupId: string;
  readonly type: string | undefined;
  /** `host@backend#pool`; administrators only. */
  readonly pool: string | undefined;
}

/**
 * - `consistent`  it is meant to be cut at one moment, and is
 * - `deceived`    it is meant to be, or says that it is, and is not
 * - `plain`       it promises nothing
 * - `unknown`     these rights, or config.yml, do not tell
 */
const AuditVerdict = z.enum(["deceived", "unknown", "consistent", "plain"]);

export const AuditLine = z.object({
  kind: z.enum(["group", "group type", "volume type", "back end"]),
  id: z.string(),
  name: z.string(),
  /** Of a group, where it could be read. */
  project: z.string().optional(),
  /** Does it say, or is it meant to be, consistent? */
  believes: z.enum(["yes", "no", "unknown"]),
  verdict: AuditVerdict,
  why: z.string(),
});
export type AuditLine = z.infer<typeof AuditLine>;

/** Who believes to be consistent and is not, in all that a credential can see of one cloud. */
export const CloudAudit = z.object({
  version: z.literal(1),
  cloud: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  as: z.object({ project: z.string(), reader: z.string() }),
  opening: z.array(Statement),
  backEnds: z.array(BackEnd),
  /** The deceived first. */
  lines: z.array(AuditLine),
});
export type CloudAudit = z.infer<typeof CloudAudit>;

export interface AuditFacts {
  readonly cloud: CloudSeen;
  readonly groups: readonly SeenGroup[];
  readonly volumes: readonly SeenGroupedVolume[];
}

/** Pure. */
export function auditCloud({ cloud, groups, volumes }: AuditFacts): CloudAudit {
  const backEnds = backEndsOf(cloud);
  const lines = [
    ...groups.map((group) => groupLine(group, volumes, cloud, backEnds)),
    ...cloud.groupTypes.map(groupTypeLine),
    ...cloud.volumeTypes.map((type) => volumeTypeLine(type, backEnds)),
    ...backEnds.map(backEndLine),
  ];
  const rank = ({ verdict }: AuditLine): number => AuditVerdict.options.indexOf(verdict);
  const read = {
    kind: "cloud",
    what: "pools and their capabilities",
    as: cloud.as.reader,
    at: cloud.at,
  } as const;
  return {
    version: 1,
    cloud: cloud.name,
    at: cloud.at,
    as: { ...cloud.as },
    opening: fallBacks(cloud.name, backEnds, read),
    backEnds,
    lines: lines.toSorted((a, b) => rank(a) - rank(b)),
  };
}

type Judged = Pick<AuditLine, "believes" | "verdict" | "why">;

function groupLine(
  { id, name, projectId, groupTypeId }: SeenGroup,
  volumes: readonly SeenGroupedVolume[],
  cloud: CloudSeen,
  backEnds: readonly BackEnd[],
): AuditLine {
  const type = cloud.groupTypes.find((one) => one.id === groupTypeId);
  const members = volumes.filter(({ groupId }) => groupId === id);
  return {
    kind: "group",
    id,
    name,
    ...(projectId === undefined ? {} : { project: projectId }),
    ...judgeGroup(type, members, backEnds),
  };
}

function judgeGroup(
  type: SeenGroupType | undefined,
  members: readonly SeenGroupedVolume[],
  backEnds: readonly BackEnd[],
): Judged {
  if (type === undefined)
    return { believes: "unknown", verdict: "unknown", why: "its group type could not be seen" };
  const { believes, verdict, why } = groupTypeLine(type);
  if (verdict !== "consistent") return { believes, verdict, why: `its type ${type.name}: ${why}` };
  if (members.length === 0) return { believes: "yes", verdict: "unknown", why: "it holds no volume yet" };
  const homes = new Set(members.map((member) => homeOf(member, backEnds)));
  const [home, ...others] = homes;
  if (home === undefined || others.includes(undefined))
    return {
      believes: "yes",
      verdict: "unknown",
      why: "the back end of its volumes could not be read, and none is declared for their types",
    };
  const all = [home, ...others].filter((one) => one !== undefined);
  const worst =
    all.find(({ does }) => does === "loops") ?? all.find(({ does }) => does === "unknown") ?? home;
  return {
    believes: "yes",
    verdict: worst.does === "atomic" ? "consistent" : worst.does === "loops" ? "deceived" : "unknown",
    why: `${members.length} volumes on ${worst.pool}, which ${worst.does === "unknown" ? "is not known" : "is known"}: ${worst.why}`,
  };
}

const homeOf = ({ pool, type }: SeenGroupedVolume, backEnds: readonly BackEnd[]): BackEnd | undefined =>
  backEnds.find((one) =>
    pool === undefined
      ? type !== undefined && one.volumeTypes.includes(type)
      : pool === one.pool || pool.startsWith(`${one.pool}#`),
  );

function groupTypeLine({ id, name, spec }: SeenGroupType): AuditLine {
  const line = { kind: "group type" as const, id, name };
  if (name === OLD_TYPE)
    return {
      ...line,
      believes: "no",
      verdict: "plain",
      why: "it belongs to the old consistency-group API: not to be used",
    };
  if ("unread" in spec) return { ...line, believes: "unknown", verdict: "unknown", why: spec.unread };
  if (spec.value === null)
    return {
      ...line,
      believes: "no",
      verdict: "plain",
      why: "it has no spec consistent_group_snapshot_enabled",
    };
  if (spec.value === CONSISTENT_SPEC)
    return {
      ...line,
      believes: "yes",
      verdict: "consistent",
      why: "its spec is exactly right; what becomes of it is the back end's",
    };
  return {
    ...line,
    believes: "yes",
    verdict: "deceived",
    why: `its spec is "${spec.value}", and only exactly "${CONSISTENT_SPEC}" counts: Cinder takes the volumes one after another`,
  };
}

function volumeTypeLine(
  { id, name, spec, backendName }: SeenVolumeType,
  backEnds: readonly BackEnd[],
): AuditLine {
  const line = { kind: "volume type" as const, id, name };
  if ("unread" in spec) return { ...line, believes: "unknown", verdict: "unknown", why: spec.unread };
  const homes = backEnds.filter(({ volumeTypes }) => volumeTypes.includes(name));
  const looping = homes.filter(({ does }) => does === "loops");
  const where = homes.map(({ pool }) => pool).join(", ");
  if (spec.value === null)
    return {
      ...line,
      believes: "no",
      verdict: "plain",
      why: homes.some(({ does }) => does === "atomic")
        ? `it does not ask for the capability: a volume of it lands on ${where} by its back end's name alone`
        : "it does not ask for the capability",
    };
  if (looping.length > 0)
    return {
      ...line,
      believes: "yes",
      verdict: "deceived",
      why: `it asks for the capability and leads to ${looping.map(({ pool }) => pool).join(", ")}, where volumes are taken one after another`,
    };
  if (homes.length > 0 && homes.every(({ does }) => does === "atomic"))
    return { ...line, believes: "yes", verdict: "consistent", why: `it leads to ${where}` };
  const unknown =
    "value" in backendName && backendName.value === null
      ? "it names no back end: the scheduler takes any that reports the capability"
      : `what the driver behind it does is not known${where === "" ? "" : ` (${where})`}`;
  return { ...line, believes: "yes", verdict: "unknown", why: unknown };
}

function backEndLine({ pool, advertises, does, why }: BackEnd): AuditLine {
  const believes = advertises === undefined ? "unknown" : advertises ? "yes" : "no";
  const verdict =
    does === "unknown"
      ? "unknown"
      : does === "atomic"
        ? "consistent"
        : advertises === true
          ? "deceived"
          : "plain";
  return { kind: "back end", id: pool, name: pool, believes, verdict, why };
}
