import { restoredStampText, signedRestoredMetadata } from "#domain/restore/restored-stamp.ts";
import { cloudOf, nameOf, type RestoreRun, stampOf } from "./restore-run.ts";

/**
 * Gives each proved volume the signed stamp, which holds its id, and those of a group their names: Cinder gives them none.
 * Ran twice: the same.
 */
export async function nameRestored(
  run: RestoreRun,
  volumes: readonly { readonly role: string; readonly volumeId: string }[],
  signal: AbortSignal,
): Promise<null> {
  await Promise.all(
    volumes.map(async ({ role, volumeId }) => {
      const planned = run.plan.volumes.find((volume) => volume.role === role);
      if (planned === undefined) return;
      const stamp = stampOf(run, planned);
      const metadata = signedRestoredMetadata(stamp, run.ports.sign(restoredStampText(stamp, volumeId)));
      const named = run.plan.strategy.how === "group" ? { name: nameOf(run, role) } : {};
      await cloudOf(run).nameVolume(volumeId, { ...named, metadata }, signal);
    }),
  );
  return null;
}
