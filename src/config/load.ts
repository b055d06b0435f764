import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { Application } from "#domain/application.ts";
import { checkSource, problemAt } from "./check-source.ts";
import { ConfigError } from "./config-error.ts";
import { configWarnings } from "./config-warnings.ts";
import { type ConfigRequest, findConfig } from "./find-config.ts";
import type { Findings } from "./format-validation.ts";
import { misfitsOf } from "./misfits.ts";
import { inReadingOrder, type Problem } from "./problem.ts";
import { type ManifestSet, manifestFiles, readManifests } from "./read-manifests.ts";
import { errorCode, readSource } from "./read-source.ts";
import { type Config, configSchema } from "./schema.ts";
import type { SecretContext } from "./secret-field.ts";
import { untold } from "./untold.ts";
import { valueAt } from "./value-at.ts";
import type { YamlSource } from "./yaml-source.ts";

/** Config and manifests, read and found right as one set. */
export interface Installation {
  readonly config: Config;
  /** By name. */
  readonly applications: ReadonlyMap<string, Application>;
  readonly warnings: readonly Problem[];
  /** Absolute. */
  readonly paths: { readonly config: string; readonly manifests: string };
}

/** Reads config.yml and every manifest. Throws {@link ConfigError} with all problems of all files. */
export async function loadInstallation(request: ConfigRequest): Promise<Installation> {
  const { config, paths, manifests, problems, warnings } = read(request);
  if (config === undefined || paths === undefined || problems.length > 0) throw new ConfigError(problems);
  return { config, paths, warnings, applications: byName(manifests) };
}

/** What `freezeframe validate` finds in the files, without a look at cloud or guests. Never throws for their content. */
export async function validateFiles(request: ConfigRequest): Promise<Findings> {
  const { problems, warnings, manifests } = read(request);
  return { problems, warnings, applications: [...byName(manifests).keys()] };
}

interface Reading extends Omit<ManifestSet, "sources"> {
  readonly config: Config | undefined;
  readonly paths: Installation["paths"] | undefined;
}

function read(request: ConfigRequest): Reading {
  const { file, looked } = findConfig(request);
  if (file === undefined) return nothingFound(looked);
  const shown = (path: string) => shortName(path, request.cwd);
  const context = secretContext(file, request);
  const source = readSource(file, shown(file));
  const { value: config, problems } = checkSource(configSchema(context), source);
  // A wrong config does not hide what is wrong in the manifests.
  const directory =
    config?.manifests ?? context.path(String(valueAt(source.value, ["manifests"]) ?? "manifests"));
  const set = readDirectory(directory, source, shown);
  const misfits = misfitsOf(set.sources, source);
  return {
    config,
    manifests: set.manifests,
    paths: { config: file, manifests: directory },
    problems: inReadingOrder([...problems, ...set.problems, ...misfits]),
    warnings: inReadingOrder([
      ...configWarnings(source, context, config),
      ...set.warnings,
      ...untold(set.sources, source),
    ]),
  };
}

function nothingFound(looked: readonly string[]): Reading {
  const message = `no config here; looked at ${looked.join(", ")}. Write one after config.example.yml, or name it with --config`;
  const problem = { file: looked[0] ?? "config.yml", line: 1, column: 1, path: "", message };
  return { config: undefined, paths: undefined, manifests: [], problems: [problem], warnings: [] };
}

function readDirectory(directory: string, config: YamlSource, shown: (path: string) => string): ManifestSet {
  try {
    const files = manifestFiles(directory);
    if (files.length > 0) return readManifests(files, shown);
    const warning = problemAt(
      config,
      ["manifests"],
      `no manifest in ${shown(directory)}: nothing is protected`,
    );
    return { manifests: [], sources: [], problems: [], warnings: [warning] };
  } catch (error) {
    const problem = problemAt(
      config,
      ["manifests"],
      `cannot read the directory ${directory}: ${errorCode(error)}`,
    );
    return { manifests: [], sources: [], problems: [problem], warnings: [] };
  }
}

function secretContext(file: string, { env }: ConfigRequest): SecretContext {
  const home = env.HOME;
  const path = (text: string) =>
    home !== undefined && text.startsWith("~/") ? join(home, text.slice(2)) : resolve(dirname(file), text);
  return { env, path };
}

const byName = (manifests: ManifestSet["manifests"]): ReadonlyMap<string, Application> =>
  new Map(manifests.map(({ application }) => [application.application, application]));

function shortName(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.startsWith("..") || isAbsolute(short) ? path : short;
}
