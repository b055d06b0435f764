import { DomainError } from "#domain/errors.ts";
import type { Operations } from "#operations/index.ts";

const none = () => Promise.reject(new DomainError("refused", "no store is lost here"));

/** For what has nothing to do with the loss of a store. */
export const noAdoption: Pick<
  Operations,
  "planAdoption" | "adopt" | "backUpStore" | "backUpIfDue" | "drift" | "watchDrift" | "lastDrift"
> = {
  planAdoption: async () => ({ found: [], known: 0 }),
  adopt: none,
  backUpStore: none,
  backUpIfDue: async () => undefined,
  drift: async () => [],
  watchDrift: async () => [],
  lastDrift: async () => undefined,
};
