import { error, type Finding } from "../finding.ts";
import type { CloudFacts } from "./facts.ts";

/** The group is the manifest's, of its type, usable, and holds exactly the manifest's volumes. */
export function membershipFindings({
  application,
  group,
  groupTypeName,
  volumes,
  groupVolumes,
}: CloudFacts): Finding[] {
  const found: Finding[] = [];
  if (group.status !== "available")
    found.push(
      error(
        "group-not-available",
        group.name,
        `the group is ${group.status}; Cinder would take a snapshot all the same`,
        {
          next: `cinder group-show ${group.id}; when nothing works on it any more, an administrator resets its status`,
        },
      ),
    );
  if (application.group.type !== undefined && groupTypeName !== application.group.type)
    found.push(
      error(
        "group-type-differs",
        group.name,
        `the group is of type "${groupTypeName}", the manifest says "${application.group.type}"`,
        {
          next: "correct group.type in the manifest, or move the volumes to a group of that type",
        },
      ),
    );
  const inGroup = new Set(groupVolumes.map((volume) => volume.id));
  for (const { role, volume } of volumes.filter((one) => !inGroup.has(one.volume.id)))
    found.push(
      error(
        "volume-not-in-group",
        role,
        `volume ${volume.name ?? volume.id} (${volume.id}) is in the manifest but not in group ${group.name}: its data would be missing from every snapshot`,
        {
          next: `cinder group-update --add-volumes ${volume.id} ${group.id}`,
        },
      ),
    );
  const inManifest = new Set(volumes.map((one) => one.volume.id));
  for (const volume of groupVolumes.filter((one) => !inManifest.has(one.id)))
    found.push(
      error(
        "foreign-volume-in-group",
        volume.name ?? volume.id,
        `volume ${volume.id} is in group ${group.name} but not in the manifest: it would be snapshotted without being frozen`,
        {
          next: `add it to group.volumes in the manifest, or: cinder group-update --remove-volumes ${volume.id} ${group.id}`,
        },
      ),
    );
  return found;
}
