import type { Recipe } from "./recipe.ts";

/** Freezes the file systems of some roles. It says nothing of the application: no act. */
export const fsfreeze = (roles: readonly string[]): Recipe => ({
  values: { kind: "fsfreeze", roles },
  read: () => () => undefined,
});
