import type { Line, Values } from "../line.ts";
import { refuse } from "./recovery-error.ts";
import type { RecoveryServerState } from "./recovery-server.ts";
import type { RestoredDatabase, RestoredDisk } from "./seed.ts";

type Say = (verb: string, values?: Values) => void;

/** Starts the database whose data directory is on one of the disks, as far as its copy allows. */
export function startDatabase(
  state: RecoveryServerState,
  disks: readonly RestoredDisk[],
  { values }: Line,
  say: Say,
): void {
  const kind = values.get("kind") === "mariadb" ? "mariadb" : undefined;
  const database =
    disks.find((disk) => disk.database !== undefined && disk.database.kind === kind)?.database ??
    refuse("no-database", "there is no data directory on these volumes");
  if (kind === "mariadb") startMariadb(state, database, say);
  else startPostgresql(state, database, say);
}

function startMariadb(
  { seed, faults }: RecoveryServerState,
  { version, data }: RestoredDatabase,
  say: Say,
): void {
  const series = version.split(".").slice(0, 2).join(".");
  if (seed.mariadb !== series)
    refuse("wrong-version", `the data is of MariaDB ${series}; this server has ${seed.mariadb ?? "none"}`);
  say("LOG", { text: "Note: InnoDB: Starting crash recovery from checkpoint LSN=46846" });
  const fails = faults.get("database-fails");
  if (fails !== undefined) {
    say("LOG", { text: `ERROR: ${fails.text}` });
    refuse("database", `the server ended instead of getting ready: ${fails.text}`);
  }
  say("LOG", { text: "Note: mariadbd: ready for connections." });
  say("STARTED", { series, version, replayed: "yes", recovered_ms: 90, ready_ms: 160, data });
}

function startPostgresql({ seed, faults }: RecoveryServerState, database: RestoredDatabase, say: Say): void {
  const major = Number.parseInt(database.version, 10);
  if (!seed.postgresql.includes(major))
    refuse(
      "wrong-version",
      `the data directory is PostgreSQL ${major}'s; this server has ${seed.postgresql}`,
    );
  say("LOG", { text: "LOG: database system was not properly shut down; automatic recovery in progress" });
  const cannot = faults.get("cannot-run");
  if (cannot !== undefined) refuse("cannot-run", `PostgreSQL could not run on this server: ${cannot.text}`);
  const fails = faults.get("database-fails");
  if (fails !== undefined) {
    say("LOG", { text: `FATAL: ${fails.text}` });
    refuse("database", `the server ended instead of getting ready: ${fails.text}`);
  }
  say("LOG", { text: "LOG: redo starts at 0/1741570" });
  say("LOG", { text: "LOG: redo done at 0/1BCECE8" });
  say("LOG", { text: "LOG: database system is ready to accept connections" });
  say("STARTED", {
    major,
    version: database.version,
    system: database.systemId,
    replayed: "yes",
    recovered_ms: 120,
    ready_ms: 180,
    checksums: database.checksums ? "on" : "off",
    data: database.data,
    collations: faults.get("other-collations")?.text ?? "same",
  });
}

/**
 * What one check says. What the copies show decides: a set that is not of one moment has a database whose tables and
 * indexes do not fit together. A query answers the number of the last write that is in the set, or its time.
 */
export function verdictOf(
  { seed, faults }: RecoveryServerState,
  disks: readonly RestoredDisk[],
  { values }: Line,
): Values {
  const kind = values.get("kind") ?? "";
  const fails = faults.get("check-fails");
  if (fails?.check === kind) return { passed: "no", text: fails.text };
  const contents = disks.map(({ content }) => content ?? 0);
  const last = Math.max(0, ...contents);
  switch (kind) {
    case "amcheck":
      return ofOneMoment(contents)
        ? { passed: "yes", text: "2 databases, every table and B-tree index" }
        : { passed: "no", text: 'heap tuple from table "orders" lacks matching index tuple' };
    case "tables":
      return ofOneMoment(contents)
        ? { passed: "yes", text: "47 tables, each index with its rows" }
        : { passed: "no", text: "shop.orders: Index 'customer' contains 11 entries, should be 12." };
    case "read":
      return { passed: "yes", value: last, text: `${last} rows of 137 tables in 2 databases` };
    case "checksums":
      return disks.some(({ database }) => database?.checksums === true)
        ? { passed: "yes", text: "Bad checksums: 0" }
        : { passed: "yes", skipped: "yes", text: "the cluster has no data checksums: nothing to check" };
    case "sql":
      return { passed: "yes", value: answerOf(textOf(values.get("sql")), last, disks), text: "" };
    case "hook":
      return seed.hooks?.includes(values.get("name") ?? "") === true
        ? { passed: "yes", text: "" }
        : refuse("no-check", `there is no hook ${values.get("name")} on this server`, {
            path: `/etc/freezeframe/recover-hooks.d/${values.get("name")}`,
          });
    default:
      return refuse("no-check", `this kit knows no check ${kind}`);
  }
}

const textOf = (base64 = ""): string => Buffer.from(base64, "base64").toString("utf8");

/** The number of the last write; to a query for the newest of some times, when that was. */
function answerOf(sql: string, last: number, disks: readonly RestoredDisk[]): number | string {
  if (!/\bmax\s*\(\s*"?\w*(?:_at|time|stamp)\b/i.test(sql)) return last;
  const newest = Math.max(...disks.map(({ writtenAt }) => writtenAt ?? 0));
  // As PostgreSQL writes a timestamptz in JSON.
  return /\bepoch\b/i.test(sql) ? newest / 1_000 : new Date(newest).toISOString().replace("Z", "+00:00");
}

/** The writer goes round the volumes, one write each: at one moment their last writes are neighbours, in whatever order. */
const ofOneMoment = (contents: readonly number[]): boolean =>
  Math.max(...contents) - Math.min(...contents) < contents.length;
