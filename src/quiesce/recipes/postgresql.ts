import { TextSorting } from "#domain/evidence.ts";
import { type Line, listOf } from "#support/ssh/line-codec.ts";
import { PostgresqlAnswer, readAnswer } from "../answers.ts";
import { lsnDistance } from "../lsn.ts";
import type { Recipe, RecipeSightings } from "./recipe.ts";

/** PostgreSQL: checkpoint before the window, then every mount that the server itself uses, WAL last. */
export const postgresql = (cluster: string): Recipe => ({
  values: { kind: "postgresql", cluster },
  read(server, line) {
    const answer = readAnswer(server, PostgresqlAnswer, line);
    return (seen) => ({
      kind: "postgresql",
      cluster,
      version: answer.version,
      paths: [answer.data, answer.wal, ...listOf(line, "tablespaces")],
      // The guest resolved each of them to a mount of this recipe, or it would have refused it.
      pathsFrozen: seen.frozen,
      checkpointAdvanced: checkpointAdvanced(answer, seen),
      role: answer.role,
      fsync: answer.fsync === "on",
      fullPageWrites: answer.full_page_writes === "on",
      synchronousCommit: answer.synchronous_commit,
      sameServer: seen.evidence?.system === answer.system && seen.evidence.started === answer.started,
      walToReplay: walToReplay(seen),
      ...textSorting(line),
      icu: answer.icu,
      commitsBefore: seen.wall ?? "",
    });
  },
});

/** `libc:2.36:2.36`: library, what the database recorded, what the library says. A kit that does not say it was not asked. */
function textSorting(line: Line): { collations?: TextSorting[] } {
  if (line.args.collations === undefined) return {};
  const collations = listOf(line, "collations").flatMap((item) => {
    const [library, recorded, used] = item.split(":");
    const read = TextSorting.safeParse({ library, recorded: recorded || undefined, used: used || undefined });
    return read.success ? [read.data] : [];
  });
  return { collations };
}

/** A standby's redo position only moves when its primary checkpoints; it replays from where it is either way. */
function checkpointAdvanced(answer: PostgresqlAnswer, { checkpoint }: RecipeSightings): boolean {
  if (checkpoint === undefined) return false;
  return answer.role === "standby" || lsnDistance(checkpoint.redo_before, checkpoint.redo_after) > 0;
}

/** From the checkpoint's redo position to the end of WAL after the thaw, in bytes: no start replays more. */
function walToReplay({ checkpoint, evidence }: RecipeSightings): number | undefined {
  if (checkpoint === undefined || evidence === undefined) return undefined;
  return Math.max(0, lsnDistance(checkpoint.redo_after, evidence.wal_end));
}
