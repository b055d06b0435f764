import { z } from "zod";

/**
 * Where restored volumes are read:
 * - `server`   attached to a recovery server that stands ready
 * - `boot`     by a new server that Nova boots for it
 * - `volumes`  nowhere: they are made and proved, and nobody reads them
 */
export const RestoreTarget = z.enum(["server", "boot", "volumes"]);
export type RestoreTarget = z.infer<typeof RestoreTarget>;

/** What is meant when nobody says where: the recovery server of the manifest, else its server to boot. */
export function targetOf(
  asked: RestoreTarget | undefined,
  { recoveryServer, boot }: { readonly recoveryServer?: unknown; readonly boot?: unknown },
): RestoreTarget {
  if (asked !== undefined) return asked;
  if (recoveryServer !== undefined) return "server";
  return boot === undefined ? "volumes" : "boot";
}
