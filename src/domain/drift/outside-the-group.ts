import { ownershipOf } from "#domain/ownership/ownership-of.ts";
import { type Finding, info, warning } from "../finding.ts";

/** A volume that is attached to a server of the application. */
export interface AttachedNow {
  readonly server: string;
  readonly volumeId: string;
  readonly name: string | undefined;
  readonly bootable: boolean;
}

export const OUTSIDE_CODES: readonly string[] = ["boot-volume-outside-group", "attached-outside-group"];

/** Volumes of the application's servers that no snapshot of it has. What a server boots from is said, and is no fault. */
export function outsideTheGroup(
  attached: readonly AttachedNow[],
  group: { readonly id: string; readonly volumeIds: readonly string[] },
  instance: string,
): Finding[] {
  return attached
    .filter(
      ({ volumeId, name }) =>
        !group.volumeIds.includes(volumeId) && ownershipOf({ name }, instance) === "unmarked",
    )
    .map(({ server, volumeId, name, bootable }) => {
      const text = `volume ${name ?? volumeId} (${volumeId}) is attached to ${server} and in no snapshot: it is not in the group`;
      return bootable
        ? info("boot-volume-outside-group", volumeId, text)
        : warning("attached-outside-group", volumeId, text, {
            costs: "what the application keeps there is in no point, whatever its label says",
            next: `cinder group-update --add-volumes ${volumeId} ${group.id}, and name it in the manifest; or: openstack server remove volume ${server} ${volumeId}`,
          });
    });
}
