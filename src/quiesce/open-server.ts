import { DomainError } from "#domain/errors.ts";
import type { FrozenMount } from "#domain/evidence.ts";
import type { Line } from "#support/ssh/line-codec.ts";
import type { HoldRecipe, HoldRequest } from "#workflows/guest-port.ts";
import { answerList, readAnswer, VolumeAnswer } from "./answers.ts";
import { greet } from "./greet.ts";
import type { HolderSession } from "./holder-session.ts";
import { fsfreeze } from "./recipes/fsfreeze.ts";
import { hook } from "./recipes/hook.ts";
import { mariadb } from "./recipes/mariadb.ts";
import { postgresql } from "./recipes/postgresql.ts";
import type { Recipe } from "./recipes/recipe.ts";
import { type PreparedRecipe, ServerPart } from "./server-part.ts";

/** Milliseconds that an answer may take; a checkpoint of a busy server is the slow part of PREPARE. */
const within = { resolve: 30_000, prepare: 150_000 } as const;

/**
 * Greets one server, resolves its volumes and recipes, and prepares. Volume and recipe lines are sent together: the
 * holder answers in order, so this costs one round trip. Errors: the guest's refusals, `unreachable`.
 */
export async function openServer(
  session: HolderSession,
  request: HoldRequest,
  who: { readonly instance: string; readonly helloMs: number },
  signal: AbortSignal,
): Promise<ServerPart> {
  const hello = await greet(
    session,
    { instance: who.instance, run: request.runId, withinMs: who.helloMs },
    signal,
  );
  const volumes = request.volumes.filter((volume) => volume.server === session.server);
  const answers = volumes.map(async ({ role, volumeId, mount }) => {
    const line = await ask(session, "VOLUME", { role, serial: volumeId, mount }, within.resolve, signal);
    return { line, volume: readAnswer(session.server, VolumeAnswer, line) };
  });
  const recipes = Promise.all(
    ownRecipes(request, session.server).map(({ stage, recipe }, id) =>
      prepareRecipe(session, { stage, id, recipe }, signal),
    ),
  );
  // The first refusal is the cause; what follows from it is not reported.
  recipes.catch(() => {});
  const resolved = await Promise.all(answers);
  const prepared = await recipes;
  const lines = await session.ask(
    "PREPARE",
    { rehearse: request.rehearse ? "yes" : undefined },
    {
      ends: (line) => line.verb === "PREPARED" && line.args.id === undefined,
      withinMs: within.prepare,
      signal,
    },
  );
  const frozen = new Set(prepared.flatMap((recipe) => recipe.mounts));
  const mounts = frozenMounts(session.server, resolved, volumes).filter(({ mount }) => frozen.has(mount));
  return new ServerPart({ session, hello, mounts, recipes: prepared, prepared: lines });
}

/** The recipes of one server with their stages, counted from 1. */
export function ownRecipes(request: HoldRequest, server: string): { stage: number; recipe: HoldRecipe }[] {
  return request.stages.flatMap((stage, index) =>
    stage.filter((recipe) => recipe.server === server).map((recipe) => ({ stage: index + 1, recipe })),
  );
}

async function prepareRecipe(
  session: HolderSession,
  { stage, id, recipe }: { stage: number; id: number; recipe: HoldRecipe },
  signal: AbortSignal,
): Promise<PreparedRecipe> {
  const known = recipeOf(recipe);
  const line = await ask(session, "RECIPE", { stage, id, ...known.values }, within.resolve, signal);
  // Only a hook can be without.
  const proves = recipe.kind !== "hook" || answerList(line, "prove").includes("yes");
  return { id, stage, mounts: answerList(line, "mounts"), act: known.read(session.server, line), proves };
}

function recipeOf(recipe: HoldRecipe): Recipe {
  switch (recipe.kind) {
    case "fsfreeze":
      return fsfreeze(recipe.roles);
    case "postgresql":
      return postgresql(recipe.cluster);
    case "mariadb":
      return mariadb(recipe.name);
    case "hook":
      return hook(recipe.name);
  }
}

/** One entry per file system, with the ids of all volumes under it. */
function frozenMounts(
  server: string,
  answers: readonly { line: Line; volume: VolumeAnswer }[],
  volumes: HoldRequest["volumes"],
): FrozenMount[] {
  const byMount = Map.groupBy(answers, ({ volume }) => volume.mount);
  return [...byMount].flatMap(([mount, group]) => {
    const disks = new Set(group.flatMap(({ line }) => answerList(line, "disks")));
    const volumeIds = [...new Set([...disks].map((disk) => volumeOf(server, mount, disk, volumes)))];
    const [first] = group;
    if (first === undefined) return [];
    const { device, fstype, uuid } = first.volume;
    return [{ mount, volumeIds, device, fsType: fstype, fsUuid: uuid }];
  });
}

/** A disk may be named by the first 20 characters of its volume's id, which is all that virtio-blk carries. */
function volumeOf(server: string, mount: string, disk: string, volumes: HoldRequest["volumes"]): string {
  const volume = volumes.find(({ volumeId }) => volumeId === disk || volumeId.slice(0, 20) === disk);
  if (volume !== undefined) return volume.volumeId;
  throw new DomainError(
    "refused",
    `${server}: ${mount} also lies on disk ${disk}, which is no volume of the manifest there`,
    {
      next: "Put every volume under this file system into the group and the manifest.",
    },
  );
}

async function ask(
  session: HolderSession,
  verb: string,
  values: Parameters<HolderSession["ask"]>[1],
  withinMs: number,
  signal: AbortSignal,
): Promise<Line> {
  const lines = await session.ask(verb, values, { ends: (line) => line.verb === verb, withinMs, signal });
  return lines[lines.length - 1] ?? { verb, args: {} };
}
