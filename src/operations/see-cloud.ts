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
  return { name, as: design.as, at, ...place, groupTypes, volumeTypes, pools, declared };
}
