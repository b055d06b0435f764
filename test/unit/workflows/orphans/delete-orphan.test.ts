import { expect, test } from "vitest";
import { orphan } from "#domain/orphans/orphan.ts";
import { deleteOrphan } from "#workflows/orphans/delete-orphan.ts";
import { randomFrom } from "./random.ts";
import { ourSet } from "./random-world.ts";
import { smallPorts } from "./small-ports.ts";
import { CLOUD, emptyWorld } from "./small-world.ts";

const { signal } = new AbortController();

/** A set that is being deleted, and is gone at the third look. */
async function whileBeingDeleted(execution: number) {
  const world = emptyWorld();
  ourSet(world, randomFrom(3));
  const [set] = world.sets.values();
  if (set === undefined) throw new Error("there is no set");
  set.status = "deleting";
  const ports = smallPorts(world);
  const cloud = ports.cloud(CLOUD);
  let looks = 0;
  const scan = {
    ...cloud.scan,
    set: async (id: string, until: AbortSignal) => {
      looks += 1;
      if (looks === 3) world.sets.delete(id);
      return cloud.scan.set(id, until);
    },
  };
  const planned = orphan({
    ...{ class: "failed set", kind: "group snapshot", cloud: CLOUD, application: "orders", thing: set.id },
    ...{ name: set.name, status: "error", gib: 1, by: "clean-up", proof: [], bound: [] },
  });
  const done = await deleteOrphan(
    planned,
    { ...ports, cloud: () => ({ ...cloud, scan }) },
    { signal, execution },
  );
  return { ...done, asked: world.deleted };
}

test("a set that an execution which died has asked to go is followed, and was deleted by us", async () => {
  expect(await whileBeingDeleted(2)).toMatchObject({ outcome: "deleted", asked: [] });
});

test("one that somebody else has asked to go is gone: it was not our deletion", async () => {
  expect(await whileBeingDeleted(1)).toMatchObject({ outcome: "gone", asked: [] });
});
