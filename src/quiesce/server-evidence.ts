import type { ServerHold } from "#domain/evidence.ts";
import type { PreparedRecipe, ServerPart } from "./server-part.ts";

/** What was observed of one server's part of the hold. Nothing here is assumed: what was not seen is false or absent. */
export function serverEvidence(part: ServerPart): ServerHold {
  const { thawed } = part.session;
  return {
    ...part.guest,
    mounts: part.firstProof?.held === true ? [...part.mounts] : [],
    blockedBeforeCut: part.firstProof?.held === true,
    // A proof that is both first and last says nothing of the time after the cut.
    blockedAfterCut: part.lastProof?.held === true && part.lastProof !== part.firstProof,
    heldUntilOrdered: thawed?.cause === "ordered",
    thawCause: thawed?.cause ?? "not heard",
    watchdogQuiet: thawed?.watchdog === "quiet",
    thawProved: thawed?.left === 0 && thawed.sentinels === part.mounts.length,
    frozenMs: thawed?.frozen_ms,
    acts: part.recipes.flatMap((recipe) => actOf(part, recipe)),
  };
}

function actOf(part: ServerPart, recipe: PreparedRecipe) {
  const act = recipe.act({
    frozen: part.firstProof?.held === true,
    wall: part.walls.get(recipe.stage),
    checkpoint: part.checkpoints.find((answer) => answer.id === recipe.id),
    evidence: part.evidence.find((answer) => answer.id === recipe.id),
    stage: part.stageEnds.find((answer) => answer.id === recipe.id),
    heldAfterFreeze: part.firstProof?.hooks.has(recipe.id) === true,
    heldBeforeThaw: part.lastProof !== part.firstProof && part.lastProof?.hooks.has(recipe.id) === true,
  });
  return act === undefined ? [] : [act];
}
