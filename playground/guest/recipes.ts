import type { Line, Values } from "./line.ts";
import type { Machine } from "./machine.ts";
import { ProtocolError } from "./protocol-error.ts";
import type { GuestSeed, MountSeed, PostgresqlSeed } from "./seed.ts";

/** A RECIPE that was accepted. */
export interface Recipe {
  readonly id: string;
  readonly stage: number;
  readonly kind: "fsfreeze" | "postgresql" | "hook";
  readonly mounts: readonly string[];
  readonly cluster?: PostgresqlSeed;
  readonly hook?: { readonly name: string; readonly prove: boolean };
}

export interface RecipeAnswer {
  readonly recipe: Recipe;
  readonly answer: Values;
}

/** Resolves one RECIPE line against what the guest has and the volumes of this hold (role → mount). */
export function resolveRecipe(
  line: Line,
  seed: GuestSeed,
  machine: Machine,
  volumes: ReadonlyMap<string, MountSeed>,
): RecipeAnswer {
  const { values } = line;
  const id = values.get("id") ?? "";
  const stage = Number(values.get("stage"));
  if (id === "" || !Number.isInteger(stage))
    throw new ProtocolError("protocol", { what: "RECIPE needs stage and id" });
  switch (values.get("kind")) {
    case "fsfreeze":
      return fsfreeze(id, stage, (values.get("roles") ?? "").split(","), volumes);
    case "postgresql":
      return postgresql(id, stage, clusterOf(seed, values.get("cluster") ?? "main"), machine, volumes);
    case "hook":
      return hook(id, stage, values.get("name") ?? "", seed);
    default:
      throw new ProtocolError("no-recipe", { what: `no recipe ${values.get("kind")}` });
  }
}

function fsfreeze(
  id: string,
  stage: number,
  roles: readonly string[],
  volumes: ReadonlyMap<string, MountSeed>,
): RecipeAnswer {
  const mounts = roles.map((role) => {
    const volume = volumes.get(role);
    if (volume === undefined)
      throw new ProtocolError("protocol", { role, what: "no VOLUME of that role was named" });
    return volume.mount;
  });
  return { recipe: { id, stage, kind: "fsfreeze", mounts }, answer: { id, mounts: mounts.join(",") } };
}

function clusterOf(seed: GuestSeed, name: string): PostgresqlSeed {
  const found = seed.clusters?.find(({ cluster }) => cluster === name);
  if (found === undefined) throw new ProtocolError("database", { what: `no cluster ${name} answers` });
  return found;
}

function postgresql(
  id: string,
  stage: number,
  cluster: PostgresqlSeed,
  machine: Machine,
  volumes: ReadonlyMap<string, MountSeed>,
): RecipeAnswer {
  const paths = [cluster.data, cluster.wal, ...cluster.tablespaces];
  const ours = [...volumes.values()].map(({ mount }) => mount);
  const mounts = paths.map((path) => {
    const mount = machine.mountOfPath(path)?.mount;
    if (mount === undefined || !ours.includes(mount)) {
      throw new ProtocolError("not-on-volumes", { path, what: "lies outside the volumes of this hold" });
    }
    return mount;
  });
  const unique = [...new Set(mounts)];
  const answer = {
    id,
    mounts: unique.join(","),
    version: cluster.version,
    data: cluster.data,
    wal: cluster.wal,
    tablespaces: cluster.tablespaces.length === 0 ? undefined : cluster.tablespaces.join(","),
    system: cluster.systemId,
    started: cluster.startedAt,
    role: cluster.role,
    fsync: cluster.fsync,
    full_page_writes: cluster.fullPageWrites,
    synchronous_commit: cluster.synchronousCommit,
    collations: cluster.collations?.join(","),
    icu: cluster.icu,
  };
  return { recipe: { id, stage, kind: "postgresql", mounts: unique, cluster }, answer };
}

function hook(id: string, stage: number, name: string, seed: GuestSeed): RecipeAnswer {
  const found = seed.hooks?.find((one) => one.name === name);
  if (found === undefined) throw new ProtocolError("no-recipe", { what: `no hook ${name}` });
  return {
    recipe: { id, stage, kind: "hook", mounts: [], hook: found },
    answer: { id, prove: found.prove ? "yes" : "no" },
  };
}
