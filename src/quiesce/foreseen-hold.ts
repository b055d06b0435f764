import type { ApplicationAct, ServerHold } from "#domain/evidence.ts";
import type { PreparedRecipe, ServerPart } from "./server-part.ts";

/** What one server's part of a hold will have to show if it comes about without a flaw; nothing of it has been observed. */
export const foreseenHold = (part: ServerPart): ServerHold => ({
  server: part.session.server,
  kit: part.hello.kit,
  kernel: part.hello.kernel,
  bootId: part.hello.boot,
  glibc: part.hello.glibc,
  icu: part.hello.icu,
  mounts: [...part.mounts],
  ...{ blockedBeforeCut: true, blockedAfterCut: true, heldUntilOrdered: true, thawCause: "ordered" },
  ...{ watchdogQuiet: true, thawProved: true },
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
