import { published, type Source } from "./source.ts";

/** How one kind of application is brought to rest, what proves it, and what goes wrong with it. */
export interface RecipeCard {
  readonly title: string;
  readonly freeze: string;
  readonly proof: string;
  readonly thaw: string;
  readonly restored: string;
  readonly wrong: readonly string[];
  readonly from: readonly [Source, ...Source[]];
}

const LAB = published("Freezeframe test/lab, on real servers under load");
const POSTGRESQL = published("postgresql.org/docs/current/backup-file.html");
const MARIADB = published("mariadb.com/kb/en/backup-stage");
const PROTOCOL = published("Freezeframe docs/hold-protocol.md");

/** By the manifest's `kind`: recipes that are worked out, and tested against the real thing. */
export const RECIPE_CARDS: Readonly<Record<string, RecipeCard>> = {
  postgresql: {
    title: "PostgreSQL",
    freeze:
      "`CHECKPOINT` before the window; then `fsfreeze` of every file system that the server itself reports (data directory, tablespaces), `pg_wal` last",
    proof:
      "its paths lie on frozen volumes of the group; the checkpoint's redo position moved in this run, or it is a clean standby; `fsync` and `full_page_writes` are on; same system identifier and postmaster start before and after; the sentinel writes were blocked without a gap",
    thaw: "`fsfreeze -u` in reverse; no session of the database is held, so none can be lost",
    restored:
      "the copy starts as after a crash and replays its WAL; then `pg_amcheck --heapallindexed`, a full read, and the manifest's own queries",
    wrong: [
      "`pg_backup_start` and `pg_backup_stop` around one group snapshot cannot be restored: the cut precedes the end-of-backup record (`FATAL: WAL ends before end of online backup`).",
      "`CHECKPOINT` may take long: it belongs before the window, never into it.",
      "A cluster manager fails over when writes stall longer than it waits (Patroni: `ttl` less `loop_wait`, 20 s by default): the budget has to stay below that, and `freezeframe doctor APP` compares them.",
      "`synchronous_commit=off`: commits that were answered may be missing.",
      "Another C library or ICU on the recovery server sorts text otherwise, and indexes are wrong without a word: restores refuse that.",
      "`archive_command` of a started copy writes into production's archive: the copy is started with it off.",
    ],
    from: [LAB, POSTGRESQL],
  },
  mariadb: {
    title: "MariaDB",
    freeze:
      "`BACKUP STAGE START`, `FLUSH`, `BLOCK_DDL`, `BLOCK_COMMIT` in one session that the guest keeps; then `fsfreeze` of every file system that the server itself reports (data directory, undo and binary logs, links), the redo log's last",
    proof:
      "the server says of that very session that it is in `BLOCK_COMMIT`, after the freeze and again before the thaw, and takes `BACKUP STAGE END` after it; its paths lie on frozen volumes of the group; the redo log was written up to the last commit; `innodb_doublewrite` is on; every table is of an engine that the stage brings to rest; the sentinel writes were blocked without a gap",
    thaw: "`fsfreeze -u` in reverse, then `BACKUP STAGE END`",
    restored: "InnoDB recovers as after a crash; then `mariadb-check`, and the manifest's own queries",
    wrong: [
      "The stage ends with its session, without a word: whatever cuts idle connections must not sit between.",
      "A statement that makes a table, and one that writes a table without transactions (MyISAM, Aria), hold the stage up: the hold waits for them before anything is frozen, and is given up within the budget. InnoDB's own hold up nothing.",
      "What RocksDB, ColumnStore, S3, CONNECT or Spider keep lies elsewhere, and is not brought to rest: no A.",
      "`innodb_flush_method=nosync` or `littlesync`, or no doublewrite: what is on the disk after a crash is left to chance. No A.",
      "A copy that starts with its replica threads, its events or its Galera provider running acts as production.",
      "A password on a command line is in every list of processes: socket authentication, or an option file that root alone may read.",
    ],
    from: [LAB, MARIADB],
  },
  fsfreeze: {
    title: "A file system without a database",
    freeze: "`fsfreeze -f` of the file system on each volume",
    proof:
      "one write per file system, started after the freeze, is still blocked when the cut is over, and completes after the thaw",
    thaw: "`fsfreeze -u` in reverse",
    restored: "the journal is replayed on a copy; then `e2fsck -fn` or `xfs_repair -n`",
    wrong: [
      "It says nothing of the application: B at most.",
      "NFS, FAT and the file systems that hold `/`, `/usr`, `/etc`, `/var` and `/run` cannot be frozen, or are refused.",
      "`fsfreeze -u` that answers EINVAL does not mean thawed: a freeze that waits for a writer may still complete.",
    ],
    from: [LAB, PROTOCOL],
  },
  hook: {
    title: "A hook of your own",
    freeze: "a root-owned file in the guest's `/etc/freezeframe/hooks.d`, called with `freeze`",
    proof:
      "only with `NAME.prove` beside it, which has to say yes after the freeze and again before the thaw; without one it is B at most",
    thaw: "the same file, called with `thaw`, whatever happened",
    restored: "a check of kind `hook`, with `readsData: true` where it reads the application's own data",
    wrong: [
      "A hook that has to write to a frozen disk, or to start a program from it, hangs: everything it needs is open before.",
      "Exit status other than 0, or too slow: everything is thawed, nothing is cut.",
    ],
    from: [PROTOCOL],
  },
};
