import type { AuditEntry } from "./audit.ts";
import type { DocumentKind, IndexEntry } from "./document.ts";

/** One part of a commit; made by {@link put}, {@link remove} and {@link audited} only, so that values are checked. */
export type Change =
  | {
      readonly act: "put";
      readonly kind: string;
      readonly id: string;
      readonly expected: number | "absent";
      readonly value: string;
      readonly indexes: readonly { readonly name: string; readonly entry: IndexEntry }[];
    }
  | { readonly act: "remove"; readonly kind: string; readonly id: string; readonly expected: number }
  | { readonly act: "audit"; readonly entry: AuditEntry };

/** Creates (`absent`) or replaces (the version that was read) a document. Throws a ZodError for a value off its schema. */
export function put<T>(kind: DocumentKind<T>, id: string, value: T, expected: number | "absent"): Change {
  const parsed = kind.schema.parse(value);
  return {
    act: "put",
    kind: kind.name,
    id,
    expected,
    value: JSON.stringify(parsed),
    indexes: indexEntries(kind, parsed),
  };
}

export function remove(kind: { readonly name: string }, id: string, expected: number): Change {
  return { act: "remove", kind: kind.name, id, expected };
}

export function audited(entry: AuditEntry): Change {
  return { act: "audit", entry };
}

/** What the kind's indexes say of a value. */
export function indexEntries<T>(
  kind: DocumentKind<T>,
  value: T,
): readonly { readonly name: string; readonly entry: IndexEntry }[] {
  return Object.entries(kind.indexes).flatMap(([name, of]) => {
    const entry = of(value);
    return entry === undefined ? [] : [{ name, entry }];
  });
}
