import { type Approval, approvedBy, type Decision, isOpen, REASON_MAX } from "./approval.ts";
import { DomainError } from "./errors.ts";
import { toMinute } from "./minute.ts";
import type { Permitted } from "./permission.ts";

/** What one person says, with the right that was seen (`requireApprover`). */
export interface Voice {
  readonly right: Permitted;
  readonly what: Decision["what"];
  readonly at: number;
  readonly reason?: string | undefined;
  /** Of what the decider was shown. */
  readonly digest: string;
  /** That the manifest asks for now; the larger of it and the one at the request counts. */
  readonly quorum: number;
  readonly via: Decision["via"];
  readonly trigger?: string | undefined;
}

/**
 * One person's yes or no. A no ends it at once; the quorum of yeses approves. Throws `refused` when it has ended, it is too
 * late, the digest is another one or they have decided before; `not-permitted` for whoever asked (four eyes).
 */
export function decide(approval: Approval, voice: Voice): Approval {
  const { right, what, at, via, trigger } = voice;
  requireOpenFor(approval, what, at);
  requireDigest(approval, voice.digest);
  const by = right.slackId;
  requireFourEyes(approval, by);
  if (approval.decisions.some((before) => before.by === by))
    throw new DomainError(
      "refused",
      `${by} has decided on ${approval.id} already: each approver counts once`,
      {
        next: othersMayHelp(approval, [approval.requestedBy, by, ...approvedBy(approval)]),
      },
    );
  const reason = what === "deny" ? requireReason(voice.reason, "a denial") : optionalReason(voice.reason);
  const decision: Decision = {
    by,
    what,
    at,
    via,
    ...(reason === undefined ? {} : { reason }),
    ...(right.through === undefined ? {} : { through: right.through }),
    ...(trigger === undefined ? {} : { trigger }),
  };
  const next = { ...approval, decisions: [...approval.decisions, decision] };
  if (what === "deny") return end(next, "denied", { at, by, why: reason });
  const enough = approvedBy(next).length >= Math.max(approval.quorum, voice.quorum);
  return enough ? end(next, "approved", { at, by }) : next;
}

/** Whoever asked never decides, from whatever surface. Throws `not-permitted`. */
export function requireFourEyes(approval: Approval, by: string): void {
  if (by !== approval.requestedBy) return;
  throw new DomainError(
    "not-permitted",
    `${by} asked for ${approval.id}: nobody decides on their own request`,
    { next: othersMayHelp(approval, [by]) },
  );
}

/** Takes the request back. Throws `refused` when it has ended or expired. */
export function withdraw(
  approval: Approval,
  given: { by: string; at: number; reason?: string | undefined },
): Approval {
  requireOpenFor(approval, "withdraw", given.at);
  return end(approval, "withdrawn", { ...given, why: optionalReason(given.reason) });
}

/** Nobody brought it to an end in time. Throws `refused` before `expiresAt`, and when it has ended. */
export function expire(approval: Approval, at: number): Approval {
  requireRequested(approval, "expire");
  if (at < approval.expiresAt)
    throw new DomainError("refused", `${approval.id} can be decided until ${toMinute(approval.expiresAt)}`);
  const needed =
    approval.quorum === 1
      ? "nobody approved it"
      : `${approvedBy(approval).length} of ${approval.quorum} approved it`;
  return end(approval, "expired", { at, by: `run ${approval.runId}`, why: `${needed} in time` });
}

/** Plan or rights changed before it was executed. Throws `refused` when it ended in any other way than approved. */
export function voided(approval: Approval, { at, why }: { at: number; why: string }): Approval {
  if (approval.state !== "approved") requireRequested(approval, "void");
  return end(approval, "voided", { at, by: `run ${approval.runId}`, why });
}

/** One operator whom config names approves alone; whoever asked may, too. Throws `refused`, `not-permitted`. */
export function breakGlass(
  approval: Approval,
  given: { by: string; at: number; reason: string; digest: string; named: readonly string[] },
): Approval {
  const { by, at } = given;
  if (!given.named.includes(by))
    throw new DomainError(
      "not-permitted",
      `only users that config breakGlass names may break the glass; ${by} is not one`,
      {
        next:
          given.named.length === 0
            ? "breakGlass in config.yml names nobody: an approver has to decide"
            : `ask one of ${given.named.join(", ")}`,
      },
    );
  requireOpenFor(approval, "break the glass", at);
  requireDigest(approval, given.digest);
  const reason = requireReason(given.reason, "breaking the glass");
  return {
    ...end(approval, "approved", { at, by, why: `the glass was broken: ${reason}` }),
    breakGlass: { by, at, reason },
  };
}

/** An approver, neither who broke the glass nor who asked, has looked at it. Once. */
export function review(approval: Approval, { right, at }: { right: Permitted; at: number }): Approval {
  const { breakGlass: broken } = approval;
  const by = right.slackId;
  if (broken === undefined)
    throw new DomainError(
      "refused",
      `the glass was not broken for ${approval.id}: there is nothing to review`,
    );
  if (!isOpen(approval))
    throw new DomainError("refused", `${approval.id} was reviewed by ${broken.reviewedBy} already`);
  if (by === broken.by || by === approval.requestedBy)
    throw new DomainError(
      "not-permitted",
      `${by} ${by === broken.by ? "broke the glass" : "asked"} for ${approval.id}: somebody else reviews it`,
      {
        next: othersMayHelp(approval, [broken.by, approval.requestedBy]),
      },
    );
  return { ...approval, breakGlass: { ...broken, reviewedBy: by, reviewedAt: at } };
}

/** Who can be asked to decide instead, in words. */
export function othersMayHelp({ approvers }: Pick<Approval, "approvers">, not: readonly string[]): string {
  const others = approvers.filter((id) => !not.includes(id));
  return others.length === 0
    ? "no other approver is named: have owners.approvers changed in the manifest"
    : `ask one of ${others.join(", ")}`;
}

function requireOpenFor(approval: Approval, act: string, at: number): void {
  requireRequested(approval, act);
  if (at >= approval.expiresAt)
    throw new DomainError(
      "refused",
      `${approval.id} expired at ${toMinute(approval.expiresAt)}: too late to ${act}`,
      { next: "ask for it anew" },
    );
}

function requireRequested({ id, state, endedBy, endedAt }: Approval, act: string): void {
  if (state === "requested") return;
  const by = endedBy === undefined ? "" : ` by ${endedBy}`;
  const when = endedAt === undefined ? "" : ` at ${toMinute(endedAt)}`;
  throw new DomainError("refused", `${id} was ${state}${by}${when}: too late to ${act}`, {
    next: "approvals lists what is open",
  });
}

/** What somebody was shown is what it is about. Throws `refused`. */
export function requireDigest(approval: Approval, digest: string): void {
  if (digest === approval.digest) return;
  throw new DomainError(
    "refused",
    `what was shown is not what ${approval.id} is about: the digest is ${digest.slice(0, 12)}, not ${approval.digest.slice(0, 12)}`,
    {
      next: `look at ${approval.id} again (approvals), and decide on that`,
    },
  );
}

function requireReason(reason: string | undefined, what: string): string {
  const given = optionalReason(reason);
  if (given !== undefined) return given;
  throw new DomainError("invalid-input", `${what} needs a reason`, { next: "say why, in a sentence" });
}

function optionalReason(reason: string | undefined): string | undefined {
  const given = reason?.trim();
  if (given === undefined || given === "") return undefined;
  if (given.length > REASON_MAX)
    throw new DomainError(
      "invalid-input",
      `a reason has at most ${REASON_MAX} characters, this one has ${given.length}`,
    );
  return given;
}

function end(
  approval: Approval,
  state: Approval["state"],
  given: { at: number; by: string; why?: string | undefined },
): Approval {
  const { at, by, why } = given;
  // Only an approved one ends twice: what was said before stays in its decisions.
  const { endedWhy: _before, ...rest } = approval;
  return { ...rest, state, endedAt: at, endedBy: by, ...(why === undefined ? {} : { endedWhy: why }) };
}
