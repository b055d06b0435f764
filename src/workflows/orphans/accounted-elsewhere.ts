import { parseGroupSnapshotName } from "#domain/naming.ts";
import type { CloudScan } from "#domain/orphans/cloud-scan.ts";
import { parseRestoredName } from "#domain/restore/names.ts";
import { RESTORE_MARK } from "#domain/restore/restored-stamp.ts";
import type { OrphanPorts } from "#workflows/orphan-ports.ts";

interface Thing {
  readonly id: string;
  readonly name: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Ids of things of other projects that another entry of config.yml answers for: they are on record as its own, for one
 * installation may work in several projects, and each is looked at by its own scan; or it has told of them before, for entries
 * of one cloud see the same other projects.
 */
export async function accountedElsewhere(
  { cloud, elsewhere }: CloudScan,
  ports: OrphanPorts,
): Promise<ReadonlySet<string>> {
  const { sets, snapshots, groups, volumes } = elsewhere;
  const things = [...sets, ...snapshots, ...groups, ...volumes].map(({ thing }) => thing);
  if (things.length === 0) return new Set();
  const entries = new Set(ports.orphans.clouds());
  const told = await toldBy(entries, ports);
  const found = new Set<string>();
  for (const thing of things) {
    const of = (await cloudOf(thing, ports)) ?? told.get(thing.id);
    if (of !== undefined && of !== cloud && entries.has(of)) found.add(thing.id);
  }
  return found;
}

/** By its hold or its restore, as the store has it. */
async function cloudOf(
  { name, metadata = {} }: Thing,
  { orphans, restores, applications }: OrphanPorts,
): Promise<string | undefined> {
  const token = parseGroupSnapshotName(name)?.token;
  const hold = token === undefined ? undefined : await orphans.records.hold(token);
  if (hold !== undefined)
    return applications().find(({ application }) => application === hold.application)?.cloud;
  const restore = parseRestoredName(name)?.runId ?? metadata[RESTORE_MARK];
  return restore === undefined ? undefined : (await restores.get(restore))?.plan.cloud;
}

/** Thing → the entry whose scan has found it first: that one goes on telling of it. */
async function toldBy(
  entries: ReadonlySet<string>,
  { orphans }: OrphanPorts,
): Promise<ReadonlyMap<string, string>> {
  const records = (await orphans.records.list()).map(({ record }) => record);
  const all = records.filter(
    ({ orphan }) => orphan.class === "another project's" && entries.has(orphan.cloud),
  );
  // Two scans at once may both have told of it; the next of the one that is later here takes its own back.
  all.sort((a, b) => a.foundAt - b.foundAt || (a.orphan.cloud < b.orphan.cloud ? -1 : 1));
  return new Map(all.toReversed().map(({ orphan }) => [orphan.thing, orphan.cloud]));
}
