import type { Recipe } from "./recipe.ts";

/** A root-owned file of the guest's own kit, by name. Worth an act only with its prove file, asked on both sides of the cut. */
export const hook = (name: string): Recipe => ({
  values: { kind: "hook", name },
  read: () => (seen) => ({
    kind: "hook",
    name,
    provedAfterFreeze: seen.heldAfterFreeze,
    provedBeforeThaw: seen.heldBeforeThaw,
  }),
});
