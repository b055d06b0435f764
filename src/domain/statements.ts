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
  const commits =
    act.synchronousCommit === "off"
      ? `${server}: synchronous_commit is off, so commits acknowledged shortly before ${act.commitsBefore} may be missing`
      : `${server}: every commit acknowledged before ${act.commitsBefore} is in it`;
  const replay =
    act.walToReplay === undefined ? "" : `; a start replays at most ${megabytes(act.walToReplay)} of WAL`;
  return [commits + replay];
}

const megabytes = (bytes: number): string => `${Math.max(0.1, Math.ceil(bytes / 100_000) / 10)} MB`;
