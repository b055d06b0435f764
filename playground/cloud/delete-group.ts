import { type Call, param, type Reply } from "./call.ts";
import { findGroup } from "./find.ts";
import { badRequest } from "./refusal.ts";
import { deleteGroupOnBackend } from "./restore-manager.ts";
import type { Group, Volume } from "./rows.ts";

/** POST /groups/{id}/action {delete}. With `delete-volumes` any state of the group will do. cinder 21.3.1 group/api.py:519-604. */
export function deleteGroup(call: Call): Reply {
  const group = findGroup(call, param(call, "id"));
  const asked = (call.body as { delete?: { "delete-volumes"?: boolean } } | undefined)?.delete;
  if (asked === undefined) throw badRequest("There is no such action here.");
  const withVolumes = asked["delete-volumes"] === true;
  const volumes = [...call.state.volumes.values()].filter(({ groupId }) => groupId === group.id);
  refuse(call, group, volumes, withVolumes);
  for (const volume of volumes) volume.status = "deleting";
  group.status = "deleting";
  call.state.background.start(() => deleteGroupOnBackend(call.state, group));
  return { status: 202 };
}

function refuse(call: Call, group: Group, volumes: readonly Volume[], withVolumes: boolean): void {
  const no = (why: string): never => {
    throw badRequest(`Invalid Group: ${why}`);
  };
  if (!withVolumes && group.status !== "available" && group.status !== "error") {
    no(`Group status must be available or error, but current status is: ${group.status}`);
  }
  if ([...call.state.groupSnapshots.values()].some(({ groupId }) => groupId === group.id)) {
    no("Group has existing snapshots.");
  }
  if (volumes.length > 0 && !withVolumes) {
    no(`Group ${group.id} still contains volumes. The delete-volumes flag is required to delete it.`);
  }
  if (volumes.some(({ attachments }) => attachments.length > 0)) {
    no(`Volume in group ${group.id} is attached. Need to detach first.`);
  }
}
