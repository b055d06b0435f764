import { mayCleanUp } from "#domain/ownership/may-clean-up.ts";
import { describeDuration } from "../duration.ts";
import type { ScanRecord } from "./scan-record.ts";

/** More than this no two machines that keep time are apart. */
const CLOCKS_APART_MS = 5 * 60_000;
/** What is older than so many intervals says nothing of what there is now. */
const INTERVALS = 4;

export interface CleanUpNow {
  /** Of the cloud that is to be cleaned; undefined: it was never scanned to the end. */
  readonly scan: ScanRecord | undefined;
  /** By our clock, and by the cloud's, at the same moment. */
  readonly now: number;
  readonly cloudNow: number;
  readonly scanEveryMs: number;
  readonly storeFrom: number | undefined;
  readonly newestRecordAt: number | undefined;
}

/**
 * May anything be deleted at all, whatever it is? Not by a clock that is off, since age is half of what makes something an
 * orphan; not by a store that is not the one which the cloud's points were recorded in. Undefined: it may.
 */
export function whyNothingIsCleaned({
  scan,
  now,
  cloudNow,
  scanEveryMs,
  storeFrom,
  newestRecordAt,
}: CleanUpNow): { readonly why: string; readonly next: string } | undefined {
  const apart = Math.abs(now - cloudNow);
  if (apart > CLOCKS_APART_MS)
    return {
      why: `this host's clock and the cloud's are ${describeDuration(apart)} apart: nothing is old by either`,
      next: "set this host's clock, then ask anew",
    };
  if (scan === undefined || now - scan.endedAt > INTERVALS * scanEveryMs)
    return { why: "there is no scan of this cloud that is new enough", next: "freezeframe orphans all" };
  const verdict = mayCleanUp({
    storeFrom,
    newestRecordAt,
    oldestStampAt: scan.oldestStampAt,
    newestStampAt: scan.newestStampAt,
  });
  return verdict.may ? undefined : { why: `${verdict.first} first: ${verdict.why}`, next: verdict.next };
}
