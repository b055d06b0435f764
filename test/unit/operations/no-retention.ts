import { DomainError } from "#domain/errors.ts";
import type { Operations } from "#operations/index.ts";

const none = (): Promise<never> => Promise.reject(new DomainError("not-found", "nothing is retained here"));

/** For houses in which nothing is pruned. */
export const noRetention: Pick<
  Operations,
  "retention" | "askRetention" | "protect" | "unprotect" | "lookAtRetention" | "onRetention"
> = {
  retention: none,
  askRetention: none,
  protect: none,
  unprotect: none,
  lookAtRetention: async () => [],
  onRetention: () => () => undefined,
};
