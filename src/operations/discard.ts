import { DomainError } from "#domain/errors.ts";
import type { Actor } from "#domain/permission.ts";
import { restoreIdOf } from "#domain/restore/names.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import { newRunId } from "#support/ids.ts";
import { testLockKey } from "#workflows/lock-keys.ts";
import { DISCARD_RESTORE } from "#workflows/names.ts";
import type { RestorePorts } from "#workflows/restore-ports.ts";
import { asked } from "./asker.ts";
import type { Context } from "./context.ts";
import { operatorOf } from "./operator-of.ts";
import type { Requested } from "./requested.ts";

export interface DiscardRequest {
  /** Id of the restore, or of the request that it was made for. */
  readonly restore: string;
  readonly actor: Actor;
  readonly trigger?: string;
}

/**
 * Starts the end of a restore: what it has made goes away. By an operator of its application. ONE durable write before it
 * resolves or throws. Throws `not-found`, `not-permitted`, or `refused` when nothing of it is there any more.
 */
export async function discard(
  context: Context,
  { restore, actor, trigger }: DiscardRequest,
  signal: AbortSignal,
): Promise<Requested> {
  const { engine, ports } = context;
  const record = await findRestore(restore, ports);
  const { id, application: name, state } = record;
  return asked(ports.records, { actor, act: "discard", subject: id }, async () => {
    const about = { application: name, requestedBy: record.requestedBy, act: "discard a restore" };
    const { slackId } = await operatorOf(context, about, actor, signal);
    if (state === "gone") throw new DomainError("refused", `nothing of restore ${id} is there any more`);
    const input = { application: name, restore: id, requestedBy: slackId };
    const started = await engine.start(DISCARD_RESTORE, newRunId(ports.clock.now()), input, {
      // Never while its own run goes on.
      lockKey: (await ports.tests.get(id)) === undefined ? name : testLockKey(name),
      ...(trigger === undefined ? {} : { key: trigger }),
    });
    if (started.kind === "skipped") return { runId: started.busyWith, how: "joined" };
    if (started.kind !== "started") return { runId: started.id, how: started.kind };
    const { state: now, busyWith } = started;
    return {
      runId: started.id,
      how: now === "running" ? "started" : "queued",
      ...(busyWith === undefined ? {} : { busyWith }),
    };
  });
}

async function findRestore(id: string, { restores }: RestorePorts): Promise<RestoreRecord> {
  const found = (await restores.get(id)) ?? (await restores.get(restoreIdOf(id)));
  if (found !== undefined) return found;
  const open = (await restores.open()).map((one) => one.id);
  throw new DomainError("not-found", `there is no restore "${id}"`, {
    next: open.length === 0 ? "none is there to be discarded" : `there are: ${open.join(", ")}`,
  });
}
