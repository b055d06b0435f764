import type { Engine } from "#engine/port.ts";
import type { Ports } from "#workflows/ports.ts";
import { wakeApprovals } from "./wake-approvals.ts";

/** After a start, once: takes up the runs that an earlier process left, and tells them what was decided meanwhile. */
export async function recover(
  engine: Engine,
  ports: Pick<Ports, "records" | "clock">,
): Promise<Awaited<ReturnType<Engine["recover"]>>> {
  const recovered = await engine.recover();
  await wakeApprovals(engine, ports);
  return recovered;
}
