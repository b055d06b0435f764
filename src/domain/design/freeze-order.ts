import type { Recipe } from "#domain/manifest/recipe.ts";
import type { DesignFacts } from "./facts.ts";

/** One recipe of the manifest, with what it freezes. */
export interface FrozenByRecipe {
  /** From 1. */
  readonly stage: number;
  readonly recipe: Recipe;
  /** Its file systems in order; one that an earlier recipe has frozen is not among them. */
  readonly mounts: readonly string[];
  /** Roles that it freezes and of which nobody says where they are mounted. */
  readonly unmounted: readonly string[];
}

/** What is frozen in one server, in order; thawed in reverse. */
export interface FrozenInOrder {
  readonly server: string;
  readonly mounts: readonly string[];
  readonly unmounted: readonly string[];
  /** Commands that have to be over before the first freeze. */
  readonly before: readonly string[];
}

/** By the manifest's stages; where its volumes are mounted as their guest has told, else as the manifest has it. */
export function frozenByRecipe(facts: DesignFacts): FrozenByRecipe[] {
  const { policy, stages } = facts.application.quiesce;
  if (policy === "skip") return [];
  const frozen = new Set<string>();
  return stages.flatMap((stage, index) =>
    stage.map((recipe) => {
      const seen = rolesOf(recipe, facts).map((role) => ({
        role,
        mount: mountOf(role, recipe.server, facts),
      }));
      const mounts = [...new Set(seen.flatMap(({ mount }) => mount ?? []))].filter(
        (mount) => !frozen.has(`${recipe.server} ${mount}`),
      );
      for (const mount of mounts) frozen.add(`${recipe.server} ${mount}`);
      const unmounted = seen.flatMap(({ role, mount }) => (mount === undefined ? [role] : []));
      return { stage: index + 1, recipe, mounts, unmounted };
    }),
  );
}

/** The same by server, the one that is frozen first ahead. */
export function freezeOrder(facts: DesignFacts): FrozenInOrder[] {
  const all = frozenByRecipe(facts);
  return [...new Set(all.map(({ recipe }) => recipe.server))].map((server) => {
    const here = all.filter(({ recipe }) => recipe.server === server);
    return {
      server,
      mounts: here.flatMap(({ mounts }) => mounts),
      unmounted: here.flatMap(({ unmounted }) => unmounted),
      before: [...new Set(here.map(({ recipe }) => beforeFreeze(recipe)))],
    };
  });
}

/**
 * A database's recipe freezes what the database reports, here taken for those volumes of its server that no other recipe
 * names. Its log is the last of them, so that nothing is written there that its data does not have.
 */
function rolesOf(recipe: Recipe, { application, volumes }: DesignFacts): string[] {
  if (recipe.kind === "fsfreeze") return [...recipe.roles];
  if (recipe.kind === "hook") return [];
  const named = new Set(
    application.quiesce.stages
      .flat()
      .flatMap((one) => (one.kind === "fsfreeze" && one.server === recipe.server ? one.roles : [])),
  );
  const rest = volumes
    .filter(({ server, role }) => server === recipe.server && !named.has(role))
    .map(({ role }) => role);
  // MariaDB's binary log is not what its data is recovered from.
  const isLog = (role: string): boolean => /wal|log|redo/i.test(role) && !/bin-?log/i.test(role);
  return [...rest.filter((role) => !isLog(role)), ...rest.filter(isLog)];
}

function mountOf(role: string, server: string, { volumes, mounts }: DesignFacts): string | undefined {
  const volume = volumes.find((one) => one.role === role);
  const id = volume !== undefined && "value" in volume.volume ? volume.volume.value.id : undefined;
  const told = mounts
    .find((one) => one.server === server)
    ?.mounts.find(({ volumeIds }) => id !== undefined && volumeIds.includes(id));
  return told?.mount ?? volume?.mount;
}

const beforeFreeze = (recipe: Recipe): string =>
  recipe.kind === "postgresql" ? "(cd / && runuser -u postgres -- psql -Xqc CHECKPOINT)" : "sync";
