import { DomainError } from "#domain/errors.ts";
import { OpenStackError } from "#openstack/errors.ts";

interface Lookup<T> {
  /** As people call it: `group`, `volume`. */
  readonly what: string;
  readonly cloud: string;
  show(id: string): Promise<T>;
  list(name: string): Promise<readonly T[]>;
}

const uuid = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/** One thing by id or name. Errors: `not-found`; `refused` when the name fits more than one, which lists their ids. */
export async function byNameOrId<T extends { readonly id: string; readonly name: string | null }>(
  nameOrId: string,
  lookup: Lookup<T>,
): Promise<T> {
  if (uuid.test(nameOrId)) {
    const found = await unlessAbsent(lookup.show(nameOrId));
    if (found !== undefined) return found;
  }
  const named = (await lookup.list(nameOrId)).filter((candidate) => candidate.name === nameOrId);
  const [only, ...others] = named;
  const { what, cloud } = lookup;
  if (only === undefined) {
    throw new DomainError(
      "not-found",
      `cloud ${cloud} has no ${what} "${nameOrId}" that this credential can see`,
      {
        next: `Check the ${what}'s name or id and the project of cloud ${cloud}.`,
      },
    );
  }
  if (others.length > 0) {
    const ids = named.map(({ id }) => id).join(", ");
    throw new DomainError(
      "refused",
      `cloud ${cloud} has ${named.length} ${what}s named "${nameOrId}": ${ids}`,
      {
        next: `Name the ${what} by its id.`,
      },
    );
  }
  return only;
}

/** Undefined for a 404; every other failure is thrown. */
export async function unlessAbsent<T>(shown: Promise<T>): Promise<T | undefined> {
  try {
    return await shown;
  } catch (error) {
    if (error instanceof OpenStackError && error.status === 404) return undefined;
    throw error;
  }
}
