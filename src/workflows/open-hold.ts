import { guestAddress } from "#domain/application.ts";
import type { RunContext, StepContext } from "#engine/port.ts";
import type { Attempt } from "./attempt.ts";

/**
 * Puts a hold on record before anything can freeze: the debt is stored before the risk, and from then on a restart knows what
 * to settle. Throws when it could not be written: then nothing may freeze.
 */
export const openHold = (
  { application, ports }: Pick<Attempt, "application" | "ports">,
  ctx: RunContext,
  step: StepContext,
  token: string,
): Promise<void> =>
  ports.records.openHold({
    token,
    application: application.application,
    runId: ctx.runId,
    execution: step.execution,
    servers: application.servers.map((server) => server.name),
    addresses: application.servers.map(guestAddress),
    openedAt: ports.clock.now(),
  });
