import type { Finding } from "../finding.ts";
import { backendFindings } from "./backend.ts";
import type { CloudFacts } from "./facts.ts";
import { membershipFindings } from "./membership.ts";
import { quotaFindings } from "./quota.ts";
import { volumeFindings } from "./volumes.ts";

const order = { error: 0, warning: 1, info: 2 } as const;

/** Everything that can be said from the cloud's answers, worst first. */
export const judge = (facts: CloudFacts): Finding[] =>
  bySeverity([
    ...membershipFindings(facts),
    ...volumeFindings(facts),
    ...quotaFindings(facts),
    ...backendFindings(facts),
  ]);

export const bySeverity = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted((a, b) => order[a.severity] - order[b.severity]);
