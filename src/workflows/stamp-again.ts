import { DomainError } from "#domain/errors.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { Ports } from "./ports.ts";
import { stampMembers } from "./stamp-members.ts";

/** For all points together: the labels are kept in the store already, and a test must come to its end. */
const WITHIN_MS = 120_000;

/**
 * Writes what a restore test has shown onto the members of the points that it changed, so that none comes back at its old
 * grade when the store is lost. What could not be written is told in the audit; never throws but for the signal.
 */
export async function stampAgain(
  points: readonly RecoveryPoint[],
  runId: string,
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
  for (const point of points) {
    const unstamped = await rolesUnstamped(point, ports, until);
    signal.throwIfAborted();
    if (unstamped.length === 0) continue;
    await ports.records.audit({
      actor: `run ${runId}`,
      act: "point.not-stamped",
      subject: point.id,
      detail: { application: point.application, label: point.label.text, roles: unstamped },
    });
  }
}

async function rolesUnstamped(point: RecoveryPoint, ports: Ports, until: AbortSignal): Promise<string[]> {
  try {
    return await stampMembers(point, ports, until);
  } catch (cause) {
    if (!until.aborted && !(cause instanceof DomainError)) throw cause;
    return point.evidence.set.members.map(({ role }) => role);
  }
}
