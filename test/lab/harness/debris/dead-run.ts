import { expect } from "vitest";
import { addFault } from "../faults.ts";
import { everything } from "../inventory.ts";
import { untilListed } from "../until.ts";
import { verbHere } from "../verb-here.ts";
import type { Debris } from "./debris.ts";
import type { DebrisHouse } from "./house.ts";
import { loseRun } from "./lost-run.ts";

/** All of them, one after another. */
export async function makeDeadRuns(house: DebrisHouse, point: string): Promise<Debris[]> {
  return [
    ...(await lostWhileAttaching(house, point)),
    ...(await lostWhileBooting(house, point)),
    ...(await couldNotBeDeleted(house, point)),
  ];
}

/** Volumes on the recovery server, of a run that died before it read them. */
async function lostWhileAttaching(house: DebrisHouse, point: string): Promise<Debris[]> {
  const { lab, dir, group } = house;
  const known = new Set((await restored(house)).map(({ id }) => id));
  const volumes = async () =>
    (await restored(house)).filter(({ kind, id }) => kind === "volume" && !known.has(id));
  const attached = async () =>
    (await everything(lab)).filter(
      ({ kind, name, id }) =>
        kind === "attachment" && name.startsWith(`ffr/${dir.instance}/`) && !known.has(id),
    );
  {
    // Named one by one; the first is attached, nothing is mounted before all are.
    await using _hang = await addFault(`attach-${dir.instance}`, {
      op: "initialize_connection",
      action: "hang",
      match: `${group.name}/`,
    });
    await loseRun(house, ["restore", group.name, point, "--strategy", "volumes"], async () =>
      (await volumes()).length === group.volumes.length ? true : undefined,
    );
  }
  await untilListed("what was being attached is", async () =>
    (await attached()).length > 0 ? true : undefined,
  );
  await untilListed("nothing is on its way", async () =>
    (await volumes()).every(({ status }) => status === "in-use" || status === "available") ? true : undefined,
  );
  const on = await attached();
  return [
    ...on.map(
      ({ id }): Debris => ({ class: "expired restore", kind: "attachment", thing: id, by: "clean-up" }),
    ),
    ...(await volumes()).map(
      ({ id }): Debris => ({ class: "expired restore", kind: "volume", thing: id, by: "clean-up" }),
    ),
  ];
}

/** A server with its volumes, of a run that died while it waited for it to boot. */
async function lostWhileBooting(house: DebrisHouse, point: string): Promise<Debris[]> {
  const { group } = house;
  const known = new Set((await restored(house)).map(({ id }) => id));
  const made = async () => (await restored(house)).filter(({ id }) => !known.has(id));
  await loseRun(
    house,
    ["restore", group.name, point, "--strategy", "volumes", "--target", "boot"],
    async () => {
      const things = await made();
      const isUp = things.some(({ kind, status }) => kind === "server" && status === "ACTIVE");
      return isUp && things.every(({ status }) => status === "ACTIVE" || status === "in-use")
        ? true
        : undefined;
    },
  );
  return (await made()).map(
    ({ kind, id }): Debris => ({
      class: "expired restore",
      kind: kind === "server" ? "server" : "volume",
      thing: id,
      by: "clean-up",
    }),
  );
}

/** A restore that failed, and of which the back end would not delete a volume: for an administrator. */
async function couldNotBeDeleted(house: DebrisHouse, point: string): Promise<Debris[]> {
  const { dir } = house;
  const known = new Set((await restored(house)).map(({ id }) => id));
  {
    await using _attach = await addFault(`attach-${dir.instance}`, {
      op: "initialize_connection",
      action: "fail",
      match: `ffr/${dir.instance}/`,
    });
    await using _delete = await addFault(`stubborn-${dir.instance}`, {
      op: "delete_volume",
      action: "fail",
      match: `ffr/${dir.instance}/`,
      times: 1,
    });
    const { code, result } = await verbHere(dir, "restore", dir.application, point, "--strategy", "volumes");
    expect([code, result?.state]).toEqual([5, "left behind"]);
  }
  const left = (await restored(house)).filter(({ id }) => !known.has(id));
  expect(left).toMatchObject([{ kind: "volume", status: "error_deleting" }]);
  return left.map(({ id }) => ({ class: "dead run", kind: "volume", thing: id, by: "administrator" }));
}

/** Servers and volumes that bear the name of a restore of this installation. */
async function restored({ lab, dir }: DebrisHouse) {
  return (await everything(lab)).filter(
    ({ kind, name }) => (kind === "server" || kind === "volume") && name.startsWith(`ffr/${dir.instance}/`),
  );
}
