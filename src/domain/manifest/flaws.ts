import type { Draft } from "./draft.ts";
import { isSlackUserGroup } from "./slack-id.ts";

/** A statement of the manifest that another one contradicts. */
export interface Flaw {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** The word that is wrong, and those that would have been right. */
  readonly got?: string;
  readonly known?: readonly string[];
}

/** Everything in a manifest that does not fit together. Pure; reads as much as can be read. */
export function flawsOf(manifest: Draft): Flaw[] {
  return [
    ...ownerFlaws(manifest),
    ...serverFlaws(manifest),
    ...volumeFlaws(manifest),
    ...stageFlaws(manifest),
    ...restoreFlaws(manifest),
  ];
}

function* ownerFlaws({ owners, approve }: Draft): Generator<Flaw> {
  if (approve?.length !== 0 && owners.operators.length > 0 && owners.approvers.length === 0) {
    yield {
      path: ["owners", "approvers"],
      message: "expected at least one approver: approve names runs that need one",
    };
    return;
  }
  const people = new Set(owners.approvers);
  const quorum = owners.quorum ?? 1;
  if (
    quorum > people.size &&
    people.size > 0 &&
    ![...people].some((id) => id !== undefined && isSlackUserGroup(id))
  ) {
    yield {
      path: ["owners", "quorum"],
      message: `expected at most ${people.size}: there ${people.size === 1 ? "is only one approver" : `are only ${people.size} approvers`}`,
    };
  }
}

function* serverFlaws({ servers }: Draft): Generator<Flaw> {
  yield* repeated(
    servers.map((server) => server.name),
    (index) => ["servers", index, "name"],
    "server",
  );
  for (const [index, server] of servers.entries()) {
    if ((server.ssh === undefined) === (server.local === undefined)) {
      yield {
        path: ["servers", index],
        message:
          server.ssh !== undefined
            ? "expected ssh or local, got both"
            : "expected ssh or local: how is it reached?",
      };
    }
  }
}

function* volumeFlaws({ group, servers }: Draft): Generator<Flaw> {
  const { volumes } = group;
  const at = (index: number, key: string) => ["group", "volumes", index, key];
  yield* repeated(
    volumes.map((volume) => volume.role),
    (index) => at(index, "role"),
    "role",
  );
  yield* repeated(
    volumes.map((volume) => volume.name),
    (index) => at(index, "name"),
    "volume",
  );
  yield* repeated(
    volumes.map((volume) => volume.id),
    (index) => at(index, "id"),
    "volume",
  );
  const names = known(servers.map((server) => server.name));
  for (const [index, volume] of volumes.entries()) {
    if ((volume.name === undefined) === (volume.id === undefined)) {
      const got = volume.id === undefined ? "neither" : "both";
      yield { path: ["group", "volumes", index], message: `expected name or id of the volume, got ${got}` };
    }
    if (volume.server === undefined && names.length > 1) {
      yield {
        path: ["group", "volumes", index],
        message: `expected server: with several servers each volume says which one it is attached to (${names.join(", ")})`,
      };
    }
    if (volume.server !== undefined) yield* unknown(volume.server, names, at(index, "server"), "servers");
  }
}

function* stageFlaws({ quiesce, servers, group }: Draft): Generator<Flaw> {
  const names = known(servers.map((server) => server.name));
  const frozen = new Map<string, string>();
  const policy = quiesce.policy;
  if (quiesce.stages.length === 0 && (policy === "require" || policy === "degrade")) {
    yield {
      path: ["quiesce"],
      message: `expected stages: only policy: skip may have none, got policy: ${policy}`,
    };
  }
  for (const [stage, recipes] of quiesce.stages.entries()) {
    for (const [index, recipe] of recipes.entries()) {
      const path = ["quiesce", "stages", stage, index];
      if (recipe.server !== undefined) yield* unknown(recipe.server, names, [...path, "server"], "servers");
      for (const [position, what] of holds(recipe).entries()) {
        const earlier = frozen.get(what.key);
        if (earlier !== undefined)
          yield { path: [...path, ...what.at], message: `${what.said} is frozen twice, first by ${earlier}` };
        else frozen.set(what.key, pathText(path));
        if (recipe.kind === "fsfreeze")
          yield* roleFlaws(group.volumes, recipe, names, recipe.roles[position], [...path, ...what.at]);
      }
    }
  }
}

type Recipe = Draft["quiesce"]["stages"][number][number];

/** What a recipe claims for itself alone. */
function holds(recipe: Recipe): { key: string; said: string; at: (string | number)[] }[] {
  if (recipe.kind === "fsfreeze") {
    return recipe.roles.map((role, index) => ({
      key: `role ${role}`,
      said: `role "${role}"`,
      at: ["roles", index],
    }));
  }
  if (recipe.kind === "hook") return [];
  if (recipe.kind === "mariadb") {
    const name = recipe.name ?? "main";
    return [
      { key: `${recipe.server} mariadb ${name}`, said: `MariaDB "${name}" of ${recipe.server}`, at: [] },
    ];
  }
  const cluster = recipe.cluster ?? "main";
  return [{ key: `${recipe.server} ${cluster}`, said: `cluster "${cluster}" of ${recipe.server}`, at: [] }];
}

function* roleFlaws(
  volumes: Draft["group"]["volumes"],
  recipe: Recipe,
  servers: readonly string[],
  role: string | undefined,
  path: (string | number)[],
): Generator<Flaw> {
  if (role === undefined) return;
  const volume = volumes.find((candidate) => candidate.role === role);
  if (volume === undefined) {
    yield* unknown(role, known(volumes.map((candidate) => candidate.role)), path, "roles of group.volumes");
    return;
  }
  const server = volume.server ?? (servers.length === 1 ? servers[0] : undefined);
  if (
    server !== undefined &&
    recipe.server !== undefined &&
    server !== recipe.server &&
    servers.includes(recipe.server)
  ) {
    yield { path, message: `role "${role}" lies on server ${server}, not on ${recipe.server}` };
  }
}

function* restoreFlaws({ restore, restoreTest, group }: Draft): Generator<Flaw> {
  const roles = known(group.volumes.map((volume) => volume.role));
  const { order } = restore;
  yield* repeated(order, (index) => ["restore", "order", index], "role");
  for (const [index, role] of order.entries()) {
    if (role !== undefined)
      yield* unknown(role, roles, ["restore", "order", index], "roles of group.volumes");
  }
  const left = roles.filter((role) => !order.includes(role));
  if (order.length > 0 && left.length > 0) {
    yield { path: ["restore", "order"], message: `expected every role, missing: ${left.join(", ")}` };
  }
  for (const [index, check] of restoreTest.checks.entries())
    yield* boundFlaws(check, ["restoreTest", "checks", index]);
}

const needsSql = {
  database: "without it every database is read",
  atLeast: "at least of what?",
  atMost: "at most of what?",
  equals: "what equals it?",
} as const;

/** What a query may answer: bounds belong to a query, and one of them must not make another pointless. */
function* boundFlaws(
  check: Draft["restoreTest"]["checks"][number],
  path: readonly (string | number)[],
): Generator<Flaw> {
  const { sql, atLeast, atMost, equals } = check;
  if (sql === undefined)
    for (const key of ["database", "atLeast", "atMost", "equals"] as const)
      if (check[key] !== undefined)
        yield { path: [...path, key], message: `expected sql beside it: ${needsSql[key]}` };
  if (equals !== undefined && (atLeast !== undefined || atMost !== undefined))
    yield {
      path: [...path, "equals"],
      message: `expected either equals or ${atLeast === undefined ? "atMost" : "atLeast"}, got both`,
    };
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    yield { path: [...path, "atMost"], message: `expected at least atLeast (${atLeast})` };
}

function* repeated(
  words: readonly (string | undefined)[],
  at: (index: number) => (string | number)[],
  what: string,
): Generator<Flaw> {
  for (const [index, word] of words.entries()) {
    const first = words.indexOf(word);
    if (word !== undefined && first !== index) {
      yield { path: at(index), message: `${what} "${word}" is there twice, first at ${pathText(at(first))}` };
    }
  }
}

function* unknown(
  word: string,
  words: readonly string[],
  path: (string | number)[],
  where: string,
): Generator<Flaw> {
  if (!words.includes(word)) {
    yield {
      path,
      message: `"${word}" is not among the ${where} (${words.join(", ") || "none"})`,
      got: word,
      known: words,
    };
  }
}

const known = (words: readonly (string | undefined)[]): string[] => [
  ...new Set(words.filter((word) => word !== undefined)),
];

/** `group.volumes[1].role` */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`,
    "",
  );
