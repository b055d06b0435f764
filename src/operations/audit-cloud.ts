import { type CloudAudit, auditCloud as judgeCloud } from "#domain/design/cloud-audit.ts";
import type { Context } from "./context.ts";
import { seeCloud } from "./see-cloud.ts";

/**
 * Every group, group type, volume type and back end that the credential can see: who believes to be consistent and is not.
 * Changes nothing. Throws `invalid-input` for a cloud that config.yml does not have, `unreachable`.
 */
export async function auditCloud(
  { ports }: Pick<Context, "ports">,
  name: string,
  signal: AbortSignal,
): Promise<CloudAudit> {
  const cloud = ports.cloud(name);
  const [seen, groups, volumes] = await Promise.all([
    seeCloud(name, cloud, ports.clock.now(), signal),
    cloud.design.groups(signal),
    cloud.design.groupedVolumes(signal),
  ]);
  return judgeCloud({ cloud: seen, groups, volumes });
}
