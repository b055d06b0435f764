import { anotherProjects } from "./classes/another-projects.ts";
import { anotherTools } from "./classes/another-tools.ts";
import { backEnd } from "./classes/back-end.ts";
import { failedSets } from "./classes/failed-set.ts";
import { halfDeletedSets } from "./classes/half-deleted-set.ts";
import { pointsWithoutSet } from "./classes/point-without-set.ts";
import { restoredThings } from "./classes/restored.ts";
import { setsWithoutPoint } from "./classes/set-without-point.ts";
import { stuckSets } from "./classes/stuck-set.ts";
import type { CloudScan } from "./cloud-scan.ts";
import type { KnownWorld } from "./known-world.ts";
import type { Orphan } from "./orphan.ts";
import { proveSets } from "./prove-set.ts";
import { relate } from "./related.ts";
import type { LeftSet } from "./set-left.ts";

/** What a scan shows. */
export interface Sighting {
  readonly orphans: readonly Orphan[];
  /** Sets with our stamps that the store has no point of: `adopt` makes points of them, and they are never orphans. */
  readonly adoptable: readonly Adoptable[];
  /** Ids of sets that say that they are ours, of holds that the store does not know. Nothing can be proved of them here. */
  readonly unknown: readonly string[];
}

export interface Adoptable {
  readonly setId: string;
  readonly name: string;
  /** When it was taken, by a stamp whose signature is ours; undefined: none is. */
  readonly takenAt: number | undefined;
}

/** Pure: all orphans of a scan, by what the store and the engine know. Nobody's word but theirs makes something an orphan. */
export function findOrphans(scan: CloudScan, known: KnownWorld): Sighting {
  const related = relate(scan);
  const sets = proveSets(scan, known, related);
  const left = sets.filter((one): one is LeftSet => one.is === "left");
  const foreign = sets.filter(({ is }) => is === "foreign");
  const sight = { scan, known, related, left, foreign };
  return {
    orphans: [
      ...failedSets(sight),
      ...halfDeletedSets(sight),
      ...stuckSets(sight),
      ...setsWithoutPoint(sight),
      ...pointsWithoutSet(sight),
      ...restoredThings(sight),
      ...anotherTools(sight),
      ...anotherProjects(sight),
      ...backEnd(sight),
    ],
    adoptable: sets.flatMap((one) =>
      one.is === "adoptable" ? [{ setId: one.set.id, name: one.set.name, takenAt: one.takenAt }] : [],
    ),
    unknown: sets.flatMap((one) => (one.is === "unknown" ? [one.set.id] : [])),
  };
}
