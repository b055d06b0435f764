import { type Application, guestAddress } from "#domain/application.ts";
import { DomainError } from "#domain/errors.ts";
import type { Hold } from "#domain/hold.ts";
import type { StepContext } from "#engine/port.ts";
import type { Ports } from "./ports.ts";

/** Longest budget, deadline and watchdog together, with room for opening the sessions before. */
const SURELY_THAWED_MS = 120_000;

/** Thaws what is still ours of holds that were left open. Returns them. */
export async function settleOpenHolds(
  application: Application,
  step: StepContext,
  ports: Ports,
): Promise<readonly Hold[]> {
  const open = await ports.records.openHolds(application.application);
  for (const hold of open) await settleHold(hold, application, step, ports);
  return open;
}

/**
 * A guest that does not answer keeps its hold open here, so that it is asked again next time; but once its own watchdog has
 * long fired it keeps nobody from a snapshot.
 */
async function settleHold(
  hold: Hold,
  application: Application,
  step: StepContext,
  ports: Ports,
): Promise<void> {
  try {
    await ports.guests.settle(application.servers.map(guestAddress), hold.token, step.signal);
    await ports.records.settleHold(hold.token, "settled by a later execution");
  } catch (cause) {
    const surelyThawed = hold.openedAt + SURELY_THAWED_MS < ports.clock.now();
    if (!(cause instanceof DomainError && cause.kind === "unreachable" && surelyThawed)) throw cause;
  }
}
