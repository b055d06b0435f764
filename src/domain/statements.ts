import type { ApplicationAct, Evidence } from "./evidence.ts";
import type { Label } from "./label.ts";

/**
 * What the people of the database may rely on, in sentences; only for a grade that carries it. `synchronous_commit=off`
 * acknowledges commits before they are durable, so it takes the first promise away.
 */
export function statementsOf(evidence: Evidence, label: Label): string[] {
  if (label.grade !== "A") return [];
  return (evidence.hold?.servers ?? []).flatMap((server) =>
    server.acts.flatMap((act) => sayOf(act, server.server)),
  );
}

function sayOf(act: ApplicationAct, server: string): string[] {
  if (act.kind === "hook") return [];
  if (act.kind === "mariadb") return sayOfMariadb(act, server);
  const commits =
    act.synchronousCommit === "off"
      ? `${server}: synchronous_commit is off, so commits acknowledged shortly before ${act.commitsBefore} may be missing`
      : `${server}: every commit acknowledged before ${act.commitsBefore} is in it`;
  const replay =
    act.walToReplay === undefined ? "" : `; a start replays at most ${megabytes(act.walToReplay)} of WAL`;
  return [commits + replay];
}

/** BACKUP STAGE lets a commit end before it blocks the next, and the redo log was seen to be written up to there. */
function sayOfMariadb(act: Extract<ApplicationAct, { kind: "mariadb" }>, server: string): string[] {
  const of = act.role === "replica" ? "every commit that this replica had made" : "every commit acknowledged";
  const redo =
    act.redoToApply === undefined
      ? ""
      : `; a start applies at most ${megabytes(act.redoToApply)} of redo log`;
  const gtid = act.gtid === undefined ? "" : `; binary log at GTID ${act.gtid}`;
  return [`${server}: ${of} before ${act.commitsBefore} is in it${redo}${gtid}`];
}

const megabytes = (bytes: number): string => `${Math.max(0.1, Math.ceil(bytes / 100_000) / 10)} MB`;
