import type { Application } from "#domain/application.ts";
import { CLOUD_CODES, fromPreflight } from "#domain/drift/from-preflight.ts";
import { aboutGuest, GUEST_CODES, guestDrift } from "#domain/drift/guest-drift.ts";
import type { Part } from "#domain/drift/next-report.ts";
import { otherSnapshots, SNAPSHOT_CODES } from "#domain/drift/other-snapshots.ts";
import { OUTSIDE_CODES, outsideTheGroup } from "#domain/drift/outside-the-group.ts";
import { DomainError } from "#domain/errors.ts";
import type { Finding } from "#domain/finding.ts";
import { attachedNow } from "#workflows/attached-now.ts";
import { type Preflight, preflight, type Target } from "#workflows/preflight.ts";
import type { Context } from "./context.ts";
import { lookIntoGuests } from "./look-into-guests.ts";

const NO_GROUP = "what is beside the group: the group or a volume was not found";

type Looking = Pick<Context, "ports">;

/**
 * Looks at an application's volumes, back end, servers and guests, changing nothing: no freeze, no lock. What cannot be looked
 * at is said, and says nothing of what was found there before.
 */
export async function lookForDrift(
  context: Looking,
  application: Application,
  signal: AbortSignal,
): Promise<Part[]> {
  const { ports } = context;
  const name = application.application;
  const looked = await attempt("the cloud", signal, () => preflight(application, ports, signal));
  if ("unseen" in looked)
    return [CLOUD_CODES, GUEST_CODES, OUTSIDE_CODES, SNAPSHOT_CODES].map((codes) => ({ ...looked, codes }));
  const { target, findings } = looked.value;
  const cloud = { codes: CLOUD_CODES, findings: fromPreflight(findings) };
  const others =
    target === undefined
      ? [OUTSIDE_CODES, SNAPSHOT_CODES].map((codes) => ({ codes, findings: [], unseen: NO_GROUP }))
      : await lookAround(context, application, target, signal);
  return [cloud, await guestsOf(context, name, looked.value, signal), ...others];
}

async function guestsOf(
  context: Looking,
  name: string,
  looked: Preflight,
  signal: AbortSignal,
): Promise<Part> {
  const seen = await attempt("the guests", signal, async () => {
    const { findings, mounts } = await lookIntoGuests(context, name, looked, signal);
    const held = findings.find(({ code }) => code === "hold-open");
    if (held !== undefined) throw new DomainError("busy", held.text);
    const newest = await context.ports.records.newestPoint(name);
    const refused = findings.map(aboutGuest).filter(({ code }) => GUEST_CODES.includes(code));
    return [...refused, ...guestDrift(mounts, newest)];
  });
  return partOf(seen, GUEST_CODES);
}

async function lookAround(
  { ports }: Looking,
  application: Application,
  target: Target,
  signal: AbortSignal,
): Promise<Part[]> {
  const cloud = ports.cloud(application.cloud);
  const group = { id: target.groupId, volumeIds: target.volumes.map(({ volumeId }) => volumeId) };
  const attached = await attempt("what is attached to the servers", signal, async () =>
    outsideTheGroup(await attachedNow(application, cloud, group.volumeIds, signal), group, ports.instance),
  );
  const snapshots = await attempt("snapshots of the volumes", signal, async () => {
    const all = target.volumes.map(async ({ role, volumeId }) =>
      otherSnapshots(role, await cloud.snapshotsOfVolume(volumeId, signal), ports.instance),
    );
    return (await Promise.all(all)).flat();
  });
  return [partOf(attached, OUTSIDE_CODES), partOf(snapshots, SNAPSHOT_CODES)];
}

type Seen<T> = { readonly value: T } | { readonly findings: readonly []; readonly unseen: string };

async function attempt<T>(what: string, signal: AbortSignal, look: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { value: await look() };
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof DomainError)) throw cause;
    return { findings: [], unseen: `${what}: ${cause.message}` };
  }
}

const partOf = (seen: Seen<readonly Finding[]>, codes: readonly string[]): Part =>
  "value" in seen ? { codes, findings: seen.value } : { codes, ...seen };
