import { DomainError } from "#domain/errors.ts";
import type { ApprovalOperations } from "#operations/index.ts";

const notFound = async (): Promise<never> => {
  throw new DomainError("not-found", "there is no approval here");
};

/** For a test in which nothing needs an approval. */
export const noApprovals: ApprovalOperations = {
  decide: notFound,
  withdraw: notFound,
  breakGlass: notFound,
  review: notFound,
  approvals: async () => [],
  approval: notFound,
  onApproval: () => () => undefined,
  auditVerify: async () => ({ intact: true, rows: 0, head: "0".repeat(64) }),
};
