import { restoredGroupName, restoredName, restoredServerName, restorePrefix } from "#domain/restore/names.ts";
import type { PlannedVolume, RestorePlan } from "#domain/restore/plan.ts";
import type { RestoredStamp } from "#domain/restore/restored-stamp.ts";
import type { CloudPort } from "./cloud-port.ts";
import type { RestorePorts } from "./restore-ports.ts";

/** One restore: what every part of it is given. */
export interface RestoreRun {
  readonly runId: string;
  readonly plan: RestorePlan;
  /** Epoch milliseconds: when what it makes counts as forgotten. */
  readonly expiresAt: number;
  readonly ports: RestorePorts;
  /** Where another run reads on the recovery server it soon gives up: a test can be made again, a restore is needed now. */
  readonly givesWay?: true;
}

export const cloudOf = ({ plan, ports }: RestoreRun): CloudPort => ports.cloud(plan.cloud);

export const nameOf = ({ plan, runId }: RestoreRun, role: string): string =>
  restoredName({ ...plan, runId, role });

export const prefixOf = ({ plan, runId }: RestoreRun): string => restorePrefix({ ...plan, runId });

export const groupNameOf = ({ plan, runId }: RestoreRun): string => restoredGroupName({ ...plan, runId });

export const serverNameOf = ({ plan, runId }: RestoreRun): string => restoredServerName({ ...plan, runId });

export const stampOf = (run: RestoreRun, { role, snapshotId }: PlannedVolume): RestoredStamp => ({
  instance: run.plan.instance,
  application: run.plan.application,
  runId: run.runId,
  role,
  point: run.plan.point.id,
  snapshotId,
  expiresAt: run.expiresAt,
});
