/** Append only: a number that has been released never changes. Part name `engine`. */
export const journalMigrations: readonly string[] = [
  `CREATE TABLE run (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     workflow TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'parked')),
     input TEXT NOT NULL,
     lock_key TEXT,
     result TEXT,
     error TEXT,
     cancel_reason TEXT,
     cancel_told INTEGER NOT NULL DEFAULT 0,
     created_at INTEGER NOT NULL,
     ended_at INTEGER
   ) STRICT;
   CREATE UNIQUE INDEX run_one_per_key ON run (lock_key) WHERE state = 'running';
   CREATE INDEX run_unfinished ON run (state, seq) WHERE state IN ('queued', 'running', 'parked');
   CREATE TABLE run_alias (id TEXT PRIMARY KEY, run_id TEXT NOT NULL REFERENCES run (id)) STRICT;
   CREATE TABLE step (
     run_id TEXT NOT NULL REFERENCES run (id),
     name TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('begun', 'done', 'failed')),
     executions INTEGER NOT NULL,
     value TEXT,
     PRIMARY KEY (run_id, name)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE message (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     run_id TEXT NOT NULL REFERENCES run (id),
     topic TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL,
     taken INTEGER NOT NULL DEFAULT 0,
     UNIQUE (run_id, topic, key)
   ) STRICT;`,
  // A key that started, joined or met a run: who comes with it again is led to that run.
  "CREATE TABLE run_key (key TEXT PRIMARY KEY, run_id TEXT NOT NULL REFERENCES run (id)) STRICT, WITHOUT ROWID;",
  // Who waits for a key, and who waits at all: found without a look at every run that ever was.
  "CREATE INDEX run_queued_of_key ON run (lock_key, seq) WHERE state = 'queued';",
];
