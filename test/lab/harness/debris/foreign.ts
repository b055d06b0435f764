import type { DebrisHouse } from "./house.ts";

/**
 * Things that look like ours and are not: other people's, copies of our names and marks, what another installation has. None of
 * them may ever be found.
 */
export async function makeForeign({ somebody, group, dir }: DebrisHouse): Promise<void> {
  const run = "r-20261123-104207-7f3a";
  const restored = `ffr/${dir.instance}/${group.name}/${run}`;
  const mark = { "freezeframe:restore": run, "freezeframe:instance": dir.instance };
  await somebody.volume({
    name: `${restored}/data`,
    metadata: { ...mark, "freezeframe:hmac": "0".repeat(64) },
  });
  await somebody.volume({ name: `${restored}/more` });
  await somebody.volume({ name: `ffr/${dir.instance}x/${group.name}/${run}/data`, metadata: mark });
  const named = await somebody.volume({ name: `${group.name}-data-2` });
  await somebody.snapshot(named, `ff/${dir.instance}/${group.name}/${run}/token`, mark);
  await somebody.server(`${restored}/server`, mark);
  const group2 = await somebody.group(`${restored}/group`);
  await somebody.volume({ name: `${restored}/more`, group_id: group2, metadata: mark });
  // Of our name, of a run and a token that nobody has ever had.
  await somebody.groupSnapshot(group2, `ff/${dir.instance}/${group.name}/${run}/token`);
}
