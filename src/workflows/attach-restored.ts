import { DomainError } from "#domain/errors.ts";
import type { Attachment } from "./restore-cloud-port.ts";
import { cloudOf, type RestoreRun } from "./restore-run.ts";

interface Volume {
  readonly role: string;
  readonly volumeId: string;
}

/**
 * Attaches these volumes to the plan's recovery server, in this order: Nova is asked for the next one as soon as it has
 * taken the request for the one before; then all are waited for together, since looks would only keep Cinder from what
 * Nova asks of it. Resolves when each is attached there and nowhere else. A volume with nothing behind it fails here,
 * whatever its status says. After a refusal no other one is asked for, and those that were are waited for. Ran twice: what
 * is attached already counts. Throws `failed`.
 */
export async function attachRestored(
  run: RestoreRun,
  volumes: readonly Volume[],
  signal: AbortSignal,
  seen: (done: number) => void,
): Promise<null> {
  const { server } = run.plan;
  if (server === undefined) throw new DomainError("failed", "the plan names no recovery server");
  const asked: Promise<void>[] = [];
  let done = 0;
  const failed = new AbortController();
  const allAsked = Promise.withResolvers<void>();
  for (const volume of volumes) {
    const taken = Promise.withResolvers<void>();
    const behind = Promise.all([allAsked.promise, asked.at(-1)?.catch(() => undefined)]);
    // Each has its own time, which begins when the one before it is done.
    const until = AbortSignal.any([signal, AbortSignal.timeout(withinMs(run) * (asked.length + 1))]);
    const turn = { taken: taken.resolve, behind };
    const attached = cloudOf(run)
      .attachVolume(server.id, volume.volumeId, until, turn)
      .then((result) => prove(run, volume, result, signal))
      .then(() => seen(++done));
    attached.catch(() => failed.abort());
    asked.push(attached);
    await Promise.race([taken.promise, attached.catch(() => undefined)]);
    if (failed.signal.aborted || signal.aborted) break;
  }
  allAsked.resolve();
  const ended = await Promise.allSettled(asked);
  signal.throwIfAborted();
  for (const one of ended) if (one.status === "rejected") throw one.reason;
  return null;
}

const withinMs = ({ ports }: RestoreRun): number => ports.restoreLimits.attachWithinMs;

async function prove(
  run: RestoreRun,
  { role, volumeId }: Volume,
  result: Attachment,
  signal: AbortSignal,
): Promise<void> {
  const { server } = run.plan;
  if (result === "attached") return;
  if (result === "unknown" && !signal.aborted) {
    const seen = await cloudOf(run).volumeById(volumeId, signal);
    const [only, ...others] = seen?.attachments ?? [];
    if (only !== undefined && only.serverId === server?.id && others.length === 0) return;
  }
  const why =
    result === "unknown"
      ? `was not attached to ${server?.name ?? ""} within ${withinMs(run) / 1_000} s`
      : `could not be attached: ${result.refused}`;
  throw new DomainError("failed", `${role}: volume ${volumeId} ${why}`);
}
