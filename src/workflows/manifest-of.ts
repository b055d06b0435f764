import type { Application } from "#domain/application.ts";
import { DomainError } from "#domain/errors.ts";
import type { RunContext } from "#engine/port.ts";
import type { Ports } from "./ports.ts";

/**
 * The manifest of the application that a run is about. One that a reload has taken away while the run was going on, or while
 * no process was there, ends the run in words; what the run may have left frozen is thawed first. Throws `refused`.
 */
export async function manifestOf(ctx: RunContext, name: string, ports: Ports): Promise<Application> {
  try {
    return ports.application(name);
  } catch (cause) {
    if (!(cause instanceof DomainError) || cause.kind !== "not-found") throw cause;
    await ctx.step("settle without a manifest", ({ signal }) => settleHolds(ctx.runId, name, ports, signal));
    throw new DomainError("refused", `${name} has no manifest any more: its run goes no further`, {
      next: `what Cinder may have made of it bears ${ctx.runId} in its name: openstack volume group snapshot list`,
      cause,
    });
  }
}

/** A guest that cannot be reached thaws by itself; its hold then stays open, and status tells of it. */
async function settleHolds(runId: string, name: string, ports: Ports, signal: AbortSignal): Promise<null> {
  const { records, guests } = ports;
  for (const { token, addresses, runId: of } of await records.openHolds(name)) {
    if (of !== runId || addresses === undefined) continue;
    await guests
      .settle(addresses, token, signal)
      .then(() => records.settleHold(token, "settled without a manifest"))
      .catch((cause: unknown) => {
        signal.throwIfAborted();
        if (!(cause instanceof DomainError)) throw cause;
      });
  }
  return null;
}
