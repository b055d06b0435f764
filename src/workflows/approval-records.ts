import type { Approval } from "#domain/approval.ts";
import type { AuditRow } from "./records-port.ts";

/** An approval with the version that it was read at. */
export interface KeptApproval {
  readonly approval: Approval;
  readonly version: number;
}

/** Requests that people decide on, as they are kept. */
export interface ApprovalRecords {
  approval(id: string): Promise<KeptApproval | undefined>;
  /** Those that somebody has still to act on, newest first. */
  openApprovals(): Promise<Approval[]>;
  /** All of them, newest first. */
  approvals(limit: number): Promise<Approval[]>;
  /**
   * The approval and its audit row in ONE commit, if it is still at the version that was read (`absent`: it is not there
   * yet). False: somebody else was first, nothing was written; read it again and decide anew.
   */
  saveApproval(next: Approval, expected: number | "absent", audit: AuditRow): Promise<boolean>;
  /** Each durable change, in this process. Returns how to stop. */
  onApproval(listener: (approval: Approval) => void): () => void;
}
