import { findApplication } from "#domain/find-application.ts";
import type { RetentionView } from "#domain/retention/view.ts";
import { lookAtRetention } from "#workflows/look-at-retention.ts";
import { retentionMandate } from "#workflows/retention-mandate.ts";
import type { Context } from "./context.ts";
import { failedSnapshot } from "./failed-snapshot.ts";

/** What retention would do now, changing nothing: what goes, and why each other point stays. Throws `not-found`. */
export async function retention(context: Context, name: string, signal: AbortSignal): Promise<RetentionView> {
  const { manifests, ports } = context;
  const application = findApplication(manifests.current(), name);
  const look = { failedRun: await failedSnapshot(context.engine, name), cloud: true };
  const now = await lookAtRetention(application, look, ports, signal);
  const at = ports.clock.now();
  if (now === undefined) return { application: name, at, halts: [], fates: [] };
  const { policy, digest, halts, fates } = now;
  const { mandate } = await retentionMandate(application, now, ports, signal);
  return { application: name, at, inForce: { policy, digest, mandate }, halts, fates };
}
