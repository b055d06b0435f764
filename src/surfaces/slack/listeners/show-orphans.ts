import type { OrphanReport } from "#domain/orphans/orphan-report.ts";
import { ScanOrphansResult } from "#domain/orphans/scan-result.ts";
import type { Actor } from "#domain/permission.ts";
import type { RunView } from "#engine/port.ts";
import { type Message, orphansMessage } from "../views/index.ts";
import { inTime } from "./answering.ts";
import type { Deps } from "./deps.ts";

/** A scan of that age is shown as it is; whoever has just mended something asks again after that. */
const FRESH_MS = 2 * 60_000;
/** A project of many thousands takes longer than somebody looks at a phone: what is on record is shown then. */
const SCAN_MS = 90_000;

interface Asked {
  /** Absent: of all. */
  readonly application?: string | undefined;
  readonly actor: Actor;
  readonly trigger: string;
}

/**
 * Scans, unless that was done just now, and shows what was found. Throws what the operations throw.
 *
 * An answer that one person sees and that is gone tomorrow is no telling: owners are told in their channel, and their grace begins
 * then. So nobody's id is given to the operation that reads.
 */
export async function showOrphans(
  { application, actor, trigger }: Asked,
  { operations, clock }: Pick<Deps, "operations" | "clock">,
  signal: AbortSignal,
): Promise<Message> {
  const read = (): Promise<OrphanReport> =>
    operations.orphans({ application, actor: { slackId: undefined, name: actor.name } }, signal);
  const before = await read();
  if (isFresh(before, clock.now()))
    return orphansMessage({ whose: application, report: before, now: clock.now() });
  const { runId } = await operations.scanOrphans({ application, actor, trigger }, signal);
  const ended = await inTime(SCAN_MS, operations.ended(runId, signal));
  const report = await read();
  const now = clock.now();
  if (ended === undefined) return orphansMessage({ whose: application, report, now, scanning: runId });
  return orphansMessage({ whose: application, report, now, unseen: unseenOf(ended, report) });
}

const isFresh = ({ scans, unscanned }: OrphanReport, now: number): boolean =>
  unscanned.length === 0 && scans.every(({ endedAt }) => now >= endedAt && now - endedAt < FRESH_MS);

/** Clouds that did not answer; where the scan itself has failed, all of them. */
function unseenOf(
  { result, error }: RunView,
  { scans, unscanned }: OrphanReport,
): readonly { readonly cloud: string; readonly why: string }[] {
  const seen = ScanOrphansResult.safeParse(result).data;
  if (seen !== undefined)
    return seen.clouds.flatMap(({ cloud, unseen: why }) => (why === undefined ? [] : [{ cloud, why }]));
  const why = error?.message ?? "the scan ended without saying how";
  return [...scans.map(({ cloud }) => cloud), ...unscanned].map((cloud) => ({ cloud, why }));
}
