import type { GroupSnapshot } from "#domain/cloud.ts";
import { toIso } from "#support/clock.ts";
import { pause } from "#support/pause.ts";
import type { Attempt } from "./attempt.ts";
import type { CloudPort } from "./cloud-port.ts";

/** What became of one request for a group snapshot. JSON. */
export type Cut = {
  /** Absent: Cinder refused, or nobody knows whether it has one. */
  readonly groupSnapshotId?: string;
  readonly name: string;
  /** Cinder's status when we last looked; `refused` or `unknown` are ours. */
  readonly status: string;
  readonly requestedAt: string;
  /** First seen `available`. */
  readonly availableAt?: string;
  readonly problem?: string;
};

/**
 * Asks for the group snapshot and follows it until it is `available`, has failed, or `until` is aborted (the budget is
 * used up, the hold is lost). Never throws: what is not known is said.
 *
 * The point in time may be set anywhere between the request and `available`, by driver; so both lie inside the freeze.
 */
export async function cut(attempt: Attempt, until: AbortSignal): Promise<Cut> {
  const { application, target, ports, name, ctx } = attempt;
  const cloud = ports.cloud(application.cloud);
  const requestedAt = toIso(ports.clock.now());
  const outcome = await cloud.createGroupSnapshot(
    target.groupId,
    name,
    `Freezeframe run ${ctx.runId}`,
    until,
  );
  if (outcome.kind === "refused")
    return {
      name,
      requestedAt,
      status: "refused",
      problem: `Cinder refused the group snapshot: ${outcome.reason}`,
    };
  const found =
    outcome.kind === "created"
      ? outcome.groupSnapshot
      : await adopt(cloud, target.groupId, name, ports.limits.pollMs, until);
  if (found === undefined)
    return {
      name,
      requestedAt,
      status: "unknown",
      problem: `Cinder's answer to the request was lost, and no group snapshot of that name was seen: ${outcome.kind === "unknown" ? outcome.reason : ""}`,
    };
  return follow(
    { application, ports, pollMs: ports.limits.pollMs },
    { name, requestedAt, groupSnapshotId: found.id },
    until,
  );
}

/** Follows a group snapshot until it leaves `creating` or `until` is aborted. Never throws. */
export async function follow(
  { application, ports, pollMs }: Pick<Attempt, "application" | "ports"> & { pollMs: number },
  so: Omit<Cut, "status"> & { groupSnapshotId: string },
  until: AbortSignal,
): Promise<Cut> {
  const id = so.groupSnapshotId;
  let status = "creating";
  while (!until.aborted) {
    // A read that failed says nothing about the set: ask again until the time is up.
    const seen = await ports
      .cloud(application.cloud)
      .showGroupSnapshot(id, until)
      .catch(() => ({ status }));
    status = seen?.status ?? "gone";
    if (status === "available") return { ...so, status, availableAt: toIso(ports.clock.now()) };
    if (status !== "creating") return { ...so, status, problem: `the group snapshot ${id} is ${status}` };
    await pause(pollMs, until).catch(() => undefined);
  }
  return { ...so, status, problem: `the group snapshot ${id} was still ${status} when the time was up` };
}

/** The answer was lost: the set may exist, or be about to. Only this execution, while its hold answers, may take it. */
async function adopt(
  cloud: CloudPort,
  groupId: string,
  name: string,
  pollMs: number,
  until: AbortSignal,
): Promise<GroupSnapshot | undefined> {
  while (!until.aborted) {
    const found = await cloud.groupSnapshotsNamed(groupId, name, until).catch(() => []);
    if (found[0] !== undefined) return found[0];
    await pause(pollMs, until).catch(() => undefined);
  }
  return undefined;
}
