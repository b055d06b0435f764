import type { Debris } from "./debris/debris.ts";
import { goneSince, type Thing } from "./inventory.ts";

/** All that goes when this debris is deleted: members with their set, volumes with their group, attachments with their volume. */
export function takenWith(debris: readonly Debris[], before: readonly Thing[]): string[] {
  const meant = new Set(debris.map(({ kind, thing }) => `${kind} ${thing}`));
  const parents = new Set(debris.map(({ thing }) => thing));
  const goes = ({ kind, id, of }: Thing): boolean =>
    meant.has(`${kind} ${id}`) || (of !== undefined && kind !== "attachment" && parents.has(of));
  const volumes = new Set(before.filter((one) => one.kind === "volume" && goes(one)).map(({ id }) => id));
  return goneSince(
    before,
    before.filter((one) => (one.kind === "attachment" ? !volumes.has(one.id) : !goes(one))),
  );
}
