import { DomainError } from "#domain/errors.ts";
import { cloudOf, type RestoreRun } from "./restore-run.ts";

/**
 * Attaches one volume to the plan's recovery server, and proves that it is attached there and nowhere else. A volume with
 * nothing behind it fails here, whatever its status says. Ran twice: what is attached already counts. Throws `failed`.
 */
export async function attachRestored(
  run: RestoreRun,
  role: string,
  volumeId: string,
  signal: AbortSignal,
): Promise<null> {
  const { server } = run.plan;
  if (server === undefined) throw new DomainError("failed", "the plan names no recovery server");
  const within = run.ports.restoreLimits.attachWithinMs;
  const until = AbortSignal.any([signal, AbortSignal.timeout(within)]);
  const result = await cloudOf(run).attachVolume(server.id, volumeId, until);
  signal.throwIfAborted();
  if (typeof result === "object")
    throw new DomainError("failed", `${role}: volume ${volumeId} could not be attached: ${result.refused}`);
  const seen = await cloudOf(run).volumeById(volumeId, signal);
  const servers = seen?.attachments.map(({ serverId }) => serverId) ?? [];
  if (servers.length === 1 && servers[0] === server.id) return null;
  throw new DomainError(
    "failed",
    servers.length === 0
      ? `${role}: volume ${volumeId} was not attached to ${server.name} within ${within / 1_000} s`
      : `${role}: volume ${volumeId} is attached to ${servers.join(", ")}, expected ${server.id} alone`,
  );
}
