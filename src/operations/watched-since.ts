import { setImmediate } from "node:timers/promises";
import type { Application } from "#domain/application.ts";
import { type Watched, watchedId } from "#domain/rpo/watched.ts";
import type { Context } from "./context.ts";

/** By application and objective: since when it is watched, epoch ms. */
export type WatchedSince = (application: string, kind: Watched["kind"]) => number;

/** So many are written at once. */
const AT_ONCE = 50;

/**
 * Since when objectives are watched; one that is new is so from now on, and one that is gone is forgotten. Remembers what it
 * has read: nobody else writes it.
 */
export function createWatchedSince({ manifests, ports }: Context): () => Promise<WatchedSince> {
  const { records, clock } = ports;
  let known: Map<string, Watched> | undefined;
  return async () => {
    const since = known ?? new Map((await records.watched()).map((one) => [watchedId(one), one]));
    known = since;
    const now = clock.now();
    const wanted = [...manifests.current().values()].flatMap(objectivesOf);
    const begun = wanted.filter((one) => !since.has(watchedId(one))).map((one) => ({ ...one, since: now }));
    for (let from = 0; from < begun.length; from += AT_ONCE) {
      const some = begun.slice(from, from + AT_ONCE);
      await records.saveWatched(some);
      for (const one of some) since.set(watchedId(one), one);
      await setImmediate();
    }
    const ids = new Set(wanted.map(watchedId));
    for (const one of [...since.values()].filter((kept) => !ids.has(watchedId(kept)))) {
      await records.removeWatched(one);
      since.delete(watchedId(one));
    }
    // A clock that was set back does not put the beginning into the future.
    return (application, kind) => Math.min(since.get(watchedId({ kind, application }))?.since ?? now, now);
  };
}

const objectivesOf = ({
  application,
  objectives,
  schedule,
}: Application): Pick<Watched, "kind" | "application">[] => [
  ...(objectives.rpo === undefined ? [] : [{ kind: "rpo" as const, application }]),
  ...(schedule?.restoreTest === undefined ? [] : [{ kind: "tested" as const, application }]),
];
