import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { AuditVerdict } from "#domain/audit-verdict.ts";
import { DomainError } from "#domain/errors.ts";
import { commit } from "#support/commit.ts";
import type { Database } from "#support/database.ts";
import { type AuditEntry, auditAppender, oldestAudit, verifyAudit } from "./audit.ts";
import type { Change } from "./change.ts";
import { ConflictError } from "./conflict-error.ts";
import type { Document, DocumentKind, FindOptions, IndexRange } from "./document.ts";
import { findAudit } from "./find-audit.ts";
import {
  approvalKind,
  cleanupKind,
  driftKind,
  holdKind,
  incidentKind,
  orphanKind,
  pauseKind,
  pointKind,
  restoreKind,
  retentionKind,
  scanKind,
  scheduleKind,
  slotKind,
  testKind,
  watchedKind,
} from "./kinds.ts";
import { storeMigrations } from "./migrations.ts";
import { rebuildIndexes } from "./rebuild-indexes.ts";

/** Documents with compare-and-set. Asynchronous, since another back end will need a network for it. */
export interface Store {
  get<T>(kind: DocumentKind<T>, id: string): Promise<Document<T> | undefined>;
  /** Throws for an index that the kind does not declare. */
  find<T>(
    kind: DocumentKind<T>,
    index: string,
    range: IndexRange,
    options?: FindOptions,
  ): Promise<Document<T>[]>;
  /** As {@link Store.find}, without reading the documents. */
  findIds<T>(
    kind: DocumentKind<T>,
    index: string,
    range: IndexRange,
    options?: FindOptions,
  ): Promise<string[]>;
  /** All changes or none, durable when it resolves. Throws {@link ConflictError} when a version has moved on. */
  commit(changes: readonly Change[]): Promise<void>;
  verifyAudit(): Promise<AuditVerdict>;
  /** The first row of the audit; undefined while nothing was ever recorded. */
  oldestAudit(): Promise<AuditEntry | undefined>;
  /** The newest row of this act on this subject. */
  findAudit(act: string, subject: string): Promise<AuditEntry | undefined>;
}

/** The document store on an opened database. */
export function openStore(database: Database): Store {
  database.migrate("store", storeMigrations);
  indexKinds(database);
  const appendAudit = auditAppender(database);
  const indexed = new Set<string>();
  const ensureIndexed = <T>(kind: DocumentKind<T>): void => {
    if (!indexed.has(kind.name)) rebuildIndexes(database, kind);
    indexed.add(kind.name);
  };
  return {
    get: async (kind, id) => database.read((sql) => get(sql, kind, id)),
    find: async (kind, index, range, options) => {
      ensureIndexed(kind);
      const rows = database.read((sql) => find(sql, kind, index, range, options));
      return rows.map((row) => parse(kind, row));
    },
    findIds: async (kind, index, range, options) => {
      ensureIndexed(kind);
      return database.read((sql) => findIds(sql, kind, index, range, options));
    },
    commit: (changes) =>
      commit(database, (sql) => {
        for (const change of changes) {
          if (change.act === "audit") appendAudit(sql, change.entry);
          else apply(sql, change);
        }
      }),
    verifyAudit: async () => verifyAudit(database),
    oldestAudit: async () => database.read(oldestAudit),
    findAudit: (act, subject) => findAudit(database, act, subject),
  };
}

/** At the start, so that no question costs a transaction later. */
function indexKinds(database: Database): void {
  rebuildIndexes(database, holdKind);
  rebuildIndexes(database, pointKind);
  rebuildIndexes(database, pauseKind);
  rebuildIndexes(database, slotKind);
  rebuildIndexes(database, approvalKind);
  rebuildIndexes(database, restoreKind);
  rebuildIndexes(database, retentionKind);
  rebuildIndexes(database, scheduleKind);
  rebuildIndexes(database, driftKind);
  rebuildIndexes(database, testKind);
  rebuildIndexes(database, incidentKind);
  rebuildIndexes(database, watchedKind);
  rebuildIndexes(database, orphanKind);
  rebuildIndexes(database, scanKind);
  rebuildIndexes(database, cleanupKind);
}

const Id = z.object({ id: z.string() });
const Version = z.object({ version: z.number() }).optional();
const Row = z.object({ id: z.string(), version: z.number(), value: z.string() });

function get<T>(sql: DatabaseSync, kind: DocumentKind<T>, id: string): Document<T> | undefined {
  const row = sql
    .prepare("SELECT id, version, value FROM document WHERE kind = ? AND id = ?")
    .get(kind.name, id);
  return row === undefined ? undefined : parse(kind, row);
}

function find<T>(
  sql: DatabaseSync,
  kind: DocumentKind<T>,
  index: string,
  ...rest: [IndexRange, FindOptions?]
) {
  const from = "document_index i JOIN document d ON d.kind = i.kind AND d.id = i.id";
  return select(sql, `d.id, d.version, d.value FROM ${from}`, kind, index, ...rest);
}

function findIds<T>(
  sql: DatabaseSync,
  kind: DocumentKind<T>,
  index: string,
  ...rest: [IndexRange, FindOptions?]
) {
  return select(sql, "i.id FROM document_index i", kind, index, ...rest).map((row) => Id.parse(row).id);
}

function select<T>(
  sql: DatabaseSync,
  what: string,
  kind: DocumentKind<T>,
  index: string,
  range: IndexRange,
  options: FindOptions = {},
) {
  if (!Object.hasOwn(kind.indexes, index)) {
    throw new Error(`${kind.name} has no index "${index}"; it has ${Object.keys(kind.indexes).join(", ")}`);
  }
  // Not bound: SQLite plans a statement anew whenever a bound limit is given, which takes longer than most answers.
  const limit = Math.trunc(options.limit ?? 1000);
  const order = options.order === "descending" ? "DESC" : "ASC";
  return sql
    .prepare(
      `SELECT ${what} WHERE i.kind = ? AND i.name = ? AND i.key = ? AND i.position BETWEEN ? AND ?
       ORDER BY i.position ${order}, i.id ${order} LIMIT ${limit}`,
    )
    .all(kind.name, index, range.key, range.from ?? -Infinity, range.to ?? Infinity);
}

function apply(sql: DatabaseSync, change: Exclude<Change, { act: "audit" }>): void {
  const { kind, id, expected } = change;
  const row = sql.prepare("SELECT version FROM document WHERE kind = ? AND id = ?").get(kind, id);
  const found = Version.parse(row)?.version ?? "absent";
  if (found !== expected) throw new ConflictError(`${kind} ${id}`, expected, found);
  sql.prepare("DELETE FROM document_index WHERE kind = ? AND id = ?").run(kind, id);
  if (change.act === "remove") {
    sql.prepare("DELETE FROM document WHERE kind = ? AND id = ?").run(kind, id);
    return;
  }
  const version = expected === "absent" ? 1 : expected + 1;
  sql.prepare("INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?)").run(kind, id, version, change.value);
  const add = sql.prepare("INSERT INTO document_index VALUES (?, ?, ?, ?, ?)");
  for (const { name, entry } of change.indexes) add.run(kind, name, entry.key, entry.position ?? 0, id);
}

function parse<T>(kind: DocumentKind<T>, raw: unknown): Document<T> {
  const row = Row.parse(raw);
  const value = kind.schema.safeParse(JSON.parse(row.value));
  if (!value.success) {
    throw new DomainError(
      "failed",
      `${kind.name} ${row.id} in the store is not what this version expects: ${value.error.message}`,
      {
        next: "start the version that wrote it",
      },
    );
  }
  return { kind: kind.name, id: row.id, version: row.version, value: value.data };
}
