import { didYouMean } from "#domain/did-you-mean.ts";
import { describeDuration } from "#domain/duration.ts";
import { DomainError } from "#domain/errors.ts";
import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import type { KeptOrphan } from "#workflows/orphan-ports.ts";
import { asked, seenBy } from "./asker.ts";
import type { Context } from "./context.ts";
import { operatorOf } from "./operator-of.ts";
import type { KeepRequest } from "./orphan-operations.ts";

const SHORTEST_MS = 60_000;
/** Longer than this is for good. */
const LONGEST_MS = 366 * 86_400_000;

/** See {@link OrphanOperations.keepOrphan}. */
export function keepOrphan(
  context: Context,
  request: KeepRequest,
  signal: AbortSignal,
): Promise<OrphanRecord> {
  const { forMs, reason } = request;
  return change(context, request, "keep", signal, (record, by) => {
    if (forMs !== undefined && !(forMs >= SHORTEST_MS && forMs <= LONGEST_MS))
      throw new DomainError(
        "invalid-input",
        `an orphan is kept for ${describeDuration(SHORTEST_MS)} to ${describeDuration(LONGEST_MS)}, or for good`,
        { next: "say until when, such as 3d; leave it out for good" },
      );
    // A clock that was set back does not make it any shorter.
    const at = Math.max(context.ports.clock.now(), record.foundAt, record.told?.at ?? 0);
    const until = forMs === undefined ? {} : { until: at + forMs };
    return { ...record, kept: { by, at, ...until, ...(reason === undefined ? {} : { reason }) } };
  });
}

/** See {@link OrphanOperations.releaseOrphan}. */
export const releaseOrphan = (
  context: Context,
  request: Pick<KeepRequest, "orphan" | "actor">,
  signal: AbortSignal,
): Promise<OrphanRecord> =>
  // Told anew: its owner has a whole grace once more.
  change(context, request, "release", signal, ({ kept: _kept, told: _told, ...record }) => record);

async function change(
  context: Context,
  { orphan: id, actor }: Pick<KeepRequest, "orphan" | "actor">,
  act: "keep" | "release",
  signal: AbortSignal,
  next: (record: OrphanRecord, by: string) => OrphanRecord,
): Promise<OrphanRecord> {
  const { ports } = context;
  // What somebody made up is kept short.
  return asked(ports.records, { actor, act: `orphan.${act}`, subject: id.slice(0, 120) }, async () => {
    const { application } = (await find(context, id)).record.orphan;
    if (application === undefined)
      throw new DomainError("refused", `${id} is of no application: nothing of it is ever deleted`);
    const seen = await operatorOf(context, { application, act: `${act} an orphan` }, actor, signal);
    for (;;) {
      const kept = await find(context, id);
      const changed = next(kept.record, seen.slackId);
      const detail = { application, ...seenBy(actor, seen), thing: changed.orphan.thing };
      const audit = { actor: seen.slackId, act: `orphan.${act}`, subject: id, detail };
      if (await ports.orphans.records.save(changed, kept.version, audit)) return changed;
    }
  });
}

async function find({ ports }: Context, id: string): Promise<KeptOrphan> {
  const { records } = ports.orphans;
  const found = await records.get(id);
  if (found !== undefined) return found;
  const known = (await records.list()).map(({ record }) => record.orphan.id);
  const near = didYouMean(id, known);
  throw new DomainError(
    "not-found",
    `there is no orphan "${id.slice(0, 80)}"${near === undefined ? "" : `; ${near}`}`,
    {
      next: "freezeframe orphans all lists them",
    },
  );
}
