import type { CloudSeen } from "#domain/design/cloud-seen.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";

/** What a design and an audit say of a cloud as a whole. `name` is config.yml's. */
export async function seeCloud(
  name: string,
  { design, declared }: Pick<CloudPort, "design" | "declared">,
  at: number,
  signal: AbortSignal,
): Promise<CloudSeen> {
  const [place, groupTypes, volumeTypes, pools] = await Promise.all([
    design.place(signal),
    design.groupTypes(signal),
    design.volumeTypes(signal),
    design.pools(signal),
  ]);
  return {
    name,
    as: design.as,
    at,
    ...place,
    groupTypes: byName(groupTypes),
    volumeTypes: byName(volumeTypes),
    pools: "value" in pools ? { value: byName(pools.value) } : pools,
    declared,
  };
}

/** Cinder lists types by when they were made, and those of one second anyhow: two designs of one cloud are to be compared. */
const byName = <T extends { readonly name: string }>(all: readonly T[]): T[] =>
  all.toSorted((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
