import { DomainError } from "#domain/errors.ts";
import { pause } from "#support/pause.ts";
import type { Created } from "./restore-cloud-port.ts";
import type { RestoreRun } from "./restore-run.ts";

/** How long one request may take; then its answer counts as lost. */
const REQUEST_MS = 60_000;
/** How long something whose answer was lost is looked for by its name. */
const LOOK_MS = 10_000;
const LOOK_AGAIN_MS = 500;

/** A request that is not cut off by a cancel. One that did not come back in time may have been taken. */
export async function askOnce(ask: (signal: AbortSignal) => Promise<Created>): Promise<Created> {
  const until = AbortSignal.timeout(REQUEST_MS);
  try {
    return await ask(until);
  } catch (cause) {
    if (!until.aborted) throw cause;
    return { kind: "unknown", reason: `no answer within ${REQUEST_MS / 1_000} s` };
  }
}

/** What was asked of whom. */
interface What {
  readonly service: "Cinder" | "Nova";
  /** `volume NAME` */
  readonly thing: string;
}

/** The id of what was made; where the answer was lost, of what is there under its name. Throws `failed` when there is none. */
export async function madeId(
  created: Created,
  { service, thing }: What,
  { ports }: RestoreRun,
  find: (signal: AbortSignal) => Promise<string | undefined>,
): Promise<string> {
  if (created.kind === "created") return created.id;
  if (created.kind === "refused")
    throw new DomainError("failed", `${service} refused to make ${thing}: ${created.reason}`);
  const until = AbortSignal.timeout(LOOK_MS);
  while (!until.aborted) {
    const found = await find(until).catch(() => undefined);
    if (found !== undefined) return found;
    await pause(Math.min(ports.restoreLimits.pollMs, LOOK_AGAIN_MS), until).catch(() => undefined);
  }
  throw new DomainError(
    "failed",
    `${service}'s answer to the request for ${thing} was lost, and none of that name was seen: ${created.reason}`,
  );
}
