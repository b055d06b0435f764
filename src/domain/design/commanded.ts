import type { BackEnd } from "./back-end.ts";
import type { DesignFacts } from "./facts.ts";
import { variableOf } from "./shell-word.ts";

/** A volume as commands name it. */
export interface CommandedVolume {
  readonly role: string;
  /** Its id; of one that was not found the name that the manifest has. */
  readonly id: string;
  readonly found: boolean;
  readonly type: string | undefined;
  readonly gib: number | undefined;
  readonly inGroup: boolean;
  /** Shell variables of its member snapshot and of what is restored of it. */
  readonly snapshot: string;
  readonly restored: string;
}

/** Everything that commands are made of, with real ids where there are things. */
export interface Commanded {
  readonly facts: DesignFacts;
  readonly home: BackEnd | undefined;
  readonly groupType: { readonly name: string; readonly id: string | undefined };
  /** Types of its volumes, by name. */
  readonly types: readonly { readonly name: string; readonly id: string | undefined }[];
  readonly groupId: string | undefined;
  /** In the order in which restored ones are attached. */
  readonly volumes: readonly CommandedVolume[];
  /** Does the spec make sense here? Where the back end loops, it would only look consistent. */
  readonly wantsSpec: boolean;
  /** Of what the commands make: nothing of theirs may look as if Freezeframe had made it. */
  readonly label: string;
}

export function commanded(facts: DesignFacts, home: BackEnd | undefined): Commanded {
  const { application, cloud, group, inGroup } = facts;
  const groupId = "value" in group ? group.value.id : undefined;
  const current =
    "value" in group ? cloud.groupTypes.find(({ id }) => id === group.value.groupTypeId) : undefined;
  const typeName = current?.name ?? application.group.type ?? "consistent";
  const order = application.restore.order ?? [];
  const rank = (role: string): number => (order.includes(role) ? order.indexOf(role) : order.length);
  const volumes = facts.volumes
    .map(({ role, named, volume }) => ({
      role,
      id: "value" in volume ? volume.value.id : named,
      found: "value" in volume,
      type: "value" in volume ? volume.value.type : undefined,
      gib: "value" in volume ? volume.value.size : undefined,
      inGroup: "value" in volume && groupId !== undefined && inGroup.includes(volume.value.id),
      snapshot: variableOf("SNAPSHOT", role),
      restored: variableOf("RESTORED", role),
    }))
    .toSorted((a, b) => rank(a.role) - rank(b.role));
  const names = [...new Set(volumes.flatMap(({ type }) => type ?? []))];
  return {
    facts,
    home,
    groupType: { name: typeName, id: cloud.groupTypes.find(({ name }) => name === typeName)?.id },
    types: names.map((name) => ({ name, id: cloud.volumeTypes.find((type) => type.name === name)?.id })),
    groupId,
    volumes,
    wantsSpec: home?.does !== "loops",
    label: `by-hand-${application.application}`,
  };
}
