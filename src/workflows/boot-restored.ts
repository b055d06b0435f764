import { DomainError } from "#domain/errors.ts";
import type { PlannedBoot } from "#domain/restore/plan-boot.ts";
import { restoredServerText, signedRestoredMetadata } from "#domain/restore/restored-stamp.ts";
import type { StepContext } from "#engine/port.ts";
import { nextLookMs } from "#support/next-look.ts";
import { pause } from "#support/pause.ts";
import { askOnce, madeId } from "./ask-once.ts";
import type { BootedServer } from "./boot-cloud-port.ts";
import { bootedFor, jobOf } from "./boot-job.ts";
import { findBooted } from "./find-made.ts";
import { cloudOf, type RestoreRun, serverNameOf } from "./restore-run.ts";

interface Volume {
  readonly role: string;
  readonly volumeId: string;
}

/** A server that was asked for. JSON. */
export type BootedId = { readonly id: string; readonly name: string };

/**
 * Asks Nova once for the server of the plan, with the restored volumes and the job in its user data. Ran twice: the server that
 * an earlier execution has made is this one, since name and job are the same; Nova reserves the volumes before it answers, so
 * that a second one could never have them. Throws `failed` when it is not made.
 */
export async function bootRestored(
  run: RestoreRun,
  boot: PlannedBoot,
  volumes: readonly Volume[],
  step: StepContext,
): Promise<BootedId> {
  const name = serverNameOf(run);
  const find = async (signal: AbortSignal) => usable(await findBooted(run, signal))?.id;
  const earlier = step.execution > 1 ? await find(step.signal) : undefined;
  if (earlier !== undefined) return { id: earlier, name };
  const userData = await run.ports.recovery.script(bootedFor(run), jobOf(run, volumes));
  const created = await askOnce((signal) =>
    cloudOf(run).createServer(
      {
        name,
        flavorId: boot.flavorId,
        imageId: boot.imageId,
        volumes: volumes.map(({ role, volumeId }) => ({ volumeId, tag: role, root: role === boot.rootRole })),
        networkIds: boot.networkIds,
        userData,
        metadata: markOf(run),
      },
      signal,
    ),
  );
  const id = await madeId(created, { service: "Nova", thing: `server ${name}` }, run, find);
  step.signal.throwIfAborted();
  return { id, name };
}

/** One that failed never had the volumes, where another has. */
const usable = (servers: readonly BootedServer[]): BootedServer | undefined =>
  servers.find(({ status }) => status !== "ERROR") ?? servers[0];

/** Complete from the start: whatever a lost answer has made says whose it is. */
function markOf(run: RestoreRun): Readonly<Record<string, string>> {
  const { plan, runId, expiresAt, ports } = run;
  const { instance, application, point } = plan;
  const stamp = { instance, application, runId, role: "server", point: point.id, snapshotId: "", expiresAt };
  return signedRestoredMetadata(stamp, ports.sign(restoredServerText(stamp)));
}

/** Follows the server until it is ACTIVE. Throws `failed` with Nova's own reason when it does not become that in time. */
export async function awaitActive(
  run: RestoreRun,
  { id, name }: BootedId,
  signal: AbortSignal,
): Promise<null> {
  const { clock, restoreLimits } = run.ports;
  const begin = clock.monotonic();
  const within = restoreLimits.createWithinMs;
  for (;;) {
    const late = clock.monotonic() - begin >= within;
    const { status, fault } = await look(run, id, signal);
    if (status === "ACTIVE") return null;
    if (status === "ERROR" || status === "gone")
      throw new DomainError(
        "failed",
        `server ${name} is ${status}${fault === undefined ? "" : `: ${fault}`}`,
      );
    if (late)
      throw new DomainError("failed", `server ${name} is ${status}, not ACTIVE, after ${within / 1_000} s`);
    await pause(nextLookMs(clock.monotonic() - begin, restoreLimits.pollMs), signal);
  }
}

/** A cloud that does not answer is asked again. */
async function look(
  run: RestoreRun,
  id: string,
  signal: AbortSignal,
): Promise<Pick<BootedServer, "status" | "fault">> {
  try {
    return (await cloudOf(run).serverById(id, signal)) ?? { status: "gone" };
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof DomainError)) throw cause;
    return { status: `not seen (${cause.message})` };
  }
}
