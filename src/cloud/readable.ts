import type { Readable } from "#domain/cloud.ts";
import { EndpointMissing } from "#openstack/catalog.ts";
import { OpenStackError } from "#openstack/errors.ts";

/** Thrown inside {@link readable} when an answer came but lacks what only administrators are shown. */
export class NotShown extends Error {}

/** Runs a read that may need more rights than we have: 401, 403, 404 and a service that is not there become words, everything else is thrown. */
export async function readable<T>(what: string, read: () => Promise<T>): Promise<Readable<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof NotShown || error instanceof EndpointMissing)
      return { unread: `${what}: ${error.message}` };
    if (
      error instanceof OpenStackError &&
      error.status !== undefined &&
      [401, 403, 404].includes(error.status)
    ) {
      return { unread: `${what}: ${error.message}` };
    }
    throw error;
  }
}
