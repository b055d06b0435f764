import { type Application, guestAddress } from "#domain/application.ts";
import type { GuestDatabase } from "#domain/guest-database.ts";
import type { Recipe } from "#domain/manifest/recipe.ts";
import type { DatabasesOfGuest } from "./doctor-ports.ts";

/** Guests with databases that the manifest names and that can be asked; each guest once. */
export const databasesOf = (application: Application): DatabasesOfGuest[] =>
  guestsWithDatabases(application).filter(({ databases }) => databases.length > 0);

/** Every guest in which something is frozen, with or without a database. */
export function guestsWithDatabases({ servers, quiesce }: Application): DatabasesOfGuest[] {
  const recipes = quiesce.stages.flat();
  const involved = new Set(recipes.map(({ server }) => server));
  return servers
    .filter(({ name }) => involved.has(name))
    .map((server) => ({
      address: guestAddress(server),
      databases: recipes
        .filter((recipe) => recipe.server === server.name)
        .flatMap((recipe) => databaseIn(recipe) ?? []),
    }));
}

function databaseIn(recipe: Recipe): GuestDatabase | undefined {
  if (recipe.kind === "postgresql") return { kind: recipe.kind, name: recipe.cluster };
  return recipe.kind === "mariadb" ? { kind: recipe.kind, name: recipe.name } : undefined;
}
