import { describeDuration } from "#domain/duration.ts";
import { toMinute } from "#domain/minute.ts";
import type { KnownWorld } from "../known-world.ts";
import type { Orphan, OrphanClass } from "../orphan.ts";
import { proveRestored, type RestoredThings } from "../prove-restored.ts";
import { restoredOrphans } from "../restored-orphans.ts";
import type { Sight } from "../sight.ts";

/**
 * Three classes of what restores have made. *Failed group*: a group that never came to be, which Cinder leaves in `creating`
 * or `error`; it keeps its quota, and the group snapshot that it was to be made of cannot be deleted. *Expired restore*: what
 * a person had made, past its time to live. *Dead run*: scratch servers, volumes and attachments of a run that has ended.
 */
export const restoredThings = ({ scan, known, related }: Sight): Orphan[] =>
  proveRestored(scan, known, related).flatMap((all) => {
    const things = settled(all, known);
    const [failed, whole] = [things.groups.filter(hasFailed), things.groups.filter((one) => !hasFailed(one))];
    const groupsOf = (groups: typeof failed) => {
      const ids = new Set(groups.map(({ id }) => id));
      const volumes = things.volumes.filter(({ groupId }) => groupId !== undefined && ids.has(groupId));
      return { ...things, groups, volumes, servers: [] };
    };
    const failedIds = new Set(failed.map(({ id }) => id));
    const rest = {
      ...things,
      groups: whole,
      volumes: things.volumes.filter(({ groupId }) => groupId === undefined || !failedIds.has(groupId)),
    };
    return [
      ...restoredOrphans({
        of: "failed group",
        why: "its creation from a group snapshot never came to its end",
        scan,
        known,
        related,
        things: groupsOf(failed),
      }),
      ...restoredOrphans({ ...classOf(things, known), scan, known, related, things: rest }),
    ];
  });

const hasFailed = ({ status }: { readonly status: string }): boolean =>
  status === "creating" || status === "error";

/** What is still on its way, for no longer than that may take, is nobody's orphan yet. */
function settled(things: RestoredThings, { at, creatingIsLeftoverMs }: KnownWorld): RestoredThings {
  const early = ({ status, createdAt }: { status: string; createdAt: number | undefined }) =>
    (status === "creating" || status === "deleting") &&
    (createdAt === undefined || at - createdAt < creatingIsLeftoverMs);
  const young = new Set(things.groups.filter(early).map(({ id }) => id));
  return {
    ...things,
    groups: things.groups.filter(({ id }) => !young.has(id)),
    volumes: things.volumes.filter(
      (volume) => !(volume.groupId === undefined ? early(volume) : young.has(volume.groupId)),
    ),
  };
}

function classOf(
  { restore: { keptUntil, startedAt } }: RestoredThings,
  { at }: KnownWorld,
): { of: OrphanClass; why: string } {
  if (keptUntil === undefined)
    return {
      of: "dead run",
      why: `it was to be taken away again; the run began ${describeDuration(Math.max(0, at - startedAt))} ago`,
    };
  return { of: "expired restore", why: `it was to stay until ${toMinute(keptUntil)}` };
}
