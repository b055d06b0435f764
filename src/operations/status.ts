import { setImmediate } from "node:timers/promises";
import { type Application, guestAddress } from "#domain/application.ts";
import { type ApplicationStatus, applicationStatus } from "#domain/application-status.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Hold } from "#domain/hold.ts";
import type { GuestStatus } from "#workflows/guest-port.ts";
import type { Context } from "./context.ts";
import type { NextSlots } from "./next-slots.ts";
import { unfinishedRuns } from "./run-lines.ts";
import type { TestsShown } from "./tests-shown.ts";

/** Is anything frozen now, as far as guests were asked, and how do the applications stand? */
export interface Status {
  /** Guests that were asked. */
  readonly asked: number;
  readonly frozen: readonly FrozenGuest[];
  readonly unreachable: readonly {
    readonly application: string;
    readonly server: string;
    readonly reason: string;
  }[];
  /** One when named, else all. */
  readonly applications: readonly ApplicationStatus[];
}

export interface FrozenGuest {
  readonly application: string;
  readonly server: string;
  readonly state: "armed" | "frozen" | "thawing";
  readonly instance: string;
  /** Of this installation. */
  readonly ours: boolean;
  readonly runId: string;
  readonly frozenMs: number | undefined;
  readonly mounts: readonly string[];
}

/** What operations remember for it. */
export interface StatusSources {
  /** What they know of a live run's phase. */
  readonly phaseOf: (runId: string) => string | undefined;
  readonly slots: NextSlots;
  readonly shownOf: (application: string) => Promise<TestsShown>;
}

/** Application named: its guests are asked. None named: guests of applications with an open hold. Throws `not-found`. */
export async function status(
  context: Context,
  sources: StatusSources,
  application: string | undefined,
  signal: AbortSignal,
): Promise<Status> {
  const current = context.manifests.current();
  const only = application === undefined ? undefined : findApplication(current, application).application;
  const names = only === undefined ? await holding(context) : [only];
  const [asked, applications] = await Promise.all([
    Promise.all(names.map((name) => askGuests(context, name, signal))),
    overview(context, sources, only),
  ]);
  const guests = asked.flat();
  return {
    asked: guests.length,
    frozen: guests.flatMap(({ application: name, guest }) =>
      frozenGuest(name, guest, context.ports.instance),
    ),
    unreachable: guests.flatMap(({ application: name, guest: { server, ...guest } }) =>
      guest.state === "unreachable" ? [{ application: name, server, reason: guest.reason }] : [],
    ),
    applications,
  };
}

/** How every application stands (or the one that is named), by name. From the store alone. */
export async function overview(
  { engine, manifests, ports: { records, clock } }: Context,
  { phaseOf, slots, shownOf }: StatusSources,
  only?: string,
): Promise<ApplicationStatus[]> {
  const runs = await unfinishedRuns(engine, phaseOf);
  const open = (await records.openIncidents()).map(({ incident }) => incident);
  const incidents = Map.groupBy(open, ({ application }) => application);
  const now = clock.now();
  const wanted = [...manifests.current().values()]
    .filter(({ application }) => only === undefined || application === only)
    .sort((a, b) => (a.application < b.application ? -1 : 1));
  const one = async (application: Application): Promise<ApplicationStatus> => {
    const { application: name, objectives } = application;
    const [newest, usable, paused, { newest: _tests, ...shown }] = await Promise.all([
      records.newestPoint(name),
      records.newestPoint(name, objectives.grade),
      records.pause(name),
      shownOf(name),
    ]);
    const watched = {
      nextSnapshot: slots.next(application, "snapshot", now),
      nextTest: slots.next(application, "test-restore", now),
      incidents: incidents.get(name) ?? [],
    };
    const known = { newest, usable, paused, shown, watched };
    return applicationStatus(application, { runs: runs.get(name) ?? [], ...known });
  };
  const standing: ApplicationStatus[] = [];
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    standing.push(...(await Promise.all(wanted.slice(from, from + AT_ONCE).map(one))));
    // The store answers without waiting: whoever beats for a frozen guest comes in between.
    if (from + AT_ONCE < wanted.length) await setImmediate();
  }
  return standing;
}

const AT_ONCE = 20;

const holding = async ({ ports }: Context): Promise<string[]> => [
  ...new Set((await ports.records.openHolds()).map((hold) => hold.application)),
];

interface AskedGuest {
  readonly application: string;
  readonly guest: GuestStatus;
}

/** Of an application whose manifest is gone, the guests of its open holds; one that nobody can reach is told, not left out. */
async function askGuests(
  { manifests, ports }: Context,
  name: string,
  signal: AbortSignal,
): Promise<AskedGuest[]> {
  const application = manifests.current().get(name);
  const found =
    application === undefined
      ? await askHolds(await ports.records.openHolds(name), ports, signal)
      : await ports.guests.status(application.servers.map(guestAddress), signal);
  return found.map((guest) => ({ application: name, guest }));
}

async function askHolds(
  holds: readonly Hold[],
  { guests }: Context["ports"],
  signal: AbortSignal,
): Promise<GuestStatus[]> {
  const found = holds.map(({ addresses, servers }) =>
    addresses === undefined ? servers.map(unknownGuest) : guests.status(addresses, signal),
  );
  return (await Promise.all(found)).flat();
}

const unknownGuest = (server: string): GuestStatus => ({
  server,
  state: "unreachable",
  reason: "its application has no manifest any more, but a hold of it is not settled",
});

function frozenGuest(application: string, guest: GuestStatus, instance: string): FrozenGuest[] {
  if (!("token" in guest)) return [];
  // The token is a secret of the hold.
  const { token: _secret, ...seen } = guest;
  return [{ application, ...seen, ours: guest.instance === instance }];
}
