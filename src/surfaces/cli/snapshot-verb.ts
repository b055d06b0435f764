import { z } from "zod";
import { describeDuration } from "#domain/duration.ts";
import { DomainError, errorKind } from "#domain/errors.ts";
import { SnapshotRequestResult } from "#domain/snapshot-request-result.ts";
import type { Json, RunView } from "#engine/port.ts";
import type { Requested } from "#operations/index.ts";
import type { Answer, Asked } from "./answer.ts";
import type { Session } from "./backstage.ts";
import { exitStatus, statusOfOutcome } from "./exit-status.ts";
import { snapshotText } from "./text/snapshot.ts";
import { withSession } from "./with-session.ts";

/** `snapshot APP`: recovers what is unfinished, takes the snapshot, and ends when nothing is left to do. */
export function snapshotVerb(asked: Asked, application: string): Promise<Answer> {
  return withSession(asked, async (session) => {
    const recovered = await session.recover();
    if (recovered.length > 0) asked.progress(`taking up what was left unfinished: ${recovered.join(", ")}`);
    try {
      return answerOf(await snapshot(asked, session, application));
    } finally {
      // Also after a refusal: what was taken up is brought to its end.
      await session.idle(asked.signal);
    }
  });
}

async function snapshot(asked: Asked, { operations }: Session, application: string): Promise<RunView> {
  const { backstage, signal, progress } = asked;
  const { reason } = asked.arguments;
  const actor = await backstage.actor();
  const requested = await operations.snapshot({ application, reason, actor }, signal);
  progress(receipt(requested, application));
  const unfollow = operations.follow(requested.runId, (update) => tell(update, progress));
  try {
    return await operations.ended(requested.runId, signal);
  } finally {
    unfollow();
  }
}

function receipt({ runId, how, busyWith, approvalId }: Requested, application: string): string {
  switch (how) {
    case "started":
      return `run ${runId}`;
    case "queued":
      return `run ${runId} waits behind ${busyWith ?? "another run"}`;
    case "joined":
      return `a snapshot of ${application} is going on already: following run ${runId}`;
    case "known":
      return `asked for before: following run ${runId}`;
    case "approval":
      return `run ${runId} waits for approval ${approvalId}: an approver decides in Slack, or with freezeframe approve ${approvalId}`;
  }
}

const Phase = z.looseObject({ phase: z.string(), windowMs: z.number().optional() });

function tell(update: Json, progress: Asked["progress"]): void {
  const read = Phase.safeParse(update);
  if (!read.success) return;
  const { phase, windowMs } = read.data;
  progress(windowMs === undefined ? phase : `${phase} after ${describeDuration(windowMs)}`);
}

function answerOf(run: RunView): Answer {
  if (run.error !== undefined)
    throw new DomainError(
      errorKind(run.error.kind),
      `run ${run.id}: ${run.error.message}`,
      run.error.next === undefined ? {} : { next: run.error.next },
    );
  if (run.state === "parked")
    throw new DomainError(
      "interrupted",
      `run ${run.id} is parked: this version does not know ${run.workflow}`,
      {
        next: "start the version that began it; it goes on from where it is",
      },
    );
  const result = SnapshotRequestResult.parse(run.result);
  if ("approvalId" in result)
    return {
      text: `${result.application}: no snapshot was taken: approval ${result.approvalId} was ${result.why}`,
      json: result,
      status: exitStatus.refused,
    };
  return { text: snapshotText(result), json: result, status: statusOfOutcome(result.outcome) };
}
