import { parseGroupSnapshotName } from "../naming.ts";

/** Any cloud resource as far as its marks go: a group snapshot has a name alone, a volume both. */
export interface Marked {
  readonly name?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** The metadata key that names the installation a resource belongs to. */
const INSTANCE_MARK = "freezeframe:instance";

/**
 * Whose a resource says it is. *ours* only when every mark on it names this instance: one that also names another is
 * foreign, since nobody could say whose it is. Marks can be written by anybody in the project: this alone never allows a deletion.
 */
export function ownershipOf(resource: Marked, instance: string): "ours" | "foreign" | "unmarked" {
  const marks = marksOf(resource);
  if (marks.length === 0) return "unmarked";
  return marks.every((mark) => mark === instance) ? "ours" : "foreign";
}

function marksOf({ name = "", metadata = {} }: Marked): string[] {
  const mark = metadata[INSTANCE_MARK];
  // A member snapshot takes the name of its group snapshot.
  const named = parseGroupSnapshotName(name)?.instance ?? restoredBy(name);
  return [...(mark === undefined ? [] : [mark]), ...(named === undefined ? [] : [named])];
}

/** The instance in the name of what a restore has made: `ffr/<instance>/<application>/<run>/<role>`. */
function restoredBy(name: string): string | undefined {
  if (!name.startsWith("ffr/")) return undefined;
  const [ffr, instance, application, runId, role, ...rest] = name.split("/");
  if (ffr !== "ffr" || !instance || !application || !runId || !role || rest.length > 0) return undefined;
  return instance;
}
