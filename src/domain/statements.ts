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

type DatabaseAct = Exclude<ApplicationAct, { kind: "hook" }>;

function sayOf(act: ApplicationAct, server: string): string[] {
  if (act.kind === "hook") return [];
  if (act.kind === "mariadb") return sayOfMariadb(act, server);
  const commits =
    act.role === "primary" && act.synchronousCommit === "off"
      ? `${server}: synchronous_commit is off, so commits acknowledged shortly before ${act.commitsBefore} may be missing`
      : `${server}: ${promise(act)}`;
  const replay =
    act.walToReplay === undefined ? "" : `; a start replays at most ${megabytes(act.walToReplay)} of WAL`;
  return [commits + replay];
}

/** BACKUP STAGE lets a commit end before it blocks the next, and the redo log was seen to be written up to there. */
function sayOfMariadb(act: Extract<ApplicationAct, { kind: "mariadb" }>, server: string): string[] {
  const redo =
    act.redoToApply === undefined
      ? ""
      : `; a start applies at most ${megabytes(act.redoToApply)} of redo log`;
  const gtid = act.gtid === undefined ? "" : `; binary log at GTID ${act.gtid}`;
  return [`${server}: ${promise(act)}${redo}${gtid}`];
}

/** Only a primary has all that anybody was acknowledged; the others have what they had heard of and applied. */
function promise({ role, commitsBefore }: DatabaseAct): string {
  switch (role) {
    case "primary":
      return `every commit acknowledged before ${commitsBefore} is in it`;
    case "standby":
      return `every commit that this standby had replayed before ${commitsBefore} is in it; its primary may have acknowledged more`;
    case "replica":
      return `every commit that this replica had made before ${commitsBefore} is in it; its primary may have acknowledged more`;
    case "galera":
      return `every commit that this node had made or applied before ${commitsBefore} is in it; the other nodes may have acknowledged more`;
  }
}

const megabytes = (bytes: number): string => `${Math.max(0.1, Math.ceil(bytes / 100_000) / 10)} MB`;
