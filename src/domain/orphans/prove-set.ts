import { ownershipOf } from "#domain/ownership/ownership-of.ts";
import { readStamp } from "#domain/ownership/read-stamp.ts";
import { parseGroupSnapshotName } from "../naming.ts";
import { stampText } from "../stamp.ts";
import type { CloudScan, SeenSet, SeenSnapshot } from "./cloud-scan.ts";
import type { KnownWorld } from "./known-world.ts";
import { madeBetween } from "./made-between.ts";
import type { Related } from "./related.ts";

/** A group snapshot with whose it was proved to be. */
export type ProvedSet = {
  readonly set: SeenSet;
  readonly members: readonly SeenSnapshot[];
} & (
  | { readonly is: "recorded"; readonly point: string; readonly application: string }
  /** Its hold is in our store, and no point: what a run of ours left behind. */
  | { readonly is: "left"; readonly application: string; readonly runId: string; readonly token: string }
  /** Of a run that goes on, or waits. */
  | { readonly is: "live" }
  /** Its members bear a stamp: it is a point, whatever our store says. `takenAt` is that of a valid one. */
  | { readonly is: "adoptable"; readonly takenAt: number | undefined }
  /** It says that it is ours, and the store does not know its hold: nobody here can prove anything. */
  | { readonly is: "unknown" }
  | { readonly is: "foreign" }
);

/** Each set that the scan has kept, with its members. */
export function proveSets({ sets }: CloudScan, known: KnownWorld, { membersOf }: Related): ProvedSet[] {
  const points = new Map(known.points.map((point) => [point.groupSnapshotId, point]));
  return sets.map((set) => {
    const own = membersOf(set.id);
    const point = points.get(set.id);
    if (point !== undefined)
      return { set, members: own, is: "recorded", point: point.id, application: point.application };
    return { set, members: own, ...proveUnrecorded(set, own, known) };
  });
}

type Unrecorded = Omit<Extract<ProvedSet, { is: "left" }>, "set" | "members">;
type Other =
  | { is: "live" }
  | { is: "adoptable"; takenAt: number | undefined }
  | { is: "unknown" | "foreign" };

/**
 * A name proves nothing by itself: it has to carry the token of a hold that our own store has, of the run and the application
 * that the hold is of. Everybody in the project can read such a name and write it on something else, so the set has to be
 * made while the hold's run went on, too.
 */
function proveUnrecorded(
  set: SeenSet,
  members: readonly SeenSnapshot[],
  known: KnownWorld,
): Unrecorded | Other {
  const named = parseGroupSnapshotName(set.name);
  const whose = [{ name: set.name }, ...members].map((one) => ownershipOf(one, known.instance));
  if (named === undefined || whose.some((one) => one === "foreign") || whose[0] !== "ours")
    return { is: "foreign" };
  const hold = known.holds.get(named.token);
  const fits = hold?.runId === named.runId && hold.application === named.application;
  const run = known.runs.get(named.runId);
  // Between its stamps and its record a set is a point that nobody has to adopt.
  if (fits && run?.state === "live") return { is: "live" };
  const stamped = members.filter(({ metadata }) => Object.keys(metadata).some(isStampKey));
  if (stamped.length > 0) return { is: "adoptable", takenAt: validStampAt(set, stamped, known) };
  if (!fits || run?.state !== "over") return { is: "unknown" };
  if (!madeBetween(set, { from: hold.openedAt, to: run.endedAt })) return { is: "unknown" };
  return { is: "left", application: named.application, runId: named.runId, token: named.token };
}

/** Whatever of a stamp is there: one that a crash has cut short counts as one. */
const isStampKey = (key: string): boolean =>
  key.startsWith("freezeframe:") && key !== "freezeframe:protected";

function validStampAt(
  set: SeenSet,
  members: readonly SeenSnapshot[],
  { instance, signed }: KnownWorld,
): number | undefined {
  for (const member of members) {
    const stamp = readStamp(member.metadata);
    if (stamp === undefined || stamp.instance !== instance) continue;
    const written = { ...stamp, snapshotId: member.id, volumeId: member.volumeId, groupSnapshotId: set.id };
    if (signed(stampText(written), stamp.signature)) return stamp.takenAt;
  }
  return undefined;
}
