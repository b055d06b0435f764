import type { RestoredThing } from "./report.ts";

interface Left {
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
 * What a restore has made and is still there, with the commands that remove it, in order: first each volume from its server,
 * then volumes, then groups with what is in them.
 */
export function restoredLeft(
  { groups, volumes }: Left,
  why: ReadonlyMap<string, string> = new Map(),
): RestoredThing[] {
  return [
    ...volumes.map((volume): RestoredThing => {
      const { id, name, status } = volume;
      return { kind: "volume", id, name, status, ...because(why.get(id)), remedy: remedyOf(volume) };
    }),
    ...groups.map(({ id, name, status }): RestoredThing => {
      const remedy = [`openstack volume group delete --force ${id}`];
      return { kind: "group", id, name, status, ...because(why.get(id)), remedy };
    }),
  ];
}

const because = (why: string | undefined) => (why === undefined ? {} : { why });

function remedyOf({ id, status, groupId, attachments }: Left["volumes"][number]): string[] {
  const free = status === "available" || status === "error" || status === "error_deleting";
  return [
    ...attachments.map(({ serverId }) => `openstack server remove volume ${serverId} ${id}`),
    ...(free || attachments.length > 0
      ? []
      : [`openstack volume set --state error ${id}   # as an administrator, if it stays ${status}`]),
    ...(groupId === undefined ? [`openstack volume delete ${id}`] : []),
  ];
}
