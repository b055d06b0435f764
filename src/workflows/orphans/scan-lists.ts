import type { Elsewhere, SeenGroup, SeenSet, SeenSnapshot, SeenVolume } from "#domain/orphans/cloud-scan.ts";
import type { EveryProject, OrphanCloudPort, Pages, Placed } from "#workflows/orphan-cloud-port.ts";

type List<T> = (signal: AbortSignal) => Pages<Placed<T>>;

/** The lists that a scan reads. */
export interface ScanLists {
  readonly groups: List<SeenGroup>;
  readonly sets: List<SeenSet>;
  readonly snapshots: List<SeenSnapshot>;
  readonly volumes: List<SeenVolume>;
}

/** Those of every project where there are some, else of our own. */
export function scanLists(
  port: OrphanCloudPort,
  every: EveryProject | { readonly whyNot: string },
): ScanLists {
  if (!("whyNot" in every)) return every;
  return {
    groups: (signal) => ours(port.groups(signal)),
    sets: (signal) => ours(port.sets({}, signal)),
    snapshots: (signal) => ours(port.snapshots({}, signal)),
    volumes: (signal) => ours(port.volumes({}, signal)),
  };
}

export async function* ours<T>(pages: Pages<T>): Pages<Placed<T>> {
  for await (const page of pages) yield each(page);
}

function* each<T>(page: Iterable<T>): Generator<Placed<T>> {
  for (const thing of page) yield { project: undefined, thing };
}

/** What was kept of a list, and how many things were looked at. */
export interface Kept<T> {
  readonly kept: readonly T[];
  readonly looked: number;
  readonly elsewhere: readonly Elsewhere<T>[];
  readonly lookedElsewhere: number;
}

/** Reads a whole list and keeps what it is told to, of our project and of others. */
export async function kept<T>(
  pages: Pages<Placed<T>>,
  keeps: (one: T) => boolean,
  keepsElsewhere: (one: T) => boolean = () => false,
): Promise<Kept<T>> {
  const own: T[] = [];
  const elsewhere: Elsewhere<T>[] = [];
  let [looked, lookedElsewhere] = [0, 0];
  for await (const page of pages)
    for (const { project, thing } of page)
      if (project === undefined) {
        looked += 1;
        if (keeps(thing)) own.push(thing);
      } else {
        lookedElsewhere += 1;
        if (keepsElsewhere(thing)) elsewhere.push({ project, thing });
      }
  return { kept: own, looked, elsewhere, lookedElsewhere };
}
