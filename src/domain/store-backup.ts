import { z } from "zod";
import { fromIso, toIso } from "#support/clock.ts";

/** A copy of the store that was opened and found whole. */
export const StoreBackup = z.object({
  /** Absolute. */
  file: z.string(),
  bytes: z.number(),
  /** Epoch milliseconds. */
  at: z.number(),
  /** Rows of its audit, and the hash of the newest: kept elsewhere it shows that nothing was cut off. */
  auditRows: z.number(),
  auditHead: z.string(),
});
export type StoreBackup = z.infer<typeof StoreBackup>;

/** Names of scheduled backups, such as `freezeframe-20261123T104207Z.sqlite`, sort by time. */
export const backupName = (at: number): string =>
  `freezeframe-${toIso(at).slice(0, 19).replaceAll(/[-:]/g, "")}Z.sqlite`;

/** When the backup of this name was made, epoch milliseconds; undefined for a name that no schedule gives. */
export function backupTime(name: string): number | undefined {
  const [, year, month, day, hour, minute, second] =
    /^freezeframe-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.sqlite$/.exec(name) ?? [];
  if (second === undefined) return undefined;
  const at = fromIso(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : at;
}
