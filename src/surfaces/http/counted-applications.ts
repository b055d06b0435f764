import type { Operations } from "#operations/index.ts";

/** Which applications have series of their own: those that have a manifest, so that their number is bounded. */
export interface CountedApplications {
  /** May this one be counted? Remembers that it was. */
  counts(application: string): boolean;
  /** Drops the series of all other applications. */
  forget(applications: readonly string[]): void;
}

export function countedApplications(
  operations: Pick<Operations, "applications">,
  drop: (application: string) => void,
): CountedApplications {
  const counted = new Set<string>();
  return {
    counts: (application) => {
      if (!operations.applications().includes(application)) return false;
      counted.add(application);
      return true;
    },
    forget: (applications) => {
      for (const application of counted) {
        if (applications.includes(application)) continue;
        counted.delete(application);
        drop(application);
      }
    },
  };
}
