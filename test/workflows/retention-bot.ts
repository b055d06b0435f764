import type { Grade } from "#domain/label.ts";
import { groupSnapshotName } from "#domain/naming.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { PruneResult } from "#domain/retention/result.ts";
import { newRunId, newToken, pointId } from "#support/ids.ts";
import { deletePoints } from "#workflows/delete-points.ts";
import { DELETE_POINTS, PRUNE_POINTS, REQUEST_PRUNE } from "#workflows/names.ts";
import { prunePoints } from "#workflows/prune-points.ts";
import { requestPrune } from "#workflows/request-prune.ts";
import type { TestPorts } from "#workflows/test-ports.ts";
import type { World } from "../../playground/world.ts";
import { smallSlack } from "../unit/operations/members.ts";
import { type Bot, startBot } from "./bot.ts";

export interface RetentionBot {
  readonly bot: Bot;
  readonly ports: TestPorts;
  /** A point of a real set of the simulated cloud, taken then as far as the store knows. */
  point(application: string, createdAt: number, change?: PointChange): Promise<RecoveryPoint>;
  /** Carries out retention now, whatever a look would say of it. */
  prune(application: string, failedRun?: string): Promise<PruneResult>;
  /** Has a look, and waits until what it has begun has ended. */
  look(): Promise<void>;
  /** Ids of points of this application whose sets the cloud has. */
  there(application: string): Promise<string[]>;
}

export interface PointChange {
  readonly grade?: Grade | "none";
  readonly tested?: boolean;
}

export async function startRetentionBot(
  world: World,
  change: Partial<TestPorts> = {},
): Promise<RetentionBot> {
  const late = Promise.withResolvers<TestPorts>();
  const bot = await startBot(world, {
    members: change.members ?? smallSlack(),
    workflows: {
      [PRUNE_POINTS]: async (ctx, input) => prunePoints(ctx, input, await late.promise),
      [DELETE_POINTS]: async (ctx, input) => deletePoints(ctx, input, await late.promise),
      [REQUEST_PRUNE]: async (ctx, input) => requestPrune(ctx, input, await late.promise),
    },
  });
  const ports = { ...bot.ports, ...change };
  late.resolve(ports);
  const signal = new AbortController().signal;
  return {
    bot,
    ports,
    point: (application, createdAt, with_ = {}) => pointOf(ports, application, createdAt, with_),
    prune: async (application, failedRun) => {
      const id = newRunId(ports.clock.now());
      const input = {
        application,
        requestedBy: "schedule",
        ...(failedRun === undefined ? {} : { failedRun }),
      };
      await bot.engine.start(PRUNE_POINTS, id, input, { lockKey: application });
      const ended = await bot.engine.ended(id);
      if (ended.error !== undefined) throw Object.assign(new Error(ended.error.message), ended.error);
      return PruneResult.parse(ended.result);
    },
    look: async () => {
      const failures = await bot.operations.lookAtRetention(signal);
      if (failures.length > 0) throw failures[0]?.error;
      await bot.engine.idle();
    },
    there: async (application) => {
      const sets = new Set((await world.control.groupSnapshots()).map(({ id }) => id));
      const points = await ports.records.points(application);
      return points.filter(({ groupSnapshotId }) => sets.has(groupSnapshotId)).map(({ id }) => id);
    },
  };
}

async function pointOf(
  ports: TestPorts,
  application: string,
  createdAt: number,
  { grade = "A", tested = false }: PointChange,
): Promise<RecoveryPoint> {
  const signal = AbortSignal.timeout(60_000);
  const cloud = ports.cloud("simulated");
  const token = newToken();
  const group = await cloud.findGroup(application, signal);
  const runId = newRunId(createdAt);
  const name = groupSnapshotName({ instance: ports.instance, application, runId, token });
  const made = await cloud.createGroupSnapshot(group.id, name, "", signal);
  if (made.kind !== "created") throw new Error(made.reason);
  const { id: groupSnapshotId } = made.groupSnapshot;
  while ((await cloud.showGroupSnapshot(groupSnapshotId, signal))?.status !== "available")
    signal.throwIfAborted();
  const members = (await cloud.membersOf(groupSnapshotId, [], signal)).map(
    ({ id, volumeId, size, status }, index) => ({
      ...{ role: `role-${index}`, volumeId, expectedSize: size, snapshotId: id, status, size },
    }),
  );
  const requestedAt = new Date(createdAt).toISOString();
  const set = { groupSnapshotId, name, status: "available", requestedAt, members, foreignMembers: [] };
  const tests = { verdict: "passed", runId: `r-test-${token}`, at: createdAt, text: "read back" } as const;
  const point: RecoveryPoint = {
    id: pointId(application, createdAt, token),
    ...{
      application,
      cloud: "simulated",
      runId,
      groupId: group.id,
      groupSnapshotId,
      createdAt,
      requestedBy: "schedule",
    },
    evidence: {
      holdFailure: [],
      policy: "skip",
      set,
      backend: { unread: [] },
      ...(tested ? { tests } : {}),
    },
    label: { ...(grade === "none" ? {} : { grade }), text: `label ${grade}`, reasons: [] },
  };
  await ports.records.savePoint(point);
  return point;
}
