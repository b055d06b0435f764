import { toMinute } from "../minute.ts";

/** How far the store reaches, and the stamps of sets in the cloud that it has no point of. Epoch milliseconds. */
export interface StoreAndStamps {
  /** When the store began; undefined: nothing was ever recorded in it. */
  readonly storeFrom: number | undefined;
  /** The newest that it has recorded of a snapshot. */
  readonly newestRecordAt: number | undefined;
  /** Of whole sets with valid stamps of this instance that the store does not know; undefined: there are none. */
  readonly oldestStampAt: number | undefined;
  readonly newestStampAt: number | undefined;
}

export type CleanUpVerdict =
  | { readonly may: true }
  | { readonly may: false; readonly first: "adopt"; readonly why: string; readonly next: string };

/**
 * May this store say what is an orphan? Not while the cloud has sets with our valid stamps that it does not know: then it is
 * new, or an old copy, and what it calls an orphan may be a point or in use by a run that it has forgotten.
 */
export function mayCleanUp(given: StoreAndStamps): CleanUpVerdict {
  const { oldestStampAt: oldest, newestStampAt: newest = oldest } = given;
  if (oldest === undefined || newest === undefined) return { may: true };
  return { may: false, first: "adopt", why: whyNot(given, oldest, newest), next: "freezeframe adopt" };
}

function whyNot({ storeFrom, newestRecordAt }: StoreAndStamps, oldest: number, newest: number): string {
  if (storeFrom === undefined || newestRecordAt === undefined)
    return `the store has no record of a snapshot, and the cloud has recovery points of this installation since ${toMinute(oldest)}`;
  if (newest > newestRecordAt)
    return `the store's newest record of a snapshot is of ${toMinute(newestRecordAt)}, and the cloud has a recovery point of ${toMinute(newest)}: the store is an old copy`;
  if (oldest < storeFrom)
    return `the store begins at ${toMinute(storeFrom)}, and the cloud has a recovery point of ${toMinute(oldest)}: an earlier store is missing`;
  return `the cloud has recovery points of this installation that the store does not know, such as one of ${toMinute(newest)}`;
}
