import { guestAddress } from "#domain/application.ts";
import { DomainError } from "#domain/errors.ts";
import type { FrozenMount } from "#domain/evidence.ts";
import { blocks, error, type Finding, info, warning } from "#domain/finding.ts";
import { bySeverity } from "#domain/preflight/judge.ts";
import { newRunId } from "#support/ids.ts";
import { holdRequest } from "#workflows/frozen-cut.ts";
import { type Preflight, preflight } from "#workflows/preflight.ts";
import type { Context } from "./context.ts";

export interface Diagnosis {
  readonly application: string;
  /** No finding is an error: a snapshot would be taken. */
  readonly ready: boolean;
  readonly findings: readonly Finding[];
  /** What a freeze would cover, by server. Empty when the guests could not be asked, or need not be. */
  readonly mounts: readonly { readonly server: string; readonly mounts: readonly FrozenMount[] }[];
  readonly prediction?: { readonly ms: number; readonly because: string } | undefined;
}

/** Preflight in the cloud and in the guests, changing nothing: no freeze, no lock, no checkpoint. */
export async function doctor({ ports }: Context, name: string, signal: AbortSignal): Promise<Diagnosis> {
  const application = ports.application(name);
  const looked = await preflight(application, ports, signal);
  const guests =
    application.quiesce.policy === "skip" ? skipped(name) : await askGuests({ ports }, name, looked, signal);
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
  const open = await ports.guests.status(application.servers.map(guestAddress), signal);
  const findings = open.flatMap((guest) => {
    if (guest.state === "idle" || guest.state === "unreachable") return [];
    return [
      error(
        "hold-open",
        guest.server,
        `the guest is ${guest.state} by run ${guest.runId} of instance ${guest.instance}`,
        { next: `wait for it, or: freezeframe thaw ${name}` },
      ),
    ];
  });
  if (target === undefined || findings.length > 0) return { findings, mounts: [] };
  try {
    const request = holdRequest({ application, target, ctx: { runId: newRunId(ports.clock.now()) } }, true);
    await using opened = await ports.guests.open(request, signal);
    return { findings, mounts: opened.mounts };
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
    const required = application.quiesce.policy === "require";
    const rest = cause.next === undefined ? {} : { next: cause.next };
    const found = required
      ? error("cannot-freeze", name, cause.message, rest)
      : warning("cannot-freeze", name, cause.message, {
          ...rest,
          costs: "the snapshot would be degraded: no A, no B",
        });
    return { findings: [...findings, found], mounts: [] };
  }
}
