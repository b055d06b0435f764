import { type Application, guestAddress } from "#domain/application.ts";
import type { DatabasesOfGuest } from "./doctor-ports.ts";

/** Guests with databases that the manifest names and that can be asked; each guest once. */
export const databasesOf = (application: Application): DatabasesOfGuest[] =>
  guestsWithDatabases(application).filter(({ clusters }) => clusters.length > 0);

/** Every guest in which something is frozen, with or without a database. */
export function guestsWithDatabases({ servers, quiesce }: Application): DatabasesOfGuest[] {
  const recipes = quiesce.stages.flat();
  const involved = new Set(recipes.map(({ server }) => server));
  return servers
    .filter(({ name }) => involved.has(name))
    .map((server) => ({
      address: guestAddress(server),
      clusters: recipes.flatMap((recipe) =>
        recipe.kind === "postgresql" && recipe.server === server.name ? [recipe.cluster] : [],
      ),
    }));
}
