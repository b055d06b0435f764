import type { Application } from "../application.ts";
import type { RestorePlan } from "./plan.ts";

/**
 * The commands that put restored volumes in the place of the application's own, for a person to read, change and run. Nothing
 * is run here. The first ones take the restore's marks away, so that a later discard does not touch what is in use.
 */
export function cutOverCommands(
  application: Application,
  plan: RestorePlan,
  made: readonly { readonly role: string; readonly volumeId: string }[],
): string[] {
  const volumes = plan.volumes.flatMap((planned) => {
    const id = made.find(({ role }) => role === planned.role)?.volumeId;
    const own = application.group.volumes.find(({ role }) => role === planned.role);
    return id === undefined || own === undefined
      ? []
      : [{ id, role: planned.role, old: planned.sourceVolumeId, server: own.server }];
  });
  const servers = [...new Set(volumes.map(({ server }) => server))].join(", ");
  const recovery = plan.server;
  if (volumes.length === 0) return [];
  return [
    ...volumes.map(
      ({ id, role }) =>
        `openstack volume unset --property freezeframe:restore ${id} && openstack volume set --name ${application.application}-${role}-restored ${id}`,
    ),
    ...(recovery === undefined || plan.boot !== undefined
      ? []
      : volumes.map(({ id }) => `openstack server remove volume ${recovery.id} ${id}`)),
    ...(recovery === undefined || plan.boot === undefined
      ? []
      : [`openstack server delete --wait ${recovery.id}   # it was booted to check them; its volumes stay`]),
    `# stop the application on ${servers} and unmount its volumes there`,
    ...volumes.map(({ old, server }) => `openstack server remove volume ${server} ${old}`),
    ...volumes.map(({ id, server }) => `openstack server add volume ${server} ${id}`),
    ...(plan.leftOut.length === 0
      ? []
      : [`# ${plan.leftOut.join(", ")} not restored: beside the new ones of another moment`]),
    `# mount them, start the application, then name the new volumes in the manifest and in its group`,
  ];
}
