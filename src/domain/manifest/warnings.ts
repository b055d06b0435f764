import type { Application } from "../application.ts";
import { describeDuration } from "../duration.ts";
import { BUDGET_DEFAULT_MS } from "./quiesce.ts";
import { isSlackUserGroup } from "./slack-id.ts";

/** Something that is allowed, and that its author probably does not want. */
export interface ManifestWarning {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What is known beside the manifest. Milliseconds. */
export interface Measured {
  /** Longest time between two slots of `schedule.snapshot`. */
  readonly snapshotGapMs?: number | undefined;
  /** How long a snapshot usually takes; the budget stands in for it while there is no history. */
  readonly usualMs?: number | undefined;
}

/** Pure. What of a valid manifest cannot reach what it asks for. */
export function warningsOf(application: Application, measured: Measured): ManifestWarning[] {
  return [
    ...rpoWarnings(application, measured),
    ...gradeWarnings(application),
    ...budgetWarnings(application),
    ...approvalWarnings(application),
    ...restoreTestWarnings(application),
  ];
}

function* rpoWarnings(
  { objectives, schedule, quiesce }: Application,
  { snapshotGapMs, usualMs }: Measured,
): Generator<ManifestWarning> {
  if (objectives.rpo === undefined) return;
  if (schedule?.snapshot === undefined) {
    yield {
      path: ["objectives", "rpo"],
      message: "no schedule.snapshot: an RPO is met only if somebody keeps asking",
    };
    return;
  }
  const usual = usualMs ?? quiesce.budget;
  if (snapshotGapMs !== undefined && snapshotGapMs + usual > objectives.rpo) {
    yield {
      path: ["schedule", "snapshot"],
      message:
        `snapshots are up to ${describeDuration(snapshotGapMs)} apart and take about ${describeDuration(usual)}: ` +
        `the RPO of ${describeDuration(objectives.rpo)} cannot be met`,
    };
  }
}

function* restoreTestWarnings({ schedule, restoreTest }: Application): Generator<ManifestWarning> {
  if (schedule?.restoreTest === undefined || restoreTest !== undefined) return;
  yield { path: ["schedule", "restoreTest"], message: "no restoreTest: there is nothing to test by" };
}

// A path that no database keeps its files under.
const notDatabase = /^\/(etc|home|root|usr|boot|tmp)\//;

function* gradeWarnings(application: Application): Generator<ManifestWarning> {
  const { objectives, quiesce, group } = application;
  if (objectives.grade !== "A" && objectives.grade !== "B") return;
  const path = ["objectives", "grade"];
  if (quiesce.policy === "skip") {
    yield { path, message: `grade ${objectives.grade} needs a freeze, and policy: skip never freezes` };
    return;
  }
  const recipes = quiesce.stages.flat();
  if (objectives.grade === "A" && !recipes.some((recipe) => recipe.kind !== "fsfreeze")) {
    yield {
      path,
      message:
        "grade A needs an act of the application: a postgresql or mariadb recipe, or a hook that can prove itself",
    };
  }
  const frozen = rolesFrozen(application);
  for (const [index, volume] of group.volumes.entries()) {
    if (frozen.has(volume.role)) continue;
    const database = recipes.some(
      ({ kind, server }) => (kind === "postgresql" || kind === "mariadb") && server === volume.server,
    );
    if (database && !notDatabase.test(volume.mount ?? "")) continue;
    yield {
      path: ["group", "volumes", index],
      message: `nothing freezes ${volume.role}: grade ${objectives.grade} needs every volume of the group frozen`,
    };
  }
}

/** The roles that `fsfreeze` recipes name. What a database recipe freezes beside them only its guest can say. */
function rolesFrozen(application: Application): Set<string> {
  const recipes = application.quiesce.stages.flat();
  return new Set(recipes.flatMap((recipe) => (recipe.kind === "fsfreeze" ? recipe.roles : [])));
}

function* budgetWarnings({ quiesce }: Application): Generator<ManifestWarning> {
  if (quiesce.policy !== "skip" && quiesce.budget > BUDGET_DEFAULT_MS) {
    yield {
      path: ["quiesce", "budget"],
      message:
        `writes may stop for ${describeDuration(quiesce.budget)}: above ${describeDuration(BUDGET_DEFAULT_MS)} ` +
        "cluster managers and clients begin to time out",
    };
  }
}

function* approvalWarnings({ owners, approve }: Application): Generator<ManifestWarning> {
  const approvers = new Set(owners.approvers);
  if (approve.length === 0 || [...approvers].some(isSlackUserGroup)) return;
  const asking = owners.operators.find((id) => approvers.has(id) && approvers.size - 1 < owners.quorum);
  if (asking !== undefined) {
    yield {
      path: ["owners", "approvers"],
      message: `what ${asking} asks for can never be approved: nobody decides on their own request, and no other ${owners.quorum} may`,
    };
  }
}
