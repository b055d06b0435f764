/** Append only: a number that has been released never changes. Read by {@link openStore} under the part name `store`. */
export const storeMigrations: readonly string[] = [
  `CREATE TABLE document (
     kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, value TEXT NOT NULL,
     PRIMARY KEY (kind, id)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE document_index (
     kind TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, position REAL NOT NULL, id TEXT NOT NULL,
     PRIMARY KEY (kind, name, key, position, id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX document_index_of ON document_index (kind, id);
   CREATE TABLE indexed_kind (kind TEXT PRIMARY KEY, indexes TEXT NOT NULL) STRICT;
   CREATE TABLE audit (
     seq INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
   ) STRICT;
   CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
     BEGIN SELECT RAISE(ABORT, 'audit rows are append-only'); END;
   CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
     BEGIN SELECT RAISE(ABORT, 'audit rows are append-only'); END;`,
];
