import { z } from "zod";
import type { RestoreTest } from "#domain/manifest/restore-test.ts";

const query = {
  sql: z.string().optional(),
  database: z.string().optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  equals: z.union([z.number(), z.string()]).optional(),
};

/**
 * What is asked of the restored data. A database without SQL is the whole of it: every row, every index, checksums of its
 * pages.
 */
export const RestoreCheck = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("filesystem") }),
  z.object({ kind: z.literal("postgresql"), ...query }),
  z.object({ kind: z.literal("mariadb"), ...query }),
  z.object({ kind: z.literal("freshness"), sql: z.string(), database: z.string().optional() }),
  z.object({
    kind: z.literal("hook"),
    name: z.string(),
    /** Declared in the manifest: only then does it say anything about the data that it passed. */
    readsData: z.boolean().optional(),
  }),
]);
export type RestoreCheck = z.infer<typeof RestoreCheck>;

/** The databases that a recovery kit can start, as people call them. */
export const databaseNames = { postgresql: "PostgreSQL", mariadb: "MariaDB" } as const;
export type DatabaseKind = keyof typeof databaseNames;

/** Those that need a running database, of this kind if one is said. */
export const asksDatabase = ({ kind }: { readonly kind: string }, of?: DatabaseKind): boolean =>
  kind === "freshness" || (of === undefined ? Object.hasOwn(databaseNames, kind) : kind === of);

/** The query, and where it is asked if that is said. */
export const sqlText = ({
  sql,
  database,
}: {
  sql?: string | undefined;
  database?: string | undefined;
}): string => `${database === undefined ? "" : `${database}: `}${sql ?? ""}`;

/** `at least 1 and at most 5`, `exactly 5`; empty where any answer will do. */
export function boundsText({ atLeast, atMost, equals }: Bounds): string {
  if (equals !== undefined) return `exactly ${JSON.stringify(equals)}`;
  return [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ].join(" and ");
}

export interface Bounds {
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
  readonly equals?: number | string | undefined;
}

/** The checks of the manifest's restore test; without one, what can be asked of any application of its kind. */
export const checksOf = (
  restoreTest: Pick<RestoreTest, "checks"> | undefined,
  database: DatabaseKind | undefined,
): RestoreCheck[] => {
  const fallback: RestoreCheck[] =
    database === undefined ? [{ kind: "filesystem" }] : [{ kind: "filesystem" }, { kind: database }];
  return restoreTest === undefined ? fallback : restoreTest.checks.map((check) => RestoreCheck.parse(check));
};
