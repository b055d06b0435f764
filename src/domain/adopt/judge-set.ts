import { toIso } from "#support/clock.ts";
import type { GroupSnapshot, MemberSnapshot } from "../cloud.ts";
import type { BackendEvidence, Evidence, SetEvidence } from "../evidence.ts";
import { missingFromSet } from "../group-snapshot-set.ts";
import { atLeast, Grade, labelOf, labelWithoutTests } from "../label.ts";
import { type GroupSnapshotName, parseGroupSnapshotName } from "../naming.ts";
import { readProtection } from "../protection.ts";
import type { RecoveryPoint } from "../recovery-point.ts";
import type { StampClaims } from "../stamp.ts";
import type { Adoption } from "./adoption.ts";
import { claimedEvidence } from "./claimed-evidence.ts";
import { type StampedMember, type Stamps, stampsOf } from "./stamps-of.ts";

/** A group snapshot with all the members that Cinder shows of it. */
export interface FoundSet {
  readonly cloud: string;
  readonly set: GroupSnapshot;
  readonly members: readonly MemberSnapshot[];
}

export interface Judging {
  readonly instance: string;
  readonly sign: (text: string) => string;
  /** Slack id of whoever has it adopted; epoch milliseconds. */
  readonly by: string;
  readonly at: number;
  /** What Cinder shows of the application now. Needed only where not every member has a stamp. */
  readonly shown?: Shown | undefined;
}

export interface Shown {
  readonly backend: BackendEvidence;
  readonly volumes: readonly { readonly role: string; readonly volumeId: string }[];
}

/**
 * Rebuilds a point from what its members' stamps say: their grade when every member has a valid one and they agree, else at
 * most what Cinder shows. A stamp that does not fit its signature, or a set that is not whole, is refused.
 */
export function judgeSet(found: FoundSet, judging: Judging): Adoption {
  const name = parseGroupSnapshotName(found.set.name);
  const about = aboutOf(found, name);
  if (name === undefined || name.instance !== judging.instance)
    return refused(about, [`its name does not say that it is of instance ${judging.instance}`]);
  const stamps = stampsOf(found.set.id, found.members, judging);
  if (stamps.against.length > 0) return refused(about, stamps.against, FORGED);
  const [first, ...others] = stamps.valid;
  if (first === undefined) return refused(about, ["no member has a stamp that is signed"]);
  const differences = disagreements(first, others, name);
  if (differences.length > 0) return refused(about, differences);
  return rebuilt({ found, name, stamps, first, newest: newestOf(stamps.valid), judging }, about);
}

type About = Pick<Adoption, "cloud" | "groupSnapshotId" | "name" | "application">;

const aboutOf = ({ cloud, set }: FoundSet, name: GroupSnapshotName | undefined): About => ({
  cloud,
  groupSnapshotId: set.id,
  name: set.name,
  application: name?.application ?? "",
});

const FORGED =
  "if signingKey in config.yml is another than it was, put the old one back; else somebody has changed the metadata";

/** Clean-up waits for it as for any point that the store does not know. */
const lookAt = ({ groupSnapshotId: id }: About): string =>
  `cinder group-snapshot-show ${id}; when nobody needs it: cinder group-snapshot-delete ${id}`;

const refused = (about: About, why: readonly string[], next = lookAt(about)): Adoption => ({
  ...about,
  verdict: "refused",
  why: [...why],
  next,
});

function disagreements(
  first: StampedMember,
  others: readonly StampedMember[],
  name: GroupSnapshotName,
): string[] {
  const { application, point, takenAt } = first.stamp;
  const same = others.every(
    ({ stamp }) => stamp.application === application && stamp.point === point && stamp.takenAt === takenAt,
  );
  const roles = [first, ...others].map(({ stamp }) => stamp.role);
  return [
    ...(same ? [] : ["the stamps of its members are not of one point"]),
    ...(application === name.application
      ? []
      : [`its stamps say ${application}, its name ${name.application}`]),
    ...(new Set(roles).size === roles.length ? [] : ["two of its members have the stamp of one role"]),
  ];
}

/** A later stamp, after a restore test, may not have reached every member, and an older one may have been put back. */
const newestOf = (valid: readonly StampedMember[]): StampClaims | undefined =>
  valid
    .flatMap(({ stamp }) => stamp.claims ?? [])
    .reduce<StampClaims | undefined>(
      (a, b) => (a !== undefined && a.stampedAt >= b.stampedAt ? a : b),
      undefined,
    );

interface Rebuilding {
  readonly found: FoundSet;
  readonly name: GroupSnapshotName;
  readonly stamps: Stamps;
  readonly first: StampedMember;
  readonly newest: StampClaims | undefined;
  readonly judging: Judging;
}

function rebuilt(rebuilding: Rebuilding, about: About): Adoption {
  const { found, name, stamps, first, newest } = rebuilding;
  const expected = newest?.members ?? found.members.length;
  const every = stamps.valid.length >= expected;
  const set = setOf(rebuilding, every);
  const missing = [
    ...missingFromSet(set),
    ...(found.members.length < expected ? [`it has ${found.members.length} members of ${expected}`] : []),
  ];
  if (missing.length > 0) return refused(about, ["incomplete: not a recovery point", ...missing]);
  const base = Grade.safeParse(newest?.base ?? first.stamp.grade).data;
  const claimed = newest === undefined ? {} : claimedEvidence(newest);
  if (base === undefined || claimed === undefined)
    return refused(about, ["its stamps say what this version cannot read"], "start the version that took it");
  const { evidence, restsOn } = evidenceOf(rebuilding, { set, base, every, claimed });
  return {
    ...about,
    verdict: "adopt",
    restsOn,
    notes: notesOf(rebuilding, restsOn),
    point: {
      id: first.stamp.point,
      application: name.application,
      cloud: found.cloud,
      runId: name.runId,
      groupId: found.set.groupId,
      groupSnapshotId: found.set.id,
      createdAt: first.stamp.takenAt,
      requestedBy: newest?.by || "unknown",
      evidence,
      label: labelOf(evidence),
      ...protectionIn(found),
    } satisfies RecoveryPoint,
  };
}

/** Whoever wanted it to stay wants so still. One mark is enough: the others may have been lost. */
function protectionIn({ members }: FoundSet): Pick<RecoveryPoint, "protected"> {
  const [held] = members.flatMap(({ metadata }) => readProtection(metadata) ?? []);
  return held === undefined ? {} : { protected: held };
}

function setOf({ found, stamps, first, judging }: Rebuilding, every: boolean): SetEvidence {
  const roleOf = new Map(judging.shown?.volumes.map(({ role, volumeId }) => [volumeId, role]));
  const own = stamps.valid.map(({ member, stamp }) => ({ member, role: stamp.role }));
  // With every stamp there, what else Cinder put into the set is no volume of the manifest.
  const more = every
    ? []
    : stamps.unsigned.map((member) => ({ member, role: roleOf.get(member.volumeId) ?? member.volumeId }));
  return {
    groupSnapshotId: found.set.id,
    name: found.set.name,
    status: found.set.status,
    requestedAt: toIso(first.stamp.takenAt),
    members: [...own, ...more].map(({ member, role }) => ({
      role,
      volumeId: member.volumeId,
      // A snapshot has the size that its volume had.
      expectedSize: member.size,
      snapshotId: member.id,
      status: member.status,
      size: member.size,
    })),
    foreignMembers: every ? stamps.unsigned.map(({ id }) => id) : [],
  };
}

interface Known {
  readonly set: SetEvidence;
  readonly base: Grade;
  readonly every: boolean;
  readonly claimed: Partial<Evidence>;
}

function evidenceOf(
  { first, newest, judging }: Rebuilding,
  { set, base, every, claimed }: Known,
): { evidence: Evidence; restsOn: "stamps" | "cinder" } {
  const adopted = { by: judging.by, at: judging.at };
  const policy = policyOf(newest);
  const signed = { grade: base, text: newest?.label ?? TEXT_OF[base], proof: newest?.proof ?? "" };
  const lost = { unread: ["what was read of the back end is lost with the evidence"] };
  const vouched: Evidence = {
    ...claimed,
    policy,
    set,
    backend: lost,
    holdFailure: [],
    adopted: { ...adopted, signed },
  };
  if (every) return { evidence: vouched, restsOn: "stamps" };
  const evidence: Evidence = {
    ...claimed,
    policy,
    set,
    backend: judging.shown?.backend ?? lost,
    holdFailure: [`not every member has a stamp of ${first.stamp.point}: nothing is known of a freeze`],
    adopted,
  };
  // What Cinder shows never makes it better than it was.
  return atLeast(labelWithoutTests(evidence).grade, base)
    ? { evidence: vouched, restsOn: "cinder" }
    : { evidence, restsOn: "cinder" };
}

/** The words of a stamp of version 1, which has none. */
const TEXT_OF: Readonly<Record<Grade, string>> = {
  A: "application-consistent (verified freeze)",
  B: "filesystem-consistent (verified freeze)",
  C: "atomic, crash-consistent",
  D: "non-atomic: per-volume snapshots",
  E: "complete, atomicity unknown",
};

const policyOf = (claims: StampClaims | undefined): Evidence["policy"] =>
  claims?.policy === "degrade" || claims?.policy === "skip" ? claims.policy : "require";

function notesOf({ stamps, newest, found }: Rebuilding, restsOn: "stamps" | "cinder"): string[] {
  const older = stamps.valid.filter(
    ({ stamp }) => newest !== undefined && stamp.claims?.stampedAt !== newest.stampedAt,
  );
  return [
    ...(newest === undefined ? ["stamped by an earlier version: who asked for it is not known"] : []),
    ...(older.length === 0
      ? []
      : [`${older.length} of ${found.members.length} members have an older stamp; the newest counts`]),
    ...(restsOn === "stamps"
      ? []
      : [
          `${stamps.unsigned.length} of ${found.members.length} members have no stamp: at most what Cinder shows`,
        ]),
  ];
}
