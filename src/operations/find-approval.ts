import type { Approval } from "#domain/approval.ts";
import { didYouMean } from "#domain/did-you-mean.ts";
import { DomainError } from "#domain/errors.ts";
import type { RecordsPort } from "#workflows/records-port.ts";

/** Among how many of the newest a near name is looked for. */
const LOOK_AT = 200;

/** The approval of this id. Throws `not-found` with the nearest of the newest ones. */
export async function findApproval(
  records: Pick<RecordsPort, "approval" | "approvals">,
  id: string,
): Promise<Approval> {
  const kept = await records.approval(id);
  if (kept !== undefined) return kept.approval;
  const newest = await records.approvals(LOOK_AT);
  const near = didYouMean(
    id,
    newest.map((one) => one.id),
  );
  const named = id.length > 80 ? `${id.slice(0, 80)}…` : id;
  throw new DomainError(
    "not-found",
    `there is no approval "${named}"${near === undefined ? "" : `; ${near}`}`,
    {
      next: "approvals lists them",
    },
  );
}
