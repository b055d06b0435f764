import { DomainError } from "#domain/errors.ts";
import {
  streamEveryGroup,
  streamEveryGroupSnapshot,
  streamEverySnapshot,
  streamEveryVolume,
  whyNotEveryProject,
} from "#openstack/block-storage/every-project.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { EveryProject, Pages, Placed } from "#workflows/orphan-cloud-port.ts";
import { groupFrom, setFrom, snapshotFrom, volumeFrom } from "./seen-from.ts";

/** The lists of every project, where `reader` may have them; `client` is of our own project. */
export async function everyProject(
  { client, reader }: { readonly client: ServiceClient; readonly reader: ServiceClient },
  signal: AbortSignal,
): Promise<EveryProject | { readonly whyNot: string }> {
  const whyNot = await whyNotEverywhere(reader, signal);
  if (whyNot !== undefined) return { whyNot };
  const own = await client.projectId(signal);
  const elsewhere = (project: string) => (project === own ? undefined : project);
  return {
    sets: (until) =>
      placed(streamEveryGroupSnapshot(reader, { signal: until }), (wire) => ({
        project: elsewhere(wire.project_id),
        thing: setFrom(wire),
      })),
    snapshots: (until) =>
      placed(streamEverySnapshot(reader, { signal: until }), (wire) => ({
        project: elsewhere(wire["os-extended-snapshot-attributes:project_id"]),
        thing: snapshotFrom(wire),
      })),
    groups: (until) =>
      placed(streamEveryGroup(reader, { signal: until }), (wire) => ({
        project: elsewhere(wire.project_id),
        thing: groupFrom(wire),
      })),
    volumes: (until) =>
      placed(streamEveryVolume(reader, { signal: until }), (wire) => ({
        project: elsewhere(wire["os-vol-tenant-attr:tenant_id"]),
        thing: volumeFrom(wire),
      })),
  };
}

/**
 * Why `reader` may not list every project's things; undefined: it may. Whatever it is (a policy, access rules, a reader that is
 * locked out), our own project's are there to be looked at, so that nothing is thrown but what ends the whole.
 */
export async function whyNotEverywhere(
  reader: ServiceClient,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return await whyNotEveryProject(reader, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DomainError)) throw error;
    return error.message;
  }
}

async function* placed<Wire, Seen>(
  pages: AsyncIterable<Iterable<Wire>>,
  place: (wire: Wire) => Placed<Seen>,
): Pages<Placed<Seen>> {
  for await (const page of pages) yield each(page, place);
}

function* each<Wire, Seen>(
  page: Iterable<Wire>,
  place: (wire: Wire) => Placed<Seen>,
): Generator<Placed<Seen>> {
  for (const wire of page) yield place(wire);
}
