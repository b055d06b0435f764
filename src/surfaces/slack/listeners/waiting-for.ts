import { type Approval, isOpen } from "#domain/approval.ts";
import { seeApprover } from "#domain/approver.ts";
import type { Deps } from "./deps.ts";

/** More open requests than this are not looked into one by one. */
const MOST = 50;

/**
 * Ids of the open approvals that this person may decide on and has not, as far as Slack tells who is in which group. It only
 * sorts what is shown: who may is seen again at the click.
 */
export async function waitingFor(
  user: string,
  approvals: readonly Approval[],
  { operations, members }: Pick<Deps, "operations" | "members">,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const known = operations.applications();
  const asked = approvals
    .filter((one) => isOpen(one) && one.requestedBy !== user && known.includes(one.application))
    .filter(({ decisions }) => !decisions.some(({ by }) => by === user))
    .slice(0, MOST);
  const seen = await Promise.all(
    asked.map(async ({ id, application, approvers }) => {
      const { owners } = operations.application(application);
      const may = await seeApprover(user, [owners.approvers, approvers], members, signal).catch(
        () => undefined,
      );
      return may !== undefined && "may" in may ? [id] : [];
    }),
  );
  return new Set(seen.flat());
}
