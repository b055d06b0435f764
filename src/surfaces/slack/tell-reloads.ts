import { describeManifestDiff, type ManifestDiff } from "#domain/manifest-diff.ts";
import type { Operations, Reloaded } from "#operations/index.ts";
import type { Log } from "#support/log.ts";

export interface ReloadNotesOptions {
  readonly operations: Pick<Operations, "onReload">;
  /** The channel of an application by name; undefined: nothing is posted of it. */
  readonly channelOf: (application: string) => string | undefined;
  readonly note: (title: string, lines: readonly string[], channel: string) => Promise<void>;
  readonly log: Log;
}

/**
 * Manifests say who may do what: what a reload changed is told to the channel of each application that it concerns,
 * whoever asked for it. Returns how to stop.
 */
export const tellReloads = ({ operations, ...options }: ReloadNotesOptions): (() => void) =>
  operations.onReload((reloaded) => {
    for (const [channel, diff] of byChannel(reloaded, options.channelOf))
      options
        .note(`Manifests reloaded by ${reloaded.by}`, describeManifestDiff(diff), channel)
        .catch((err: unknown) => options.log.warn({ err }, "a reload could not be told"));
  });

/** The part of the difference that concerns each channel's applications. */
function byChannel(
  { diff }: Reloaded,
  channelOf: ReloadNotesOptions["channelOf"],
): ReadonlyMap<string, ManifestDiff> {
  const concerned = [...diff.added, ...diff.removed, ...diff.changed.map(({ application }) => application)];
  const channels = new Set(concerned.map(channelOf).filter((channel) => channel !== undefined));
  const partOf = (channel: string): ManifestDiff => {
    const here = (application: string) => channelOf(application) === channel;
    return {
      added: diff.added.filter(here),
      removed: diff.removed.filter(here),
      changed: diff.changed.filter(({ application }) => here(application)),
    };
  };
  return new Map([...channels].map((channel) => [channel, partOf(channel)]));
}
