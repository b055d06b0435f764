import { DomainError } from "#domain/errors.ts";
import type { OrphanOperations } from "#operations/index.ts";

const notFound = async (): Promise<never> => {
  throw new DomainError("not-found", "there are no orphans here");
};

/** For a test in which nobody looks for orphans. */
export const noOrphans: OrphanOperations = {
  scanOrphans: notFound,
  orphans: async () => ({ scans: [], unscanned: [], orphans: [] }),
  keepOrphan: notFound,
  releaseOrphan: notFound,
  keepSeen: notFound,
  releaseSeen: notFound,
  planCleanup: notFound,
  clean: notFound,
  lookForOrphans: async () => undefined,
  tellOwners: async () => undefined,
  onOrphans: () => () => undefined,
};
