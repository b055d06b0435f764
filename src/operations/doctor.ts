import { type Application, guestAddress } from "#domain/application.ts";
import { DomainError } from "#domain/errors.ts";
import { blocks, error, type Finding, info, warning } from "#domain/finding.ts";
import { bySeverity } from "#domain/preflight/judge.ts";
import type { Prediction } from "#domain/preflight/prediction.ts";
import { newRunId } from "#support/ids.ts";
import { holdRequest } from "#workflows/frozen-cut.ts";
import type { GuestMounts, GuestStatus } from "#workflows/ports.ts";
import { type Preflight, preflight } from "#workflows/preflight.ts";
import type { Context } from "./context.ts";

export interface Diagnosis {
  readonly application: string;
  /** No finding is an error: a snapshot would be taken. */
  readonly ready: boolean;
  readonly findings: readonly Finding[];
  /** What a freeze would cover, by server. Empty when the guests could not be asked, or need not be. */
  readonly mounts: readonly GuestMounts[];
  readonly prediction?: Prediction | undefined;
}

/** Preflight in the cloud and in the guests, changing nothing: no freeze, no lock, no checkpoint. */
export async function doctor(
  { ports }: Pick<Context, "ports">,
  name: string,
  signal: AbortSignal,
): Promise<Diagnosis> {
  const application = ports.application(name);
  const looked = await preflight(application, ports, signal);
  const guests = await lookIntoGuests({ ports }, name, looked, signal);
  const findings = bySeverity([...looked.findings, ...guests.findings]);
  return {
    application: name,
    ready: !blocks(findings),
    findings,
    mounts: guests.mounts,
    prediction: looked.target?.prediction,
  };
}

type Guests = Pick<Diagnosis, "mounts"> & { readonly findings: Finding[] };

/** What a freeze would cover now, and what stands against it; nothing is asked where nothing is frozen. */
export const lookIntoGuests = async (
  context: Pick<Context, "ports">,
  name: string,
  looked: Preflight,
  signal: AbortSignal,
): Promise<Guests> =>
  context.ports.application(name).quiesce.policy === "skip"
    ? skipped(name)
    : askGuests(context, name, looked, signal);

const skipped = (name: string): Guests => ({
  mounts: [],
  findings: [info("not-frozen", name, "quiesce.policy is skip: nothing is frozen", { costs: "no A, no B" })],
});

async function askGuests(
  { ports }: Pick<Context, "ports">,
  name: string,
  { target }: Preflight,
  signal: AbortSignal,
): Promise<Guests> {
  const application = ports.application(name);
  const guests = await ports.guests.status(application.servers.map(guestAddress), signal);
  const held = guests.flatMap((guest) => holdFindings(guest, name));
  if (held.length > 0) return { findings: held, mounts: [] };
  // Without a group there is nothing to rehearse, but a guest that does not answer is told all the same.
  if (target === undefined)
    return {
      findings: guests.flatMap((guest) =>
        guest.state === "unreachable"
          ? [cannotFreeze(application, new DomainError("unreachable", guest.reason))]
          : [],
      ),
      mounts: [],
    };
  try {
    const request = holdRequest({ application, target, ctx: { runId: newRunId(ports.clock.now()) } }, true);
    await using opened = await ports.guests.open(request, signal);
    return { findings: [], mounts: opened.mounts };
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
    return { findings: [cannotFreeze(application, cause)], mounts: [] };
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
