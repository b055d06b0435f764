import type { Debris } from "./debris.ts";
import type { DebrisHouse } from "./house.ts";

/** A nightly tool, another installation and a person take snapshots of our volumes. */
export async function makeOthersSnapshots({ somebody, group, dir }: DebrisHouse): Promise<Debris[]> {
  const [volume] = group.volumes;
  const nightly = await somebody.groupSnapshot(group.id, "nightly");
  const theirs = await somebody.groupSnapshot(
    group.id,
    `ff/${dir.instance}x/${group.name}/r-20261123-104207-7f3a/token`,
  );
  const single = await somebody.snapshot(volume?.id ?? "", "before the upgrade");
  return [
    { class: "another tool's", kind: "group snapshot", thing: nightly, by: "owner" },
    { class: "another tool's", kind: "group snapshot", thing: theirs, by: "owner" },
    { class: "another tool's", kind: "snapshot", thing: single, by: "owner" },
  ];
}
