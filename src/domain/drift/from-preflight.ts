import type { Finding } from "../finding.ts";

/**
 * What preflight finds that is drift: the cloud is another than the manifest says. What a back end has always been is none, nor
 * is a quota that is full for a while.
 */
export const CLOUD_CODES: readonly string[] = [
  "group-not-found",
  "volume-not-found",
  "group-not-available",
  "group-type-differs",
  "volume-not-in-group",
  "foreign-volume-in-group",
  "attached-elsewhere",
  "several-pools",
  // Of the newest point.
  "role-is-new",
  "volume-replaced",
  "size-changed",
  "type-changed",
  "spec-changed",
  "spec-unreadable",
  "capability-changed",
  "capability-unreadable",
  "driver-changed",
  "pool-changed",
];

export const fromPreflight = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ code }) => CLOUD_CODES.includes(code));
