import { type Application, guestAddress } from "#domain/application.ts";
import { notPrimaryFindings } from "#domain/doctor/not-primary.ts";
import { DomainError } from "#domain/errors.ts";
import type { ServerHold } from "#domain/evidence.ts";
import { error, type Finding, info, warning } from "#domain/finding.ts";
import { newRunId } from "#support/ids.ts";
import { holdRequest } from "#workflows/frozen-cut.ts";
import type { GuestMounts, GuestStatus } from "#workflows/guest-port.ts";
import type { Preflight } from "#workflows/preflight.ts";
import type { Context } from "./context.ts";

export interface LookIntoGuests {
  readonly findings: Finding[];
  /** What a freeze would cover, by server. Empty when the guests could not be asked, or need not be. */
  readonly mounts: readonly GuestMounts[];
  /** What a hold without a flaw would have to show; empty as `mounts`. */
  readonly foreseen: readonly ServerHold[];
}

/** What a freeze would cover now, and what stands against it; nothing is asked where nothing is frozen. */
export const lookIntoGuests = async (
  context: Pick<Context, "ports">,
  name: string,
  looked: Preflight,
  signal: AbortSignal,
): Promise<LookIntoGuests> =>
  context.ports.application(name).quiesce.policy === "skip"
    ? skipped(name)
    : askGuests(context, name, looked, signal);

const nothing = (findings: Finding[]): LookIntoGuests => ({ findings, mounts: [], foreseen: [] });

const skipped = (name: string): LookIntoGuests =>
  nothing([info("not-frozen", name, "quiesce.policy is skip: nothing is frozen", { costs: "no A, no B" })]);

async function askGuests(
  { ports }: Pick<Context, "ports">,
  name: string,
  { target }: Preflight,
  signal: AbortSignal,
): Promise<LookIntoGuests> {
  const application = ports.application(name);
  const guests = await ports.guests.status(application.servers.map(guestAddress), signal);
  const held = guests.flatMap((guest) => holdFindings(guest, name));
  if (held.length > 0) return nothing(held);
  // Without a group there is nothing to rehearse, but a guest that does not answer is told all the same.
  if (target === undefined)
    return nothing(
      guests.flatMap((guest) =>
        guest.state === "unreachable"
          ? [cannotFreeze(application, new DomainError("unreachable", guest.reason))]
          : [],
      ),
    );
  try {
    const request = holdRequest({ application, target, ctx: { runId: newRunId(ports.clock.now()) } }, true);
    await using opened = await ports.guests.open(request, signal);
    const foreseen = opened.foreseen();
    return { findings: foreseen.flatMap(notPrimaryFindings), mounts: opened.mounts, foreseen };
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
    return nothing([cannotFreeze(application, cause)]);
  }
}

function holdFindings(guest: GuestStatus, application: string): Finding[] {
  if (guest.state === "idle" || guest.state === "unreachable") return [];
  return [
    error(
      "hold-open",
      guest.server,
      `the guest is ${guest.state} by run ${guest.runId} of instance ${guest.instance}`,
      { next: `wait for it, or: freezeframe thaw ${application}` },
    ),
  ];
}

function cannotFreeze({ application, quiesce }: Application, { message, next }: DomainError): Finding {
  const rest = next === undefined ? {} : { next };
  return quiesce.policy === "require"
    ? error("cannot-freeze", application, message, rest)
    : warning("cannot-freeze", application, message, {
        ...rest,
        costs: "the snapshot would be degraded: no A, no B",
      });
}
