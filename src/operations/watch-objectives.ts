import { setImmediate } from "node:timers/promises";
import type { Application } from "#domain/application.ts";
import { failureStanding } from "#domain/failure/failure-standing.ts";
import { type Incident, WatchedIncidentKind } from "#domain/rpo/incident.ts";
import { createListeners } from "#support/listeners.ts";
import type { KeptIncident } from "#workflows/incident-records.ts";
import type { Context } from "./context.ts";
import type { NextSlots } from "./next-slots.ts";
import { begin, settle, type Tell } from "./settle-incident.ts";
import { type Looked, lookOnce, standingsOf } from "./standings.ts";
import type { TestsShown } from "./tests-shown.ts";
import { createWatchedSince, type WatchedSince } from "./watched-since.ts";

/** An application whose objectives could not be looked at; the next look tries again. */
export interface ObjectiveFailure {
  readonly application: string;
  readonly error: unknown;
}

export interface ObjectiveWatch {
  look(signal: AbortSignal): Promise<readonly ObjectiveFailure[]>;
  on(listener: (incident: Incident) => void): () => void;
  /** Of a change that was made elsewhere. */
  tell(incident: Incident): void;
}

export interface WatchSources {
  readonly slots: NextSlots;
  readonly shownOf: (application: string) => Promise<TestsShown>;
}

/** Watches what manifests want of points and tests. What is missed is asked of the store and the clock at each look. */
export function createObjectiveWatch(context: Context, sources: WatchSources): ObjectiveWatch {
  const listeners = createListeners<Incident>();
  const watchedSince = createWatchedSince(context);
  let looking: Promise<readonly ObjectiveFailure[]> | undefined;
  return {
    look: (signal) => {
      // Two at once would open the same incident twice.
      looking ??= look(context, { ...sources, watchedSince }, listeners.tell, signal).finally(() => {
        looking = undefined;
      });
      return looking;
    },
    on: listeners.on,
    tell: listeners.tell,
  };
}

interface Sources extends WatchSources {
  readonly watchedSince: () => Promise<WatchedSince>;
}

async function look(
  context: Context,
  { watchedSince, ...sources }: Sources,
  tell: Tell,
  signal: AbortSignal,
): Promise<ObjectiveFailure[]> {
  const looked = await lookOnce(context, await watchedSince());
  const open = Map.groupBy(
    await context.ports.records.openIncidents(),
    ({ incident }) => incident.application,
  );
  const failures: ObjectiveFailure[] = [];
  for (const application of context.manifests.current().values()) {
    signal.throwIfAborted();
    const name = application.application;
    try {
      await lookAt(context, { application, looked, sources, open: open.get(name) ?? [] }, tell);
    } catch (error) {
      signal.throwIfAborted();
      failures.push({ application: name, error });
    }
    open.delete(name);
    // Each may write to the disk: whoever beats for a frozen guest comes in between.
    await setImmediate();
  }
  for (const kept of [...open.values()].flat().filter(({ incident }) => incident.kind !== "backup"))
    await settle(context, kept, { state: "kept", by: "its manifest is gone" }, tell);
  return failures;
}

interface About {
  readonly application: Application;
  readonly looked: Looked;
  readonly sources: WatchSources;
  readonly open: readonly KeptIncident[];
}

async function lookAt(
  context: Context,
  { application, looked, sources, open }: About,
  tell: Tell,
): Promise<void> {
  const name = application.application;
  const standings = await standingsOf(context, { application, looked, ...sources });
  for (const kept of open) {
    const { failure } = kept.incident;
    // Only for the end of a snooze: what becomes of it is seen when runs end.
    if (failure !== undefined) await settle(context, kept, failureStanding(kept.incident, failure), tell);
  }
  for (const kind of WatchedIncidentKind.options) {
    const standing = standings[kind];
    const kept = open.find(({ incident }) => incident.kind === kind);
    if (kept === undefined) await begin(context, { kind, application: name }, standing, tell);
    else await settle(context, kept, standing, tell);
  }
}
