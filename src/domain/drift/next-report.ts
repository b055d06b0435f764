import type { Finding } from "../finding.ts";
import type { DriftFinding, DriftReport } from "./report.ts";

/** One thing that was looked at, and what it showed. */
export interface Part {
  /** All that it could have shown. */
  readonly codes: readonly string[];
  readonly findings: readonly Finding[];
  /** Why nobody could look, in words: what was found there before stays. */
  readonly unseen?: string | undefined;
}

export interface DriftChange {
  readonly report: DriftReport;
  readonly found: readonly DriftFinding[];
  readonly resolved: readonly DriftFinding[];
}

/**
 * Pure: what a look makes of the report before it. A finding is the same as long as code and subject are, whatever its words:
 * it keeps the moment at which it was seen first. One that is seen no more has resolved itself, unless nobody could look.
 */
export function nextReport(
  look: { readonly application: string; readonly at: number; readonly parts: readonly Part[] },
  before: DriftReport | undefined,
): DriftChange {
  const { application, at, parts } = look;
  const known = new Map(before?.findings.map((finding) => [keyOf(finding), finding]));
  const seen = new Map(parts.flatMap((part) => part.findings).map((finding) => [keyOf(finding), finding]));
  const blind = new Set(parts.flatMap((part) => (part.unseen === undefined ? [] : part.codes)));
  const findings = [...seen].map(([key, finding]) => ({ ...finding, since: known.get(key)?.since ?? at }));
  const gone = [...known].flatMap(([key, finding]) => (seen.has(key) ? [] : [finding]));
  const kept = gone.filter(({ code }) => blind.has(code));
  const unseen = [...new Set(parts.flatMap((part) => part.unseen ?? []))];
  return {
    report: { application, at, findings: worstFirst([...findings, ...kept]), unseen },
    found: findings.filter((finding) => !known.has(keyOf(finding))),
    resolved: gone.filter(({ code }) => !blind.has(code)),
  };
}

const order = { error: 0, warning: 1, info: 2 } as const;

const worstFirst = (findings: readonly DriftFinding[]): DriftFinding[] =>
  findings.toSorted((a, b) => order[a.severity] - order[b.severity]);

const keyOf = ({ code, subject }: Finding): string => `${code} ${subject}`;
