import { DomainError } from "#domain/errors.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { prunedPointWords } from "#domain/retention/pruned-point.ts";
import type { RecordsPort } from "#workflows/records-port.ts";

/** The recovery point of this id. Throws `not-found`, which says when and by whose approval it went if retention took it. */
export async function findPoint(
  records: Pick<RecordsPort, "point" | "prunedPoint">,
  id: string,
): Promise<RecoveryPoint> {
  const point = await records.point(id);
  if (point !== undefined) return point;
  const pruned = await records.prunedPoint(id);
  if (pruned === undefined)
    throw new DomainError("not-found", `there is no recovery point "${id}"`, {
      next: "points APP lists those that there are",
    });
  throw new DomainError("not-found", prunedPointWords(pruned), {
    next: `freezeframe points ${pruned.application} lists those that there are`,
  });
}
