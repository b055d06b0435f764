import { restoredStampText, signedRestoredMetadata } from "#domain/restore/restored-stamp.ts";
import { cloudOf, nameOf, type RestoreRun, stampOf } from "./restore-run.ts";

/** Gives each proved volume its name and the signed stamp: Cinder gives those of a group neither. Ran twice: the same. */
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
      await cloudOf(run).nameVolume(volumeId, { name: nameOf(run, role), metadata }, signal);
    }),
  );
  return null;
}
