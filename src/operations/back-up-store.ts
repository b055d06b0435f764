import type { Actor } from "#domain/permission.ts";
import type { StoreBackup } from "#domain/store-backup.ts";
import type { AuditDetail } from "#workflows/ports.ts";
import { asked, auditName, seenBy } from "./asker.ts";
import type { Context } from "./context.ts";
import { operatorOfAny } from "./operator-of.ts";

export interface BackUpRequest {
  /** Absolute. Absent: under a name of its own where scheduled backups go. */
  readonly file?: string | undefined;
  readonly actor: Actor;
}

/** A copy of the store while it is open, by an operator of any application. Throws `not-permitted`, `refused`, `failed`. */
export async function backUpStore(
  context: Context,
  { file, actor }: BackUpRequest,
  signal: AbortSignal,
): Promise<StoreBackup> {
  const { ports, manifests } = context;
  return asked(ports.records, { actor, act: "store.backup", subject: "store" }, async () => {
    const all = [...manifests.current().values()];
    const seen = await operatorOfAny(all, actor, "back up the store", ports.members, signal);
    const made = await ports.backups.backUp(file, signal);
    await audit(context, auditName(actor), made, seenBy(actor, seen));
    return made;
  });
}

/** What config wants by schedule; undefined: nothing was due. Throws `refused`, `failed`. */
export async function backUpIfDue(context: Context, signal: AbortSignal): Promise<StoreBackup | undefined> {
  const made = await context.ports.backups.backUpIfDue(signal);
  if (made !== undefined) await audit(context, "schedule", made, {});
  return made;
}

const audit = (
  { ports }: Context,
  actor: string,
  { file, auditRows, auditHead }: StoreBackup,
  detail: AuditDetail,
): Promise<void> =>
  ports.records.audit({
    actor,
    act: "store.backed-up",
    subject: "store",
    detail: { ...detail, file, auditRows, auditHead },
  });
