import { describeManifestDiff, type ManifestDiff, manifestDiff } from "#domain/manifest-diff.ts";
import type { Actor } from "#domain/permission.ts";
import type { AuditDetail } from "#workflows/records-port.ts";
import { asked, auditName, seenBy } from "./asker.ts";
import type { Context } from "./context.ts";
import { operatorOfAny } from "./operator-of.ts";

/** What a reload changed, and who asked for it: a name for people. */
export interface Reloaded {
  readonly by: string;
  readonly diff: ManifestDiff;
}

/**
 * Reads all manifests again, as one set; nothing changes when one of them is wrong. By an operator of any application, as
 * the manifests say before the reload; no actor is the system's own signal. Throws `not-permitted`, `invalid-input`.
 */
export async function reload(
  { manifests, ports: { members, records } }: Context,
  actor: Actor | undefined,
  signal: AbortSignal,
): Promise<ManifestDiff> {
  const before = manifests.current();
  const audit = async (who: string, detail: AuditDetail): Promise<ManifestDiff> => {
    const diff = manifestDiff(before, await manifests.reload());
    await records.audit({
      actor: who,
      act: "manifests.reloaded",
      subject: "manifests",
      detail: { ...detail, changes: describeManifestDiff(diff) },
    });
    return diff;
  };
  if (actor === undefined) return audit("SIGHUP", {});
  return asked(records, { actor, act: "manifests.reload", subject: "manifests" }, async () => {
    const seen = await operatorOfAny([...before.values()], actor, "reload the manifests", members, signal);
    return audit(auditName(actor), seenBy(actor, seen));
  });
}
