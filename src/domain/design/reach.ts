import { type Foreseen, foreseen } from "#domain/doctor/foreseen.ts";
import type { Recipe } from "#domain/manifest/recipe.ts";
import type { ApplicationAct, BackendEvidence, ServerHold } from "../evidence.ts";
import { FLAWLESS_HOLD } from "../flawless-hold.ts";
import type { BackEnd } from "./back-end.ts";
import type { Reachable } from "./document.ts";
import type { DesignFacts } from "./facts.ts";

/**
 * The best label that this application can have with a freeze that is proved, and what it gets without one. Both come from
 * the one function that turns evidence into labels: nothing here decides a grade.
 */
export function reach(
  facts: DesignFacts,
  home: BackEnd | undefined,
): { frozen: Reachable; unfrozen: Reachable } {
  const outlook = {
    application: facts.application,
    volumes: facts.volumes.map(({ role, volume }) => ({
      role,
      volumeId: "value" in volume ? volume.value.id : role,
      size: "value" in volume ? volume.value.size : 1,
    })),
    backend: backendOf(facts, home),
  };
  return {
    frozen: reachable(foreseen({ ...outlook, servers: flawlessHolds(facts) })),
    unfrozen: reachable(foreseen({ ...outlook, servers: [] })),
  };
}

const reachable = ({ grade, text, lacks }: Foreseen): Reachable => ({
  ...(grade === undefined ? {} : { grade }),
  text,
  lacks,
});

/** As a snapshot's evidence would have it. */
function backendOf({ cloud, group }: DesignFacts, home: BackEnd | undefined): BackendEvidence {
  const type =
    "value" in group ? cloud.groupTypes.find(({ id }) => id === group.value.groupTypeId) : undefined;
  const unread = [
    ...(type === undefined
      ? ["the group is not there yet"]
      : "unread" in type.spec
        ? [type.spec.unread]
        : []),
    ...(home === undefined ? ["the back end of its volumes is not known"] : []),
    ...(home?.does === "unknown" ? [home.why] : []),
  ];
  const spec = type === undefined || "unread" in type.spec ? undefined : type.spec.value;
  return {
    ...(home === undefined ? {} : { pools: [home.pool] }),
    ...(spec === undefined ? {} : { groupTypeSpec: spec }),
    ...(home?.advertises === undefined ? {} : { poolCapability: home.advertises }),
    ...(home === undefined || home.does === "unknown"
      ? {}
      : {
          driver: {
            ...(home.driver === undefined ? {} : { driver: home.driver }),
            verdict: home.does,
            by: home.from.some(({ kind }) => kind === "knowledge base") ? "knowledge-base" : "declared",
            source: home.why,
          },
        }),
    unread,
  };
}

/** Holds in which everything that the manifest asks for came about and was proved. */
function flawlessHolds({ application, volumes }: DesignFacts): ServerHold[] {
  if (application.quiesce.policy === "skip") return [];
  const recipes = application.quiesce.stages.flat();
  return application.servers.flatMap(({ name }) => {
    const here = recipes.filter(({ server }) => server === name);
    const covered = volumes.filter((volume) => volume.server === name && isCovered(volume, here));
    if (here.length === 0) return [];
    return [
      {
        server: name,
        kit: "",
        kernel: "",
        bootId: "",
        mounts: covered.map(({ role, mount, volume }) => ({
          mount: mount ?? role,
          volumeIds: ["value" in volume ? volume.value.id : role],
          device: "",
          fsType: "",
          fsUuid: "foreseen",
        })),
        ...FLAWLESS_HOLD,
        acts: here.flatMap(actOf),
      },
    ];
  });
}

/** A database's recipe freezes what the database itself reports: here that it keeps its data where the manifest has it. */
const isCovered = ({ role }: { role: string }, recipes: readonly Recipe[]): boolean =>
  recipes.some((recipe) =>
    recipe.kind === "fsfreeze" ? recipe.roles.includes(role) : recipe.kind !== "hook",
  );

function actOf(recipe: Recipe): ApplicationAct[] {
  if (recipe.kind === "hook")
    // Whether the guest has a prove file only the guest can say.
    return [{ kind: "hook", name: recipe.name, provedAfterFreeze: false, provedBeforeThaw: false }];
  if (recipe.kind === "fsfreeze") return [];
  if (recipe.kind === "mariadb")
    return [
      {
        kind: "mariadb",
        name: recipe.name,
        version: "",
        paths: [],
        pathsFrozen: true,
        stageAfterFreeze: true,
        stageBeforeThaw: true,
        stageEnded: true,
        redoWritten: true,
        doublewrite: true,
        flushMethod: "",
        role: "primary",
        engines: [],
        commitsBefore: "",
      },
    ];
  return [
    {
      kind: "postgresql",
      cluster: recipe.cluster,
      version: "",
      paths: [],
      pathsFrozen: true,
      checkpointAdvanced: true,
      role: "primary",
      fsync: true,
      fullPageWrites: true,
      synchronousCommit: "on",
      sameServer: true,
      commitsBefore: "",
    },
  ];
}
