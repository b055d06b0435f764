/** Keys of runs that go on beside the snapshots of their application: started with these as `lockKey`. */

/** One restore test at a time per application. */
export const testLockKey = (application: string): string => `test ${application}`;

/** One request for an application's retention at a time. */
export const requestPruneKey = (application: string): string => `retention ${application}`;
