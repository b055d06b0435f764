/**
 * What workflows are registered as, apart from their files so that whoever starts one need not load it. A change that the
 * journal of a run in flight could not replay gets a new number.
 */
export const SNAPSHOT_APPLICATION = "snapshot-application@1";
export const REQUEST_SNAPSHOT = "request-snapshot@1";
export const REHEARSE_APPLICATION = "rehearse-application@1";
export const REQUEST_RESTORE = "request-restore@1";
export const RESTORE_APPLICATION = "restore-application@1";
export const DISCARD_RESTORE = "discard-restore@1";
export const TEST_RESTORE = "test-restore@1";
export const SCAN_ORPHANS = "scan-orphans@1";
export const REQUEST_CLEANUP = "request-cleanup@1";
export const CLEAN_ORPHANS = "clean-orphans@1";
export const REQUEST_PRUNE = "request-prune@1";
export const PRUNE_POINTS = "prune-points@1";
export const DELETE_POINTS = "delete-points@1";
