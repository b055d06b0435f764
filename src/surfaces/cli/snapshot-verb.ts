import { z } from "zod";
import { describeDuration } from "#domain/duration.ts";
import { DomainError, errorKind } from "#domain/errors.ts";
import { SnapshotResult } from "#domain/snapshot-result.ts";
import type { Json, RunView } from "#engine/port.ts";
import type { Answer, Asked } from "./answer.ts";
import type { Session } from "./backstage.ts";
import { statusOfOutcome } from "./exit-status.ts";
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
  const { runId, joined } = await operations.snapshot({
    application,
    reason: asked.arguments.reason,
    actor: await asked.backstage.actor(),
  });
  asked.progress(
    joined ? `a snapshot of ${application} is going on already: following run ${runId}` : `run ${runId}`,
  );
  const unfollow = operations.follow(runId, (update) => tell(update, asked.progress));
  try {
    return await operations.ended(runId, asked.signal);
  } finally {
    unfollow();
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
  const result = SnapshotResult.parse(run.result);
  return { text: snapshotText(result), json: result, status: statusOfOutcome(result.outcome) };
}
