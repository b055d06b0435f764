import { z } from "zod";
import type { RestoreTest } from "#domain/manifest/restore-test.ts";

/** What is asked of the restored data. `postgresql` without SQL is the whole of it: amcheck, checksums, every row read. */
export const RestoreCheck = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("filesystem") }),
  z.object({
    kind: z.literal("postgresql"),
    sql: z.string().optional(),
    atLeast: z.number().optional(),
  }),
  z.object({ kind: z.literal("hook"), name: z.string() }),
]);
export type RestoreCheck = z.infer<typeof RestoreCheck>;

/** The checks of the manifest's restore test; without one, what can be asked of any application of its kind. */
export const checksOf = (
  restoreTest: Pick<RestoreTest, "checks"> | undefined,
  hasDatabase: boolean,
): RestoreCheck[] => {
  const fallback: RestoreCheck[] = hasDatabase
    ? [{ kind: "filesystem" }, { kind: "postgresql" }]
    : [{ kind: "filesystem" }];
  return restoreTest === undefined ? fallback : restoreTest.checks.map((check) => RestoreCheck.parse(check));
};
