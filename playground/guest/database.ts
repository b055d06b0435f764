import type { GuestState } from "./guest.ts";
import type { Values } from "./line.ts";
import { ProtocolError } from "./protocol-error.ts";
import type { Recipe } from "./recipes.ts";
import type { MountSeed } from "./seed.ts";

type Say = (verb: string, values?: Values) => void;

/** Everything slow before the freeze: foreign freezes are refused, every database makes its checkpoint. */
export function prepare(
  state: GuestState,
  recipes: readonly Recipe[],
  volumes: ReadonlyMap<string, MountSeed>,
  say: Say,
): void {
  for (const { mount } of volumes.values()) {
    if (state.machine.frozenBy(mount) !== undefined && state.current === undefined) {
      throw new ProtocolError("foreign-freeze", { path: mount, what: "frozen already, not by this hold" });
    }
  }
  for (const recipe of recipes) {
    if (recipe.cluster === undefined) continue;
    const before = Math.floor(performance.now());
    const after = state.faults.get("no-checkpoint") === undefined ? before + 512 : before;
    say("PREPARED", {
      id: recipe.id,
      redo_before: position(before),
      redo_after: position(after),
      wal_bytes: 0,
      ms: 1,
    });
  }
  say("PREPARED");
}

/** Hooks with a prove file and sessions of BACKUP STAGE say first whether they still hold. */
export function prove(state: GuestState, recipes: readonly Recipe[], say: Say): void {
  const ended = state.faults.get("stage-ends") !== undefined;
  for (const { id, hook, mariadb } of recipes) {
    if (hook?.prove === true) say("PROOF", { id, held: "yes" });
    if (mariadb !== undefined) say("PROOF", { id, held: ended ? "no" : "yes" });
  }
}

/** After the thaw: is it still the same database process? */
export function collect(state: GuestState, recipes: readonly Recipe[], say: Say): void {
  const restarted = state.faults.get("database-restarts") !== undefined;
  for (const { id, cluster, mariadb } of recipes) {
    if (mariadb !== undefined) {
      const ended = state.faults.get("stage-ends") === undefined && !restarted ? "yes" : "no";
      const redo = mariadb.flushLog === "0" ? "behind" : "flushed";
      say("EVIDENCE", { id, redo, redo_bytes: 1_310_720, gtid: mariadb.gtid, ended });
    }
    if (cluster === undefined) continue;
    const started = restarted ? new Date().toISOString() : cluster.startedAt;
    const end = position(Math.floor(performance.now()) + 1_024);
    say("EVIDENCE", { id, system: cluster.systemId, started, wal_end: end });
  }
  say("COLLECTED");
}

/** As PostgreSQL writes a place in its WAL: two hexadecimal halves. */
const position = (at: number): string => `0/${(0x1a00000 + at * 64).toString(16).toUpperCase()}`;
