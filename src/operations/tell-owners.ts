import { describeDuration } from "#domain/duration.ts";
import { gibOf } from "#domain/orphans/cleanup-plan.ts";
import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import type { KeptOrphan } from "#workflows/orphan-ports.ts";
import type { Context } from "./context.ts";
import type { OrphanNews } from "./orphan-operations.ts";

/** More than these one message does not name; `orphans` lists all. */
const NAMED = 10;

/** See {@link OrphanOperations.tellOwners}. */
export async function tellOwners(
  context: Context,
  tell: (news: OrphanNews) => Promise<string>,
  signal: AbortSignal,
  told: (application: string | undefined) => void,
): Promise<void> {
  const { records, limits } = context.ports.orphans;
  const all = (await records.list()).filter(({ record }) => record.told === undefined);
  const untold = await markAlerted(context, all);
  for (const [application, found] of Map.groupBy(untold, ({ record }) => record.orphan.application)) {
    signal.throwIfAborted();
    const where = await tell(
      newsOf(
        application,
        found.map(({ record }) => record),
        limits.graceMs,
      ),
    );
    await markTold(context, found, where);
    told(application);
  }
}

/** What failed snapshots left behind is told by their alert, with what to do about it. Returns the rest. */
async function markAlerted(context: Context, untold: readonly KeptOrphan[]): Promise<KeptOrphan[]> {
  const incidents = (await context.ports.records.openIncidents()).flatMap(({ incident: { id, failure } }) =>
    (failure?.runs ?? []).map((run) => [run.id, id] as const),
  );
  const alerted = Map.groupBy(untold, ({ record }) => new Map(incidents).get(record.orphan.runId ?? ""));
  for (const [incident, found] of alerted)
    if (incident !== undefined) await markTold(context, found, `incident ${incident}`);
  return alerted.get(undefined) ?? [];
}

/** Their grace begins now: their owner knows of them, and `where` says how. */
export async function markTold(
  { ports }: Context,
  found: readonly KeptOrphan[],
  where: string,
): Promise<void> {
  const scans = await ports.orphans.records.scans();
  for (const { record, version } of found) {
    const { id, application, cloud } = record.orphan;
    // A clock that was set back does not make it any shorter: by the cloud's it is not earlier than its newest scan.
    const scan = scans.find((one) => one.cloud === cloud);
    const scannedAt = scan === undefined ? 0 : scan.endedAt - scan.aheadMs;
    const at = Math.max(ports.clock.now(), record.foundAt, scannedAt);
    const detail = { where, ...(application === undefined ? {} : { application }) };
    const audit = { actor: "orphans", act: "orphan.told", subject: id, detail };
    // Somebody keeps it meanwhile, or it is gone: then there is nothing to wait for.
    await ports.orphans.records.save({ ...record, told: { at, where } }, version, audit);
  }
}

function newsOf(
  application: string | undefined,
  records: readonly OrphanRecord[],
  graceMs: number,
): OrphanNews {
  const found = records.map(({ orphan }) => orphan);
  const deletable = found.filter(({ by, stays }) => by === "clean-up" && stays === undefined);
  const whose = application === undefined ? "" : ` of ${application}`;
  const named = found
    .slice(0, NAMED)
    .map(({ id, class: of, kind, name, thing, gib }) => `${id}: ${of}: ${kind} ${name || thing}, ${gib} GiB`);
  const more = found.length > NAMED ? [`… and ${found.length - NAMED} more`] : [];
  const next =
    deletable.length === 0
      ? ["Freezeframe deletes none of them"]
      : [
          `${deletable.length} of them (${gibOf(deletable)} GiB) may be deleted in ${describeDuration(graceMs)}, after an approval: freezeframe keep ORPHAN keeps one`,
        ];
  const all = application === undefined ? "freezeframe orphans all" : `freezeframe orphans ${application}`;
  return {
    application,
    title: `${found.length} orphan${found.length === 1 ? "" : "s"}${whose} found`,
    lines: [...named, ...more, ...next, `${all} tells why, and what stays`],
  };
}
