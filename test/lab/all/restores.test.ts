import { expect, test } from "vitest";
import { DISCARD_RESTORE } from "#workflows/names.ts";
import { backEnds } from "../harness/back-ends.ts";
import { port, restorable, restore, signal } from "../harness/restorable.ts";

const wayAndPlace = backEnds.flatMap((backEnd) =>
  (["volumes", "group"] as const).map((strategy) => [strategy, backEnd.volumeType, backEnd] as const),
);

test.each(wayAndPlace)(
  "restored as %s on %s: made, proved, attached, kept; discarded, gone",
  async (how, _on, backEnd) => {
    await using it = await restorable(backEnd);
    const report = await restore(it.run, it.point, how);
    expect(report.headline).toMatch(/^data verified: /);
    expect(report.volumes.map(({ role }) => role)).toEqual(["data", "wal"]);
    for (const { role, volumeId, name } of report.volumes) {
      const volume = await port.volumeById(volumeId, signal);
      const member = it.point.evidence.set.members.find((one) => one.role === role);
      expect(volume).toMatchObject({
        name,
        status: "in-use",
        snapshotId: member?.snapshotId,
        attachments: [{ serverId: it.server.id }],
        metadata: { "freezeframe:restore": report.runId, "freezeframe:role": role },
      });
    }
    await it.run(
      DISCARD_RESTORE,
      { application: "orders", restore: report.runId, requestedBy: "U0OPS" },
      "r-discard",
    );
    for (const { volumeId } of report.volumes)
      expect(await port.volumeById(volumeId, signal)).toBeUndefined();
    expect(await port.groupsNamed(`ffr/test/orders/${report.runId}/`, signal)).toEqual([]);
  },
);

test.each(backEnds)(
  "what the recovery server finds damaged on $volumeType is detached and deleted",
  async (backEnd) => {
    await using it = await restorable(backEnd);
    it.house.recovery.says.clean = false;
    const report = await restore(it.run, it.point, "volumes");
    expect(report).toMatchObject({ reached: "attached", state: "torn down", left: [] });
    expect(await port.volumesNamed(`ffr/test/orders/${report.runId}/`, signal)).toEqual([]);
    expect(await port.attachedTo(it.server.id, signal)).toEqual([]);
  },
);
