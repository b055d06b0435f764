import { didYouMean } from "#domain/did-you-mean.ts";
import { describeDuration } from "#domain/duration.ts";
import { DomainError } from "#domain/errors.ts";
import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import type { KeptOrphan } from "#workflows/orphan-ports.ts";
import { asked, seenBy } from "./asker.ts";
import type { Context } from "./context.ts";
import { operatorOf } from "./operator-of.ts";
import type { KeepRequest, KeepSeenRequest } from "./orphan-operations.ts";

const SHORTEST_MS = 60_000;
/** Longer than this is for good. */
const LONGEST_MS = 366 * 86_400_000;

/** See {@link OrphanOperations.keepOrphan}. */
export function keepOrphan(
  context: Context,
  request: KeepRequest,
  signal: AbortSignal,
): Promise<OrphanRecord> {
  return change(context, request, "keep", signal, keeping(context, request));
}

type Next = (record: OrphanRecord, by: string) => OrphanRecord;

const keeping =
  ({ ports }: Context, { forMs, reason }: Pick<KeepRequest, "forMs" | "reason">): Next =>
  (record, by) => {
    if (forMs !== undefined && !(forMs >= SHORTEST_MS && forMs <= LONGEST_MS))
      throw new DomainError(
        "invalid-input",
        `an orphan is kept for ${describeDuration(SHORTEST_MS)} to ${describeDuration(LONGEST_MS)}, or for good`,
        { next: "say until when, such as 3d; leave it out for good" },
      );
    // A clock that was set back does not make it any shorter.
    const at = Math.max(ports.clock.now(), record.foundAt, record.told?.at ?? 0);
    const until = forMs === undefined ? {} : { until: at + forMs };
    return { ...record, kept: { by, at, ...until, ...(reason === undefined ? {} : { reason }) } };
  };

/** See {@link OrphanOperations.releaseOrphan}. */
export const releaseOrphan = (
  context: Context,
  request: Pick<KeepRequest, "orphan" | "actor">,
  signal: AbortSignal,
): Promise<OrphanRecord> => change(context, request, "release", signal, released);

/** Told anew: its owner has a whole grace once more. */
const released: Next = ({ kept: _kept, told: _told, ...record }) => record;

/** See {@link OrphanOperations.keepSeen}. */
export function keepSeen(
  context: Context,
  request: KeepSeenRequest,
  signal: AbortSignal,
): Promise<readonly OrphanRecord[]> {
  const { forMs } = request;
  const until = forMs === undefined ? Number.POSITIVE_INFINITY : context.ports.clock.now() + forMs;
  const isWanted = ({ orphan, kept }: OrphanRecord): boolean =>
    orphan.by === "clean-up" && (kept === undefined || (kept.until ?? Number.POSITIVE_INFINITY) < until);
  return changeSeen(context, { ...request, act: "keep", isWanted, next: keeping(context, request) }, signal);
}

/** See {@link OrphanOperations.releaseSeen}. */
export const releaseSeen = (
  context: Context,
  request: Omit<KeepSeenRequest, "forMs">,
  signal: AbortSignal,
): Promise<readonly OrphanRecord[]> => {
  const isWanted = ({ kept }: OrphanRecord): boolean => kept !== undefined;
  return changeSeen(context, { ...request, act: "release", isWanted, next: released }, signal);
};

async function changeSeen(
  context: Context,
  {
    application,
    foundUpTo,
    actor,
    act,
    isWanted,
    next,
  }: Omit<KeepSeenRequest, "forMs"> & {
    readonly act: "keep" | "release";
    readonly isWanted: (record: OrphanRecord) => boolean;
    readonly next: Next;
  },
  signal: AbortSignal,
): Promise<readonly OrphanRecord[]> {
  const { ports } = context;
  const about = { actor, act: `orphan.${act}`, subject: application.slice(0, 120) };
  return asked(ports.records, about, async () => {
    const seen = await operatorOf(context, { application, act: `${act} orphans` }, actor, signal);
    const detail = { application, ...seenBy(actor, seen) };
    const changed: OrphanRecord[] = [];
    for (const { record, version } of await ports.orphans.records.list()) {
      if (record.orphan.application !== application || record.foundAt > foundUpTo || !isWanted(record))
        continue;
      const { id, thing } = record.orphan;
      const audit = { actor: seen.slackId, act: `orphan.${act}`, subject: id, detail: { ...detail, thing } };
      const after = next(record, seen.slackId);
      // Somebody else was first: it is not as it was shown any more.
      if (await ports.orphans.records.save(after, version, audit)) changed.push(after);
    }
    return changed;
  });
}

async function change(
  context: Context,
  { orphan: id, actor }: Pick<KeepRequest, "orphan" | "actor">,
  act: "keep" | "release",
  signal: AbortSignal,
  next: Next,
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
