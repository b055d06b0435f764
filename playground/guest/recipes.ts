import type { Line, Values } from "./line.ts";
import type { Machine } from "./machine.ts";
import { ProtocolError } from "./protocol-error.ts";
import type { GuestSeed, MariadbSeed, MountSeed, PostgresqlSeed } from "./seed.ts";

/** A RECIPE that was accepted. */
export interface Recipe {
  readonly id: string;
  readonly stage: number;
  readonly kind: "fsfreeze" | "postgresql" | "mariadb" | "hook";
  readonly mounts: readonly string[];
  readonly cluster?: PostgresqlSeed;
  readonly mariadb?: MariadbSeed;
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
    case "mariadb":
      return mariadb(id, stage, mariadbOf(seed, values.get("name") ?? "main"), machine, volumes);
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
  const unique = mountsOf([cluster.data, cluster.wal, ...cluster.tablespaces], machine, volumes);
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

function mariadbOf(seed: GuestSeed, name: string): MariadbSeed {
  const found = seed.mariadbs?.find((one) => one.name === name);
  if (found === undefined) throw new ProtocolError("database", { what: `no MariaDB ${name} answers` });
  return found;
}

function mariadb(
  id: string,
  stage: number,
  server: MariadbSeed,
  machine: Machine,
  volumes: ReadonlyMap<string, MountSeed>,
): RecipeAnswer {
  const mounts = mountsOf(server.paths, machine, volumes);
  const answer = {
    id,
    mounts: mounts.join(","),
    version: server.version,
    paths: server.paths.join(","),
    role: server.role,
    flush_log: server.flushLog,
    sync_binlog: "1",
    log_bin: server.gtid === undefined ? "off" : "on",
    doublewrite: server.doublewrite,
    flush_method: "O_DIRECT",
    engines: server.engines?.join(","),
  };
  return { recipe: { id, stage, kind: "mariadb", mounts, mariadb: server }, answer };
}

/** The file systems of these paths, each once; all of them must be of this hold. */
function mountsOf(
  paths: readonly string[],
  machine: Machine,
  volumes: ReadonlyMap<string, MountSeed>,
): string[] {
  const ours = [...volumes.values()].map(({ mount }) => mount);
  const mounts = paths.map((path) => {
    const mount = machine.mountOfPath(path)?.mount;
    if (mount === undefined || !ours.includes(mount)) {
      throw new ProtocolError("not-on-volumes", { path, what: "lies outside the volumes of this hold" });
    }
    return mount;
  });
  return [...new Set(mounts)];
}

function hook(id: string, stage: number, name: string, seed: GuestSeed): RecipeAnswer {
  const found = seed.hooks?.find((one) => one.name === name);
  if (found === undefined) throw new ProtocolError("no-recipe", { what: `no hook ${name}` });
  return {
    recipe: { id, stage, kind: "hook", mounts: [], hook: found },
    answer: { id, prove: found.prove ? "yes" : "no" },
  };
}
