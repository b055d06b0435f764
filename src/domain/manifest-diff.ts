import type { Application } from "./application.ts";
import { describeDuration } from "./duration.ts";
import type { Recipe } from "./manifest/recipe.ts";

/** What a reload changed. Manifests are the security policy, so what touches it stands first. */
export interface ManifestDiff {
  readonly added: readonly string[];
  /** Their recovery points are kept. */
  readonly removed: readonly string[];
  readonly changed: readonly {
    readonly application: string;
    /** `owners.approvers: U1 → U1, U2`, security first. */
    readonly lines: readonly string[];
  }[];
}

type Set = ReadonlyMap<string, Application>;

/** Pure: what is another in `after` than in `before`, each in the order of names. */
export function manifestDiff(before: Set, after: Set): ManifestDiff {
  const names = [...after.keys()].sort();
  return {
    added: names.filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)).sort(),
    changed: names.flatMap((name) => {
      const [old, now] = [before.get(name), after.get(name)];
      if (old === undefined || now === undefined) return [];
      const lines = changedLines(old, now);
      return lines.length === 0 ? [] : [{ application: name, lines }];
    }),
  };
}

/** The difference as people read it, one line each; empty when there is none. */
export function describeManifestDiff({ added, removed, changed }: ManifestDiff): string[] {
  return [
    ...changed.flatMap(({ application, lines }) => lines.map((line) => `${application}: ${line}`)),
    ...removed.map((name) => `${name}: removed; its recovery points are kept`),
    ...added.map((name) => `${name}: added`),
  ];
}

/** Who may do what, what a freeze runs in a guest, what is deleted and when, where the guests are; then the rest. */
const order = [
  "owners.operators",
  "owners.approvers",
  "owners.quorum",
  "approve",
  "quiesce.policy",
  "quiesce.stages",
  "quiesce.budget",
  "retention",
  "schedule",
  "servers",
];

function changedLines(before: Application, after: Application): string[] {
  const [old, now] = [flatten(before), flatten(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((path) => old.get(path) !== now.get(path))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((path) => `${path}: ${old.get(path) ?? "none"} → ${now.get(path) ?? "none"}`);
}

function rank(path: string): number {
  const found = order.findIndex(
    (key) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`),
  );
  return found === -1 ? order.length : found;
}

/** Path → value in words, for everything that a manifest says. Stages are told whole: their order is their meaning. */
function flatten(application: Application): Map<string, string> {
  const { quiesce, ...rest } = application;
  const { stages, ...how } = quiesce;
  const lines = new Map<string, string>();
  add(lines, "", { ...rest, quiesce: how });
  lines.set(
    "quiesce.stages",
    stages.map((stage) => stage.map(recipeText).join(" + ")).join(", then ") || "none",
  );
  return lines;
}

function recipeText(recipe: Recipe): string {
  switch (recipe.kind) {
    case "fsfreeze":
      return `fsfreeze ${recipe.server} (${recipe.roles.join(", ")})`;
    case "postgresql":
      return `postgresql ${recipe.server} (${recipe.cluster})`;
    case "mariadb":
      return `mariadb ${recipe.server} (${recipe.name})`;
    case "hook":
      return `hook ${recipe.server} (${recipe.name})`;
  }
}

/** Milliseconds once parsed. */
const durations = new Set(["quiesce.budget", "objectives.rpo", "objectives.rto"]);

function add(lines: Map<string, string>, path: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== "object")) lines.set(path, value.join(", ") || "none");
    else for (const [index, item] of value.entries()) add(lines, `${path}[${nameOf(item) ?? index}]`, item);
    return;
  }
  if (typeof value === "object") {
    for (const [key, part] of Object.entries(value)) add(lines, path === "" ? key : `${path}.${key}`, part);
    return;
  }
  lines.set(path, durations.has(path) && typeof value === "number" ? describeDuration(value) : String(value));
}

/** What an entry of a list is known by. */
function nameOf(item: unknown): string | undefined {
  if (typeof item !== "object" || item === null) return undefined;
  const { role, name } = item as { role?: unknown; name?: unknown }; // an object may be asked for any key
  if (typeof role === "string") return role;
  return typeof name === "string" ? name : undefined;
}
