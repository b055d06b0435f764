import { expect } from "vitest";
import { addFault, type Fault, isSpent } from "../faults.ts";
import { groupSnapshots } from "../group-snapshots.ts";
import { untilListed } from "../until.ts";
import { verbHere } from "../verb-here.ts";
import type { DebrisHouse } from "./house.ts";

/** Takes a point; its id, and what Cinder has of it. */
export async function takePoint({ dir, group }: DebrisHouse) {
  const { code, result } = await verbHere(dir, "snapshot", group.name);
  expect(result, `status ${code}`).toMatchObject({ point: expect.any(String) });
  const { result: evidence } = await verbHere(dir, "evidence", result.point);
  const members: { role: string; volumeId: string; snapshotId: string }[] = evidence.evidence.set.members;
  return { point: result.point as string, groupSnapshotId: evidence.groupSnapshotId as string, members };
}

/** A snapshot that fails by such a fault, once; the id of the group snapshot that it leaves behind. */
export async function failCut(house: DebrisHouse, fault: Fault): Promise<string> {
  const { dir, group } = house;
  await using _fault = await addFault(`cut-${dir.instance}`, {
    ...fault,
    backend: house.backEnd.volumeType,
    times: 1,
  });
  const { code, result } = await verbHere(dir, "snapshot", group.name);
  expect(code, JSON.stringify(result)).toBe(5);
  expect(result.leftovers).toHaveLength(1);
  return result.leftovers[0].id;
}

/** One member fails, the other does not. */
export const failMember = (house: DebrisHouse): Promise<string> =>
  failCut(house, { op: "create_snapshot", action: "fail", match: `${house.group.name}-data` });

/** Somebody deletes it, past Freezeframe. */
export async function deleteSet({ lab }: DebrisHouse, id: string): Promise<void> {
  const { status, body } = await lab.bot.cinder("DELETE", `/group_snapshots/${id}`);
  expect(status, JSON.stringify(body)).toBe(202);
}

/** Somebody deletes it, past Freezeframe, and such a fault breaks it off, once. */
export async function deleteBroken(house: DebrisHouse, id: string, fault: Fault): Promise<void> {
  const name = `delete-${house.dir.instance}`;
  await using _fault = await addFault(name, { ...fault, backend: house.backEnd.volumeType, times: 1 });
  await deleteSet(house, id);
  await untilListed("the deletion has been broken off", () => isSpent(name));
}

/** The group snapshot has this status; undefined: it is gone. */
export const setIs = ({ lab, dir }: DebrisHouse, id: string, status: string | undefined): Promise<true> =>
  untilListed(`group snapshot ${id} ${status ?? "gone"}`, async () => {
    const found = (await groupSnapshots(lab, `ff/${dir.instance}/`)).find((set) => set.id === id);
    return found?.status === status ? true : undefined;
  });
