import type { CleanedItem, CleanupReport } from "#domain/orphans/cleanup-record.ts";

/** What a clean-up came to, in plain words: what is gone, then what is not, with why and what helps. */
export function cleanupNote({ application, runId, items, freedGib }: CleanupReport): {
  readonly title: string;
  readonly lines: readonly string[];
} {
  const gone = items.filter(isGone);
  const left = items.filter((item) => !isGone(item));
  const also = left.length === 0 ? "" : `, ${left.length} NOT deleted`;
  return {
    title: `${application}: ${gone.length} of ${items.length} orphans are gone${also}; ${freedGib} GiB are free`,
    lines: [
      ...left.map(
        ({ id, kind, name, thing, outcome, why, remedy }) =>
          `${outcome}: ${id} ${kind} ${name || thing}: ${why ?? "nobody knows why"}${remedy.length === 0 ? "" : ` → ${remedy.join("; ")}`}`,
      ),
      ...(gone.length === 0 ? [] : [`gone: ${gone.map(({ id }) => id).join(", ")}`]),
      `run ${runId}`,
    ],
  };
}

const isGone = ({ outcome }: CleanedItem): boolean => outcome === "deleted" || outcome === "gone";
