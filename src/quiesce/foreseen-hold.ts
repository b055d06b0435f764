import type { ApplicationAct, ServerHold } from "#domain/evidence.ts";
import { FLAWLESS_HOLD } from "#domain/flawless-hold.ts";
import type { PreparedRecipe, ServerPart } from "./server-part.ts";

/** What one server's part of a hold will have to show if it comes about without a flaw; nothing of it has been observed. */
export const foreseenHold = (part: ServerPart): ServerHold => ({
  ...part.guest,
  ...FLAWLESS_HOLD,
  mounts: [...part.mounts],
  acts: part.recipes.flatMap((recipe) => foreseenAct(recipe)),
});

/** A hook without a file that proves will prove nothing, and settings of a database are what they are. */
function foreseenAct({ id, act, proves }: PreparedRecipe): ApplicationAct[] {
  const foreseen = act({
    frozen: true,
    wall: undefined,
    checkpoint: { id, redo_before: "0/0", redo_after: "0/1" },
    evidence: undefined,
    stage: { id, ended: "yes" },
    heldAfterFreeze: proves,
    heldBeforeThaw: proves,
  });
  if (foreseen === undefined) return [];
  return [foreseen.kind === "postgresql" ? { ...foreseen, sameServer: true } : foreseen];
}
