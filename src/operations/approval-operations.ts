import type { Approval } from "#domain/approval.ts";
import type { AuditVerdict } from "#domain/audit-verdict.ts";
import type { Actor } from "#domain/permission.ts";

export interface DecideRequest {
  readonly approvalId: string;
  readonly what: "approve" | "deny";
  /** Required for a deny; at most 300 characters. */
  readonly reason?: string | undefined;
  /** Of what the decider was shown. */
  readonly digest: string;
  readonly actor: Actor;
  readonly via: "slack" | "command line";
  /** Names one click, such as Slack's trigger id: the same trigger twice is one decision. */
  readonly trigger?: string;
}

export interface WithdrawRequest {
  readonly approvalId: string;
  /** Of what they were shown, where they were shown it. */
  readonly digest?: string | undefined;
  readonly reason?: string | undefined;
  readonly actor: Actor;
}

export interface BreakGlassRequest {
  readonly approvalId: string;
  /** At most 300 characters. */
  readonly reason: string;
  readonly digest: string;
  readonly actor: Actor;
}

export interface ReviewRequest {
  readonly approvalId: string;
  /** Of what they were shown, where they were shown it. */
  readonly digest?: string | undefined;
  readonly actor: Actor;
}

/**
 * What people do with approvals. Each act is one commit of the approval and its audit row; a refusal is durable in the
 * audit before it is thrown, and says which rule it is and who can help.
 */
export interface ApprovalOperations {
  /**
   * One person's yes or no. The digest is the one that the decider was shown. The same trigger twice is one decision.
   * Throws `not-found` (with the nearest one), `not-permitted`, `refused` (ended; too late; other digest; decided before).
   */
  decide(request: DecideRequest, signal: AbortSignal): Promise<Approval>;
  /** By whoever asked, or an operator of the application. Throws `not-found`, `not-permitted`, `refused`. */
  withdraw(request: WithdrawRequest, signal: AbortSignal): Promise<Approval>;
  /** By a user whom config `breakGlass` names, the requester too. Approves alone, and stays open until it is reviewed. */
  breakGlass(request: BreakGlassRequest, signal: AbortSignal): Promise<Approval>;
  /** An approver, neither who broke the glass nor who asked, acknowledges it. */
  review(request: ReviewRequest, signal: AbortSignal): Promise<Approval>;
  /** Those that somebody has still to act on, then the newest that ended; each newest first. */
  approvals(): Promise<Approval[]>;
  /** Throws `not-found`, with the nearest one. */
  approval(id: string): Promise<Approval>;
  /** Each durable change of an approval, by whomever. Returns how to stop. */
  onApproval(listener: (approval: Approval) => void): () => void;
  /** Checks the hash chain of the audit. */
  auditVerify(): Promise<AuditVerdict>;
}
