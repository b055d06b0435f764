import { published, type Source } from "./source.ts";

/** A recipe that is written down and was not tried by this project. */
export interface DocumentedRecipe {
  readonly what: string;
  readonly verdict: "not tested here" | "do not";
  readonly freeze: string;
  readonly proof: string;
  readonly thaw: string;
  readonly wrong: string;
  readonly from: readonly Source[];
}

const not = "not tested here";
const vendor = (where: string): Source[] => [published(where)];

/** For a hook of one's own. What is known of each is its vendor's word. */
export const DOCUMENTED_RECIPES: readonly DocumentedRecipe[] = [
  {
    what: "MySQL 8, Percona Server",
    verdict: not,
    freeze:
      "`SET SESSION lock_wait_timeout=5; FLUSH TABLES WITH READ LOCK;` in a session that stays open, then fsfreeze",
    proof: "`performance_schema.metadata_locks` shows that session's global shared lock",
    thaw: "fsfreeze -u, then `UNLOCK TABLES`",
    wrong:
      "the lock waits behind one long query, for hours if need be, and killing it does not help; `LOCK INSTANCE FOR BACKUP` stops no writes and is no freeze",
    from: vendor("dev.mysql.com/doc/refman/8.0/en/flush.html, lock-instance-for-backup.html"),
  },
  {
    what: "MongoDB (WiredTiger)",
    verdict: not,
    freeze: "`db.fsyncLock()` on a secondary",
    proof: "`db.currentOp().fsyncLock` is true",
    thaw: "`db.fsyncUnlock()` until its count is 0",
    wrong:
      "with the journal on another volume the vendor requires the lock; sharded clusters need their balancer stopped; the lock may stall reads and elections",
    from: vendor("mongodb.com/docs/manual/tutorial/backup-with-filesystem-snapshots"),
  },
  {
    what: "Redis 7",
    verdict: not,
    freeze:
      "`CONFIG SET auto-aof-rewrite-percentage 0`, wait for `aof_rewrite_in_progress:0`; or `BGSAVE` and wait",
    proof: "`INFO persistence`; `LASTSAVE` has moved",
    thaw: "the setting back",
    wrong:
      "the append-only files are several, and belong together; a copy must not join production's cluster",
    from: vendor("redis.io/docs/latest/operate/oss_and_stack/management/persistence"),
  },
  {
    what: "etcd",
    verdict: not,
    freeze: "`etcdctl snapshot save` to a file on a volume of the group, then the cut",
    proof: "`etcdutl snapshot status`: hash and revision",
    thaw: "none",
    wrong:
      "a freeze of more than a second begins an election; never build a quorum out of different members' volumes",
    from: vendor("etcd.io/docs/latest/op-guide/recovery"),
  },
  {
    what: "Cassandra, Scylla",
    verdict: not,
    freeze: "`nodetool flush`; commit log and data in one group",
    proof: "its exit status; no flush pending",
    thaw: "none",
    wrong: "a cut of one node says nothing of the others; tokens and host names come back with the copy",
    from: vendor("cassandra.apache.org/doc/latest/cassandra/managing/operating/backups.html"),
  },
  {
    what: "Kafka",
    verdict: not,
    freeze: "none; or one broker stopped in order",
    proof: "none",
    thaw: "none",
    wrong: "all brokers and the metadata quorum in the same cut, else offsets differ",
    from: vendor("kafka.apache.org/documentation"),
  },
  {
    what: "Oracle 12c and later",
    verdict: not,
    freeze:
      "`ALTER DATABASE BEGIN BACKUP` after archiving the current log, where Storage Snapshot Optimization is not licensed",
    proof: "`V$BACKUP`: all ACTIVE",
    thaw: "`ALTER DATABASE END BACKUP`, archive the log",
    wrong: "needs ARCHIVELOG; keep control file and redo apart from the data's cut",
    from: vendor("docs.oracle.com, Backup and Recovery User's Guide, storage snapshots"),
  },
  {
    what: "SQL Server 2022 on Linux",
    verdict: not,
    freeze: "`ALTER DATABASE x SET SUSPEND_FOR_SNAPSHOT_BACKUP = ON`",
    proof: "`sys.dm_server_suspend_status`",
    thaw: "`BACKUP DATABASE x … WITH METADATA_ONLY`, or `= OFF`",
    wrong: "serial over many databases: keep it below five seconds",
    from: vendor(
      "learn.microsoft.com/sql/relational-databases/databases/create-a-database-snapshot-transact-sql",
    ),
  },
  {
    what: "Elasticsearch, OpenSearch",
    verdict: "do not",
    freeze:
      "copies of its files are unsupported and may lose data without a word: use its snapshot API, into a repository",
    proof: "`_snapshot/_status`: SUCCESS",
    thaw: "none",
    wrong: "no grade of ours means anything for such volumes",
    from: vendor("elastic.co/guide/en/elasticsearch/reference/current/snapshot-restore.html"),
  },
];
