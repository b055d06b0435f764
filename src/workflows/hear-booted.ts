import { DomainError } from "#domain/errors.ts";
import { bootedFor, jobOf } from "./boot-job.ts";
import type { BootedId } from "./boot-restored.ts";
import type { RecoverySession } from "./recovery-port.ts";
import { cloudOf, type RestoreRun } from "./restore-run.ts";

type Volumes = Parameters<typeof jobOf>[1];

/** The conversation of the booted server, from its console. Throws what the signal is aborted with. */
export const hearBooted = (
  run: RestoreRun,
  server: BootedId,
  volumes: Volumes,
  signal: AbortSignal,
): Promise<RecoverySession> =>
  run.ports.recovery.hear(
    server.name,
    bootedFor(run),
    jobOf(run, volumes),
    (looking) => cloudOf(run).consoleOf(server.id, looking),
    signal,
  );

/**
 * Waits until the server itself says that it has booted: ACTIVE is Nova's word for a virtual machine that was started, whatever
 * became of it. Returns what it says of itself. Throws `failed` when nothing is heard in time.
 */
export async function awaitBooted(
  run: RestoreRun,
  server: BootedId,
  volumes: Volumes,
  signal: AbortSignal,
): Promise<string> {
  const within = run.ports.restoreLimits.bootWithinMs;
  const late = AbortSignal.timeout(within);
  try {
    await using session = await hearBooted(run, server, volumes, AbortSignal.any([signal, late]));
    return `server ${server.name} says so itself: kernel ${session.facts.kernel}`;
  } catch (cause) {
    signal.throwIfAborted();
    if (!late.aborted) throw cause;
    throw new DomainError(
      "failed",
      `server ${server.name} is ACTIVE, and nothing was heard of it on its console within ${within / 1_000} s: does it run cloud-init with a config drive, and use a serial console?`,
    );
  }
}
