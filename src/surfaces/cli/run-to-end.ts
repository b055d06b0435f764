import { z } from "zod";
import { describeDuration } from "#domain/duration.ts";
import { DomainError, errorKind } from "#domain/errors.ts";
import type { Actor } from "#domain/permission.ts";
import type { Json, RunView } from "#engine/port.ts";
import type { AskedOperations, Requested } from "#operations/index.ts";
import type { Answer, Asked } from "./answer.ts";
import type { Session } from "./backstage.ts";
import { withSession } from "./with-session.ts";

interface Run {
  /** What it is, as in "a snapshot of orders". */
  readonly what: string;
  readonly ask: (operations: AskedOperations, actor: Actor) => Promise<Requested>;
  /** The run that carries out what this one has approved; its progress is told, too. */
  readonly childOf?: (runId: string) => string;
  readonly answer: (result: unknown) => Answer;
}

/**
 * Takes up what is unfinished, asks for a run, follows it to its end, and ends when nothing is left to do. Throws what the
 * run failed with.
 */
export function runToEnd(asked: Asked, run: Run): Promise<Answer> {
  return withSession(asked, async (session) => {
    const recovered = await session.recover();
    if (recovered.length > 0) asked.progress(`taking up what was left unfinished: ${recovered.join(", ")}`);
    try {
      return run.answer(resultOf(await follow(asked, session, run)));
    } finally {
      // Also after a refusal: what was taken up is brought to its end.
      await session.idle(asked.signal);
    }
  });
}

async function follow(
  { backstage, signal, progress }: Asked,
  { operations }: Session,
  { what, ask, childOf }: Run,
): Promise<RunView> {
  const requested = await ask(operations, await backstage.actor());
  const { runId } = requested;
  progress(receipt(requested, what));
  const followed = [runId, ...(childOf === undefined ? [] : [childOf(runId)])];
  const unfollow = followed.map((id) => operations.follow(id, (update) => tell(update, progress)));
  try {
    return await operations.ended(runId, signal);
  } finally {
    for (const stop of unfollow) stop();
  }
}

function receipt({ runId, how, busyWith, approvalId }: Requested, what: string): string {
  switch (how) {
    case "started":
      return `run ${runId}`;
    case "queued":
      return `run ${runId} waits behind ${busyWith ?? "another run"}`;
    case "joined":
      return `${what} is going on already: following run ${runId}`;
    case "known":
      return `asked for before: following run ${runId}`;
    case "approval":
      return `run ${runId} waits for approval ${approvalId}: an approver decides in Slack, or with freezeframe approve ${approvalId}`;
  }
}

const Phase = z.looseObject({
  phase: z.string(),
  windowMs: z.number().optional(),
  done: z.number().optional(),
  of: z.number().optional(),
  what: z.string().optional(),
});

function tell(update: Json, progress: Asked["progress"]): void {
  const read = Phase.safeParse(update);
  if (!read.success) return;
  const { phase, windowMs, done, of, what } = read.data;
  const far = done === undefined || of === undefined ? "" : ` ${done}/${of}`;
  const after = windowMs === undefined ? "" : ` after ${describeDuration(windowMs)}`;
  progress(`${phase}${far}${after}${what === undefined ? "" : `: ${what}`}`);
}

function resultOf(run: RunView): unknown {
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
  return run.result;
}
