import { type Marked, ownershipOf } from "#domain/ownership/ownership-of.ts";
import { type Finding, info, warning } from "../finding.ts";

/** A snapshot of one of the application's volumes. */
export interface SnapshotNow extends Marked {
  readonly id: string;
  readonly volumeId: string;
}

export const SNAPSHOT_CODES: readonly string[] = ["another-instance", "other-tools-snapshots"];

/** So many are named. */
const NAMED = 3;

/** Snapshots that are not ours: they hold space and quota, and keep volumes from being deleted. One finding per role and owner. */
export function otherSnapshots(role: string, snapshots: readonly SnapshotNow[], instance: string): Finding[] {
  const whose = (which: "foreign" | "unmarked") =>
    snapshots.filter((snapshot) => ownershipOf(snapshot, instance) === which);
  const [foreign, unmarked] = [whose("foreign"), whose("unmarked")];
  return [
    ...(foreign.length === 0
      ? []
      : [
          warning(
            "another-instance",
            role,
            `another Freezeframe takes snapshots of ${role}: ${named(foreign)}`,
            {
              costs: "two installations freeze one database; each knows nothing of the other's holds",
              next: "take the application out of one of them",
            },
          ),
        ]),
    ...(unmarked.length === 0
      ? []
      : [
          info(
            "other-tools-snapshots",
            role,
            `snapshots of ${role} that no Freezeframe has taken: ${named(unmarked)}`,
            {
              next: unmarked
                .slice(0, NAMED)
                .map(({ id }) => `openstack volume snapshot show ${id}`)
                .join("; "),
            },
          ),
        ]),
  ];
}

const named = (snapshots: readonly SnapshotNow[]): string => {
  const ids = snapshots.slice(0, NAMED).map(({ id, name }) => name || id);
  return snapshots.length > NAMED ? `${ids.join(", ")} and ${snapshots.length - NAMED} more` : ids.join(", ");
};
