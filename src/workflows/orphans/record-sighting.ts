import { isDeepStrictEqual } from "node:util";
import type { Orphan } from "#domain/orphans/orphan.ts";
import { seenAgain } from "#domain/orphans/orphan-record.ts";
import type { OrphanPorts } from "#workflows/orphan-ports.ts";
import type { AuditDetail } from "#workflows/records-port.ts";

interface Seen {
  readonly runId: string;
  readonly cloud: string;
  /** The cloud's clock. */
  readonly at: number;
  readonly orphans: readonly Orphan[];
  /** Ids of the sets, groups, volumes and servers that were seen, orphans or not. */
  readonly there: ReadonlySet<string>;
}

/**
 * Brings the records of a cloud to what a whole scan of it has seen: what is new or has changed is told anew, what is no orphan
 * any more goes. Of a thing that is still there it stays known that somebody keeps it: one that is being deleted is nobody's
 * orphan for a while, and is one again when that fails. Ran twice: the same.
 */
export async function recordSighting(
  { runId, cloud, at, orphans, there }: Seen,
  { orphans: { records } }: OrphanPorts,
): Promise<{ readonly fresh: number; readonly vanished: number }> {
  const before = new Map((await records.list(cloud)).map((kept) => [kept.record.orphan.id, kept]));
  const actor = `run ${runId}`;
  let fresh = 0;
  for (const orphan of new Map(orphans.map((one) => [one.id, one])).values()) {
    const kept = before.get(orphan.id);
    before.delete(orphan.id);
    const next = seenAgain(kept?.record, orphan, at);
    const isNew = next.foundAt !== kept?.record.foundAt;
    if (isNew) fresh += 1;
    if (isDeepStrictEqual(next, kept?.record)) continue;
    const audit = { actor, act: "orphan.found", subject: orphan.id, detail: detailOf(orphan) };
    // Somebody has decided to keep it meanwhile: the next scan sees it again.
    await records.save(next, kept?.version ?? "absent", isNew ? audit : undefined);
  }
  const vanished = [...before.values()].filter(
    ({ record: { kept, orphan } }) => kept === undefined || !there.has(orphan.thing),
  );
  for (const { record } of vanished)
    await records.remove(record.orphan.id, {
      actor,
      act: "orphan.vanished",
      subject: record.orphan.id,
      detail: detailOf(record.orphan),
    });
  return { fresh, vanished: vanished.length };
}

/** What stays of an orphan in the audit when its record is gone. */
export const detailOf = (orphan: Orphan): AuditDetail => ({
  cloud: orphan.cloud,
  ...(orphan.application === undefined ? {} : { application: orphan.application }),
  class: orphan.class,
  kind: orphan.kind,
  thing: orphan.thing,
  name: orphan.name,
  status: orphan.status,
  gib: orphan.gib,
  objects: orphan.objects,
  ...(orphan.runId === undefined ? {} : { runId: orphan.runId }),
  proof: orphan.proof,
  fingerprint: orphan.fingerprint,
});
