import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Application } from "#domain/application.ts";
import { type ManifestWarning, warningsOf } from "#domain/manifest/warnings.ts";
import { blackoutWindows } from "#domain/schedule/blackout.ts";
import { readCron } from "#domain/schedule/cron.ts";
import { longestGap } from "#domain/schedule/longest-gap.ts";
import { checkSource, problemAt } from "./check-source.ts";
import { cronProblem } from "./cron.ts";
import type { Problem } from "./problem.ts";
import { readSource } from "./read-source.ts";
import { valueAt } from "./value-at.ts";
import type { YamlSource } from "./yaml-source.ts";

/** One manifest file that is right in itself. */
export interface Manifest {
  readonly application: Application;
  readonly source: YamlSource;
}

export interface ManifestSet {
  readonly manifests: readonly Manifest[];
  /** All files, right or wrong. */
  readonly sources: readonly YamlSource[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Names of the manifest files of a directory, in alphabetical order. Errors: those of `readdir`. */
export const manifestFiles = (directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && /^[^.].*\.ya?ml$/.test(entry.name))
    .map((entry) => join(directory, entry.name))
    .sort();

/** Reads manifests as one set: each file by itself, then their names against one another. */
export function readManifests(files: readonly string[], shown: (file: string) => string): ManifestSet {
  const sources = files.map((file) => readSource(file, shown(file)));
  const checked = sources.map((source) => checkManifest(source));
  const manifests = checked.flatMap(({ manifest }) => (manifest === undefined ? [] : [manifest]));
  return {
    manifests,
    sources,
    problems: [...checked.flatMap(({ problems }) => problems), ...nameProblems(sources)],
    warnings: manifests.flatMap(warnings),
  };
}

function checkManifest(source: YamlSource): { manifest?: Manifest; problems: readonly Problem[] } {
  const { value, problems } = checkSource(Application, source);
  if (value === undefined) return { problems };
  const slots = slotProblems(value, source);
  if (slots.length > 0) return { problems: slots };
  return { manifest: { application: value, source }, problems: [] };
}

/** Expressions that we read and the cron library does not, in the same words as those that we do not read. */
function slotProblems({ schedule }: Application, source: YamlSource): Problem[] {
  return (["snapshot", "restoreTest"] as const).flatMap((key) => {
    const text = schedule?.[key];
    const wrong = text === undefined ? undefined : cronProblem(text);
    return wrong === undefined
      ? []
      : [problemAt(source, ["schedule", key], `${wrong}, got ${JSON.stringify(text)}`)];
  });
}

function nameProblems(sources: readonly YamlSource[]): Problem[] {
  const first = new Map<unknown, string>();
  return sources.flatMap((source) => {
    const name = valueAt(source.value, ["application"]);
    const earlier = first.get(name);
    if (typeof name !== "string") return [];
    if (earlier !== undefined) {
      const message = `"${name}" is described by ${earlier} already: one file an application`;
      return [problemAt(source, ["application"], message)];
    }
    first.set(name, source.file);
    return [];
  });
}

function warnings({ application, source }: Manifest): Problem[] {
  const { snapshot, blackout = [] } = application.schedule ?? {};
  const snapshotGapMs =
    snapshot === undefined ? undefined : longestGap(readCron(snapshot), blackoutWindows(blackout));
  return warningsOf(application, { snapshotGapMs }).map(({ path, message }: ManifestWarning) =>
    problemAt(source, path, message),
  );
}
