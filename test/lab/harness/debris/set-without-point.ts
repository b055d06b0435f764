import { expect } from "vitest";
import { startFreezeframe } from "../freezeframe.ts";
import { groupSnapshots } from "../group-snapshots.ts";
import { verbHere } from "../verb-here.ts";
import { setIs } from "./cut.ts";
import type { Debris } from "./debris.ts";
import type { DebrisHouse } from "./house.ts";

/** Freezeframe is killed the moment Cinder has taken its request; the next one executes the window again, under another token. */
export async function makeSetWithoutPoint(house: DebrisHouse): Promise<Debris[]> {
  const { lab, dir, group } = house;
  const before = (await groupSnapshots(lab, `ff/${dir.instance}/`)).map(({ id }) => id);
  const running = startFreezeframe(["snapshot", group.name], { dir, limitMs: 300_000 });
  house.intercept(async ({ method, path }, pass) => {
    await pass();
    if (method !== "POST" || !path.endsWith("/group_snapshots")) return "answered";
    running.child.kill("SIGKILL");
    return "lost";
  });
  expect((await running.ended).signal).toBe("SIGKILL");
  house.intercept(undefined);
  expect((await verbHere(dir, "start", "--until-idle")).code).toBe(0);
  const { result: points } = await verbHere(dir, "points", group.name);
  const { result: newest } = await verbHere(dir, "evidence", points[0].id);
  const made = (await groupSnapshots(lab, `ff/${dir.instance}/`)).filter(({ id }) => !before.includes(id));
  expect(made).toHaveLength(2);
  const [left] = made.filter(({ id }) => id !== newest.groupSnapshotId);
  const thing = left?.id ?? "";
  await setIs(house, thing, "available");
  return [{ class: "set without point", kind: "group snapshot", thing, by: "clean-up" }];
}
