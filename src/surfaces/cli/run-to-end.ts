import { z } from "zod";
import { describeDuration } from "#domain/duration.ts";
import { DomainError, errorKind } from "#domain/errors.ts";
import type { Actor } from "#domain/permission.ts";
import type { Json, RunView } from "#engine/port.ts";
import type { AskedOperations, Requested } from "#operations/index.ts";
import type { Answer, Asked } from "./answer.ts";
import type { Session } from "./backstage.ts";
import { waitingAnswer } from "./waiting.ts";
import { withSession } from "./with-session.ts";

interface Run {
  /** What it is, as in "a snapshot of orders". */
  readonly what: string;
  readonly ask: (operations: AskedOperations, actor: Actor) => Promise<Requested>;
  /** The run that carries out what this one has approved; its progress is told, too. */
  readonly childOf?: (runId: string) => string;
  /** What it may ask, before the store is closed, to tell of the result. */
  readonly answer: (result: unknown, operations: AskedOperations) => Answer | Promise<Answer>;
}

/**
 * Takes up what is unfinished, asks for a run, follows it to its end, and ends when nothing is left to do. Without a bot that
 * is also when the run waits for people: nobody could decide while this process has the store. Throws what the run failed
 * with.
 */
export function runToEnd(asked: Asked, run: Run): Promise<Answer> {
  return withSession(asked, async (session) => {
    const recovered = await session.recover();
    if (recovered.length > 0) asked.progress(`taking up what was left unfinished: ${recovered.join(", ")}`);
    try {
      const requested = await run.ask(session.operations, await asked.backstage.actor());
      asked.progress(receipt(requested, run.what, session.alone === true));
      const view = await follow(asked, session, requested.runId, run.childOf);
      return view === undefined
        ? await waitingAnswer(run.what, requested, session.operations)
        : await run.answer(resultOf(view), session.operations);
    } finally {
      // Also after a refusal: what was taken up is brought to its end.
      await session.idle(asked.signal);
    }
  });
}

/** Undefined: it has not ended, and waits. */
async function follow(
  { signal, progress }: Asked,
  session: Session,
  runId: string,
  childOf: Run["childOf"],
): Promise<RunView | undefined> {
  const { operations } = session;
  const followed = [runId, ...(childOf === undefined ? [] : [childOf(runId)])];
  const unfollow = followed.map((id) => operations.follow(id, (update) => tell(update, progress)));
  try {
    return await endedOrWaiting(session, runId, signal);
  } finally {
    for (const stop of unfollow) stop();
  }
}

async function endedOrWaiting(
  session: Session,
  runId: string,
  signal: AbortSignal,
): Promise<RunView | undefined> {
  const ended = session.operations.ended(runId, signal);
  if (session.alone !== true) return ended;
  // Closing the session ends whichever is not waited for any more.
  ended.catch(() => undefined);
  return Promise.race([ended, session.idle(signal).then(() => undefined)]);
}

function receipt({ runId, how, busyWith, approvalId }: Requested, what: string, alone: boolean): string {
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
      return alone
        ? `run ${runId} needs approval ${approvalId}`
        : `run ${runId} waits for approval ${approvalId}: an approver decides in Slack, or with freezeframe approve ${approvalId}`;
  }
}

const Phase = z.looseObject({
  phase: z.string(),
  windowMs: z.number().optional(),
  done: z.number().optional(),
  of: z.number().optional(),
  what: z.string().optional(),
  why: z.string().optional(),
});

function tell(update: Json, progress: Asked["progress"]): void {
  const read = Phase.safeParse(update);
  if (!read.success) return;
  const { phase, windowMs, done, of, what, why } = read.data;
  const said = what ?? why;
  const far = done === undefined || of === undefined ? "" : ` ${done}/${of}`;
  const after = windowMs === undefined ? "" : ` after ${describeDuration(windowMs)}`;
  progress(`${phase}${far}${after}${said === undefined ? "" : `: ${said}`}`);
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
