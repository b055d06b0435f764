import type { BoundWorkflow, Json, RunContext } from "#engine/port.ts";
import {
  CLEAN_ORPHANS,
  DELETE_POINTS,
  DISCARD_RESTORE,
  PRUNE_POINTS,
  REHEARSE_APPLICATION,
  REQUEST_CLEANUP,
  REQUEST_PRUNE,
  REQUEST_RESTORE,
  REQUEST_SNAPSHOT,
  RESTORE_APPLICATION,
  SCAN_ORPHANS,
  SNAPSHOT_APPLICATION,
  TEST_RESTORE,
} from "#workflows/names.ts";
import { snapshotApplication } from "#workflows/snapshot-application.ts";
import type { TestPorts } from "#workflows/test-ports.ts";

type Workflow = (ctx: RunContext, given: Json, ports: TestPorts) => Promise<Json>;

/**
 * Every workflow of this version by its name, so that recovery parks none of them. The file of one is loaded when a run of it
 * begins: an idle bot need not have them all in its memory. What freezes is there from the start.
 */
const workflows: Readonly<Record<string, () => Promise<Workflow>>> = {
  [SNAPSHOT_APPLICATION]: async () => snapshotApplication,
  [REQUEST_SNAPSHOT]: async () => (await import("#workflows/request-snapshot.ts")).requestSnapshot,
  [REHEARSE_APPLICATION]: async () =>
    (await import("#workflows/rehearse-application.ts")).rehearseApplication,
  [REQUEST_RESTORE]: async () => (await import("#workflows/request-restore.ts")).requestRestore,
  [RESTORE_APPLICATION]: async () => (await import("#workflows/restore-application.ts")).restoreApplication,
  [DISCARD_RESTORE]: async () => (await import("#workflows/discard-restore.ts")).discardRestore,
  [TEST_RESTORE]: async () => (await import("#workflows/test-restore.ts")).testRestore,
  [SCAN_ORPHANS]: async () => (await import("#workflows/orphans/scan-orphans.ts")).scanOrphans,
  [REQUEST_CLEANUP]: async () => (await import("#workflows/orphans/request-cleanup.ts")).requestCleanup,
  [CLEAN_ORPHANS]: async () => (await import("#workflows/orphans/clean-orphans.ts")).cleanOrphans,
  [REQUEST_PRUNE]: async () => (await import("#workflows/request-prune.ts")).requestPrune,
  [PRUNE_POINTS]: async () => (await import("#workflows/prune-points.ts")).prunePoints,
  [DELETE_POINTS]: async () => (await import("#workflows/delete-points.ts")).deletePoints,
};

/** As an engine is given them. */
export const workflowsOf = (ports: TestPorts): Readonly<Record<string, BoundWorkflow>> =>
  Object.fromEntries(
    Object.entries(workflows).map(([name, load]) => [
      name,
      async (ctx: RunContext, given: Json) => (await load())(ctx, given, ports),
    ]),
  );
