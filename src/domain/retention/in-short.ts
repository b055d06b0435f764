import type { RetentionView } from "./view.ts";

/** One application's retention as one line of many. */
export interface RetentionInShort {
  readonly application: string;
  /** Points that go with the next run, and those that no rule keeps. */
  readonly goes: number;
  readonly would: number;
  readonly of: number;
  /** What halts it, each in words; empty: nothing. */
  readonly halts: readonly string[];
}

/** Pure. */
export function retentionInShort({ application, inForce, halts, fates }: RetentionView): RetentionInShort {
  if (inForce === undefined)
    return { application, goes: 0, would: 0, of: 0, halts: ["its manifest says nothing of retention"] };
  const { mandate } = inForce;
  const would = fates.filter(({ fate }) => fate !== "stays").length;
  const stopped = [...(mandate.state === "given" ? [] : [`not approved: ${mandate.text}`]), ...halts];
  const goes = stopped.length > 0 ? 0 : fates.filter(({ fate }) => fate === "goes").length;
  return { application, goes, would, of: fates.length, halts: stopped };
}
