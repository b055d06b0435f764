import type { Application } from "#domain/application.ts";
import { DomainError } from "#domain/errors.ts";
import { describeManifestDiff, type ManifestDiff, manifestDiff } from "#domain/manifest-diff.ts";
import type { Actor, Members, Permitted } from "#domain/permission.ts";
import type { AuditDetail } from "#workflows/ports.ts";
import { asked, auditName, permitted, seenBy } from "./asker.ts";
import type { Context } from "./context.ts";

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
    const seen = await operatorOfAny([...before.values()], actor, members, signal);
    return audit(auditName(actor), seenBy(actor, seen));
  });
}

/** The groups of all applications are asked at once, each once. */
async function operatorOfAny(
  applications: readonly Application[],
  actor: Actor,
  members: Members,
  signal: AbortSignal,
): Promise<Permitted> {
  const [first] = applications;
  if (first === undefined)
    throw new DomainError("not-permitted", "there is no application, so nobody is an operator of one", {
      next: "send the process SIGHUP, or start it again",
    });
  const operators = [...new Set(applications.flatMap(({ owners }) => owners.operators))];
  const any = { ...first, application: "any application", owners: { ...first.owners, operators } };
  return permitted(any, actor, "reload the manifests", members, signal);
}
