import type { RestoredThing } from "./report.ts";

interface Left {
  readonly servers: readonly { readonly id: string; readonly name: string; readonly status: string }[];
  readonly groups: readonly { readonly id: string; readonly name: string; readonly status: string }[];
  readonly volumes: readonly {
    readonly id: string;
    readonly name: string;
    readonly status: string;
    readonly groupId?: string | undefined;
    readonly attachments: readonly { readonly serverId: string }[];
  }[];
}

/**
 * What a restore has made and is still there, with the commands that remove it, in order: first the server that was booted,
 * each volume from any other, then volumes, then groups with what is in them.
 */
export function restoredLeft(
  { servers, groups, volumes }: Left,
  why: ReadonlyMap<string, string> = new Map(),
): RestoredThing[] {
  const booted = new Set(servers.map(({ id }) => id));
  return [
    ...servers.map(({ id, name, status }): RestoredThing => {
      const remedy = [`openstack server delete --wait ${id}`];
      return { kind: "server", id, name, status, ...because(why.get(id)), remedy };
    }),
    ...volumes.map((volume): RestoredThing => {
      const { id, name, status } = volume;
      const remedy = remedyOf(volume, booted);
      return { kind: "volume", id, name, status, ...because(why.get(id)), remedy };
    }),
    ...groups.map(({ id, name, status }): RestoredThing => {
      const remedy = [`openstack volume group delete --force ${id}`];
      return { kind: "group", id, name, status, ...because(why.get(id)), remedy };
    }),
  ];
}

const because = (why: string | undefined) => (why === undefined ? {} : { why });

function remedyOf(
  { id, status, groupId, attachments }: Left["volumes"][number],
  booted: ReadonlySet<string>,
): string[] {
  const free =
    status === "available" || status === "error" || (groupId !== undefined && status === "error_deleting");
  return [
    // What was booted is gone by then, and has let go of it.
    ...attachments
      .filter(({ serverId }) => !booted.has(serverId))
      .map(({ serverId }) => `openstack server remove volume ${serverId} ${id}`),
    ...(free || attachments.length > 0
      ? []
      : [`openstack volume set --state error ${id}   # as an administrator, if it stays ${status}`]),
    ...(groupId === undefined ? [`openstack volume delete ${id}`] : []),
  ];
}
