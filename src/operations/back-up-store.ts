import { DomainError } from "#domain/errors.ts";
import type { Actor } from "#domain/permission.ts";
import { INSTALLATION } from "#domain/rpo/incident.ts";
import type { Standing } from "#domain/rpo/standing.ts";
import type { StoreBackup } from "#domain/store-backup.ts";
import type { AuditDetail } from "#workflows/records-port.ts";
import { asked, auditName, seenBy } from "./asker.ts";
import type { Context } from "./context.ts";
import { operatorOfAny } from "./operator-of.ts";
import { standAs, type Tell } from "./settle-incident.ts";

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

/**
 * What config wants by schedule; undefined: nothing was due. One that fails is an incident until one is made, or none is due.
 * Throws `refused`, `failed`.
 */
export async function backUpIfDue(
  context: Context,
  tell: Tell,
  signal: AbortSignal,
): Promise<StoreBackup | undefined> {
  try {
    const made = await context.ports.backups.backUpIfDue(signal);
    if (made !== undefined) await audit(context, "schedule", made, {});
    const by = made === undefined ? "no backup is due" : `backup ${made.file}`;
    await standAs(context, BACKUP, { state: "kept", by }, tell);
    return made;
  } catch (cause) {
    signal.throwIfAborted();
    await standAs(context, BACKUP, missed(cause), tell);
    throw cause;
  }
}

const BACKUP = { kind: "backup", application: INSTALLATION } as const;

const missed = (cause: unknown): Standing => ({
  state: "missed",
  text: `the store could not be backed up: ${cause instanceof Error ? cause.message : String(cause)}`,
  next:
    (cause instanceof DomainError ? cause.next : undefined) ??
    "free the disk that store.backup.directory is on, then freezeframe store backup; it is tried again in an hour",
});

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
