import { DomainError } from "#domain/errors.ts";
import { toMinute } from "#domain/minute.ts";
import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import { ScanOrphansResult } from "#domain/orphans/scan-result.ts";
import { parseUntil } from "#domain/until.ts";
import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";
import { runToEnd } from "./run-to-end.ts";
import { orphansText } from "./text/orphans.ts";
import { orphansCsv } from "./text/orphans-csv.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/** `orphans [APP|all] [--csv]`: scans, and tells what nobody owns, how much of it may go, and why the rest stays. */
export function orphansVerb(asked: Asked, subject: string): Promise<Answer> {
  const { csv, json } = asked.arguments;
  if (csv && json)
    throw new DomainError("invalid-input", "--csv and --json are two answers: say one of them");
  const application = subject === "" || subject === "all" ? undefined : subject;
  return runToEnd(asked, {
    what: "a search for orphans",
    ask: (operations, actor) => operations.scanOrphans({ application, actor }, asked.signal),
    answer: async (result, operations) => {
      const { clouds } = ScanOrphansResult.parse(result);
      const actor = await asked.backstage.actor();
      const report = await operations.orphans({ application, actor }, asked.signal);
      const unseen = clouds.flatMap(({ cloud, unseen: why }) => (why === undefined ? [] : [{ cloud, why }]));
      return {
        text: csv ? orphansCsv(report) : orphansText(report, unseen, asked.now()),
        json: { ...report, unseen },
        status: unseen.length === 0 ? exitStatus.ok : exitStatus.unreachable,
      };
    },
  });
}

/** `keep ORPHAN [--until TIME] [--reason TEXT]`: it stays, for good or until then. */
export async function keepVerb(asked: Asked, orphan: string): Promise<Answer> {
  const { until, reason } = asked.arguments;
  // Before anything is opened: a mistyped time costs nothing.
  const forMs = until === undefined ? undefined : parseUntil(until, asked.now()) - asked.now();
  return withSession(asked, async ({ operations }) => {
    const actor = await asked.backstage.actor();
    const kept = await operations.keepOrphan({ orphan, forMs, reason, actor }, asked.signal);
    return ok(keptText(kept), kept);
  });
}

/** `release ORPHAN`: nobody keeps it any more; its owner is told anew, and has a whole grace once more. */
export const releaseVerb = (asked: Asked, orphan: string): Promise<Answer> =>
  withSession(asked, async ({ operations }) => {
    const actor = await asked.backstage.actor();
    const released = await operations.releaseOrphan({ orphan, actor }, asked.signal);
    return ok(
      `${orphan}: nobody keeps it any more; its owner is told anew, and then its grace begins`,
      released,
    );
  });

const keptText = ({ orphan, kept }: OrphanRecord): string =>
  `${orphan.id} (${orphan.kind} ${orphan.name || orphan.thing}) is kept ${kept?.until === undefined ? "for good" : `until ${toMinute(kept.until)}`}; freezeframe release ${orphan.id} ends that`;
