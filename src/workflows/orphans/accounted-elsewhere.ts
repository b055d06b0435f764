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
 * Ids of things of other projects that are on record as another cloud's of config.yml: one installation may work in several
 * projects, and each is looked at by its own scan.
 */
export async function accountedElsewhere(
  { cloud, elsewhere }: CloudScan,
  ports: OrphanPorts,
): Promise<ReadonlySet<string>> {
  const { sets, snapshots, groups, volumes } = elsewhere;
  const found = new Set<string>();
  for (const { thing } of [...sets, ...snapshots, ...groups, ...volumes]) {
    const of = await cloudOf(thing, ports);
    if (of !== undefined && of !== cloud) found.add(thing.id);
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
