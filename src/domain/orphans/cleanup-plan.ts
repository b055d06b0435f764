import { z } from "zod";
import { digestOf } from "../digest.ts";
import { Orphan, type OrphanKind } from "./orphan.ts";
import type { OrphanRecord } from "./orphan-record.ts";
import { standingOf } from "./standing.ts";

/** What one clean-up will delete, in its order: all of it and nothing else is approved. */
export const CleanupPlan = z.object({
  version: z.literal(1),
  instance: z.string(),
  application: z.string(),
  cloud: z.string(),
  items: z.array(Orphan),
  /** What else was found and stays, and why: as it looked at the time, no part of what is approved. */
  stays: z.array(z.object({ id: z.string(), name: z.string(), kind: z.string(), why: z.string() })),
  plannedAt: z.number(),
});
export type CleanupPlan = z.infer<typeof CleanupPlan>;

/** SHA-256 of what will be deleted. */
export const cleanupDigest = ({ plannedAt: _at, stays: _stays, items, ...bound }: CleanupPlan): string =>
  digestOf({
    ...bound,
    items: items.map(({ id, fingerprint, kind, thing }) => [id, fingerprint, kind, thing]),
  });

export interface CleanupWish {
  readonly instance: string;
  readonly application: string;
  readonly cloud: string;
  /** The cloud's clock. */
  readonly at: number;
  readonly graceMs: number;
  /** Things of the cloud at most. */
  readonly blastCap: number;
  /** Only this one, with what has to go before it. */
  readonly only?: string | undefined;
  /**
   * Only what these failed runs have left behind. It needs no grace: their alert has named it to the owners, and one of them
   * asks for just this.
   */
  readonly leftBy?: ReadonlySet<string> | undefined;
}

/** What uses something goes before it. */
const order: readonly OrphanKind[] = ["server", "attachment", "volume", "group", "group snapshot"];

/** What may be deleted now, oldest first, up to the cap; the rest stays, and says why. */
export function planCleanup(records: readonly OrphanRecord[], wish: CleanupWish): CleanupPlan {
  const { instance, application, cloud, at, blastCap } = wish;
  const ours = records.filter(
    ({ orphan }) =>
      orphan.application === application && orphan.cloud === cloud && isWanted(orphan, records, wish),
  );
  const items: Orphan[] = [];
  const stays: CleanupPlan["stays"] = [];
  let objects = 0;
  for (const record of inOrder(ours)) {
    const { orphan } = record;
    const why = whyNot(record, wish, items, objects, blastCap);
    if (why === undefined) {
      items.push(orphan);
      objects += orphan.objects;
    } else stays.push({ id: orphan.id, name: orphan.name || orphan.thing, kind: orphan.kind, why });
  }
  return { version: 1, instance, application, cloud, items, stays, plannedAt: at };
}

const isWanted = (
  { id, runId }: Orphan,
  records: readonly OrphanRecord[],
  { only, leftBy }: CleanupWish,
): boolean => {
  if (leftBy !== undefined) return runId !== undefined && leftBy.has(runId);
  if (only === undefined || id === only) return true;
  return records.some(({ orphan }) => orphan.id === only && orphan.after.includes(id));
};

const inOrder = (records: readonly OrphanRecord[]): OrphanRecord[] =>
  records.toSorted(
    (a, b) =>
      order.indexOf(a.orphan.kind) - order.indexOf(b.orphan.kind) ||
      a.foundAt - b.foundAt ||
      (a.orphan.id < b.orphan.id ? -1 : 1),
  );

function whyNot(
  record: OrphanRecord,
  wish: CleanupWish,
  items: readonly Orphan[],
  objects: number,
  blastCap: number,
): string | undefined {
  const { orphan } = record;
  const told = { at: wish.at, where: "the alert of its run" };
  const standing =
    wish.leftBy === undefined
      ? standingOf(record, wish)
      : standingOf({ ...record, told }, { at: wish.at, graceMs: 0 });
  if (!standing.may) return standing.why;
  const missing = orphan.after.filter((id) => !items.some((item) => item.id === id));
  if (missing.length > 0) return `${missing.join(", ")} has to go before it, and stays`;
  if (orphan.objects > blastCap)
    return `it is ${orphan.objects} things of the cloud by itself, and one clean-up deletes ${blastCap} at most`;
  if (objects + orphan.objects > blastCap)
    return `one clean-up deletes ${blastCap} things at most: it is for the next one`;
  return undefined;
}

/** What a person reads before deciding, one fact a line, plain text. */
export function cleanupLines(plan: CleanupPlan): string[] {
  const { application, cloud, items, stays } = plan;
  return [
    `delete ${items.length} orphan${items.length === 1 ? "" : "s"} of ${application} (cloud ${cloud}), ${gibOf(items)} GiB, in this order`,
    ...items.map(itemLine),
    "each is looked at again at the moment of its deletion; what has changed is skipped",
    ...stays.map(({ id, kind, name, why }) => `stays: ${id} ${kind} ${name}: ${why}`),
    `digest ${cleanupDigest(plan)}`,
  ];
}

const itemLine = ({ id, kind, thing, name, status, class: of, gib, objects, proof }: Orphan): string =>
  `${kind === "attachment" ? "detach" : "delete"} ${id}: ${kind} ${thing}${name === "" ? "" : ` ${name}`} (${of}, ${status}, ${gib} GiB${objects > 1 ? `, ${objects} things` : ""}): ${proof.join("; ")}`;

export const gibOf = (items: readonly { readonly gib: number }[]): number =>
  items.reduce((sum, { gib }) => sum + gib, 0);
