import { type Approval, approvedBy, staleAt } from "#domain/approval.ts";
import { voided } from "#domain/approval-transitions.ts";
import { type SeenApprover, seeApprover, seePerson } from "#domain/approver.ts";
import { DomainError } from "#domain/errors.ts";
import { SlackUserId } from "#domain/manifest/slack-id.ts";
import { toMinute } from "#domain/minute.ts";
import { seeAmong, unreadWords } from "#domain/permission.ts";
import type { RunContext } from "#engine/port.ts";
import { pause } from "#support/pause.ts";
import { changeApproval } from "./change-approval.ts";
import type { Ports } from "./ports.ts";

/** Somebody whom Slack does not show is looked for again so long, then counts as no; ms. */
const LOOK_FOR_MS = 30_000;
const LOOK_AGAIN_MS = 1_000;

/**
 * The first thing that an approved run does when it has its lock: is what was approved still what would be done, and may
 * those who approved it still? `digestNow` is of what would be done. Throws `refused` when not; the approval is voided then.
 */
export async function confirmApproval(
  ctx: RunContext,
  id: string,
  digestNow: (approval: Approval) => string,
  ports: Ports,
): Promise<Approval> {
  const approval = await ctx.step("confirm approval", async ({ signal }) => {
    await settleApproved(id, ports, signal, digestNow);
    const kept = await ports.records.approval(id);
    if (kept === undefined) throw new DomainError("failed", `approval ${id} is not in the store any more`);
    return kept.approval;
  });
  if (approval.state === "approved") return approval;
  const why = approval.endedWhy === undefined ? "" : `: ${approval.endedWhy}`;
  throw new DomainError("refused", `${id} is ${approval.state}${why}`, { next: "ask for it anew" });
}

/** Voids an approval that does not hold any more; leaves every other one as it is. */
export async function settleApproved(
  id: string,
  ports: Ports,
  signal: AbortSignal,
  digestNow?: (approval: Approval) => string,
): Promise<null> {
  const kept = await ports.records.approval(id);
  if (kept?.approval.state !== "approved") return null;
  const why = await whyNot(kept.approval, ports, signal, digestNow);
  if (why !== undefined) await voidApproval(id, why, ports);
  return null;
}

/** What was approved is not executed, for this reason. Nothing happens to an approval that has ended otherwise. */
export async function voidApproval(
  id: string,
  why: string,
  ports: Pick<Ports, "records" | "clock">,
): Promise<void> {
  const at = ports.clock.now();
  await changeApproval(ports.records, id, (approval) =>
    approval.state === "approved"
      ? {
          next: voided(approval, { at, why }),
          actor: `run ${approval.runId}`,
          act: "voided",
          detail: { why },
        }
      : undefined,
  );
}

/** Why an approval does not hold now, in words; undefined when it does. */
async function whyNot(
  approval: Approval,
  ports: Ports,
  signal: AbortSignal,
  digestNow?: (approval: Approval) => string,
): Promise<string | undefined> {
  if (ports.clock.now() >= staleAt(approval))
    return `it was approved at ${toMinute(approval.endedAt ?? 0)}, which is too long ago`;
  if (digestNow !== undefined && digestNow(approval) !== approval.digest)
    return "what would be done now is not what was approved: the plan or the manifest has changed";
  const { breakGlass } = approval;
  return breakGlass === undefined
    ? approversLost(approval, ports, signal)
    : glassLost(breakGlass.by, ports, signal);
}

/** The stricter of the manifest at the request and now. */
async function approversLost(
  approval: Approval,
  ports: Ports,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { owners } = ports.application(approval.application);
  const asker = await lookFor(
    () => seeAsker(approval.requestedBy, owners.operators, ports, signal),
    ports,
    signal,
  );
  if ("no" in asker) return `whoever asked may not any more: ${asker.no}`;
  const lists = [owners.approvers, approval.approvers];
  const seen = await Promise.all(
    approvedBy(approval).map((by) =>
      lookFor(() => seeApprover(by, lists, ports.members, signal), ports, signal),
    ),
  );
  const lost = seen.flatMap((one) => ("no" in one ? [one.no] : []));
  const quorum = Math.max(approval.quorum, owners.quorum);
  if (seen.length - lost.length >= quorum) return undefined;
  if (lost.length > 0) return `whoever approved may not any more: ${lost.join("; ")}`;
  return `${seen.length} approved, and the manifest now wants ${quorum}`;
}

/** What no person asked for, such as a schedule, is in nobody's name. */
async function seeAsker(
  by: string,
  operators: readonly string[],
  { members }: Ports,
  signal: AbortSignal,
): Promise<SeenApprover> {
  if (!SlackUserId.safeParse(by).success) return { may: { slackId: by } };
  const seen = await seeAmong(operators, by, members, signal);
  if (!("unread" in seen)) return { may: seen };
  return { no: `${by} is no operator${unreadWords(seen.unread)}`, unseen: seen.unread.length > 0 };
}

/** What Slack says against them counts; that it says nothing does not stop one whom config names by id. */
async function glassLost(by: string, ports: Ports, signal: AbortSignal): Promise<string | undefined> {
  if (!ports.breakGlass.includes(by))
    return `${by} broke the glass, and config breakGlass does not name them any more`;
  const person = await seePerson(by, ports.members, signal);
  return "no" in person && !person.unseen ? `${person.no}, and broke the glass` : undefined;
}

/** Slack may be away for a moment: what it did not say is asked again for a while. */
async function lookFor(
  look: () => Promise<SeenApprover>,
  { clock }: Ports,
  signal: AbortSignal,
): Promise<SeenApprover> {
  const until = clock.monotonic() + LOOK_FOR_MS;
  for (;;) {
    const seen = await look();
    if ("may" in seen || !seen.unseen || clock.monotonic() >= until) return seen;
    await pause(LOOK_AGAIN_MS, signal);
  }
}
