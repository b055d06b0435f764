import type { Application } from "#domain/application.ts";
import { fromIso } from "#support/clock.ts";
import { type Cut, follow } from "./cut.ts";
import type { Ports } from "./ports.ts";

/** Between two looks at a set that keeps nobody frozen, ms. */
const UNHURRIED_MS = 300;

/**
 * After the thaw there is time: a set that is still `creating` is followed up to the age at which it counts as a leftover.
 * `null` when Cinder was asked for nothing.
 */
export async function awaitSet(
  application: Application,
  cut: Cut | undefined,
  ports: Ports,
  signal: AbortSignal,
): Promise<Cut | null> {
  if (cut === undefined) return null;
  const { groupSnapshotId } = cut;
  if (groupSnapshotId === undefined || cut.status !== "creating") return cut;
  const left = Math.max(0, fromIso(cut.requestedAt) + ports.limits.creatingIsLeftoverMs - ports.clock.now());
  const until = AbortSignal.any([signal, AbortSignal.timeout(left)]);
  const seen = await follow(
    { application, ports, pollMs: UNHURRIED_MS },
    { name: cut.name, requestedAt: cut.requestedAt, groupSnapshotId },
    until,
  );
  signal.throwIfAborted();
  return seen;
}
