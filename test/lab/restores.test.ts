import { expect, test } from "vitest";
import { backEnds } from "./harness/back-ends.ts";
import { loseCopy } from "./harness/lose-copy.ts";
import { lab, port, restorable, restore, signal } from "./harness/restorable.ts";

test("a hollow restore, of which Cinder says available, is caught and leaves nothing", async () => {
  const [, looping] = backEnds;
  await using it = await restorable(looping);
  const lost = it.point.evidence.set.members.find(({ role }) => role === "wal")?.snapshotId ?? "";
  await loseCopy(lab, looping.volumeType, lost);
  const report = await restore(it.run, it.point, "group");
  // Cinder says error for a moment before it says available: seen then, nothing is attached any more.
  if (report.reached === "nothing") expect(report.headline).toMatch(/group \S+ is error, expected available/);
  else expect(report.headline).toContain("attaching failed: wal: ");
  expect(["nothing", "volumes created"]).toContain(report.reached);
  expect(report.left).toEqual([]);
  expect(report.state).toBe("torn down");
  expect(await port.groupsNamed(`ffr/test/orders/${report.runId}/`, signal)).toEqual([]);
});
