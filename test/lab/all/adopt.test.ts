import { rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { expect, test } from "vitest";
import { type ApplicationDir, applicationDir, document } from "../harness/application-dir.ts";
import { memberSnapshots } from "../harness/group-snapshots.ts";
import { lab } from "../harness/lab.ts";
import { expectStatus } from "../harness/open-stack.ts";
import { verb } from "../harness/verb.ts";

// The store is lost, and real Cinder has what was stamped on its snapshots.

const here = await lab();

async function wipeStore(dir: ApplicationDir): Promise<void> {
  const { store } = await document(dir.config);
  const file = resolve(dirname(dir.config), store.path);
  for (const ending of ["", "-wal", "-shm", ".owner"]) await rm(file + ending, { force: true });
}

test("store wiped, adopted: the same label, on the atomic back end as on the one that loops", async () => {
  for (const application of ["orders-db", "orders-db-loop"]) {
    await using dir = await applicationDir(here, { application });
    const { result: taken } = await verb(dir, "snapshot", application);
    const { result: before } = await verb(dir, "evidence", taken.point);
    await wipeStore(dir);
    expect((await verb(dir, "points", application)).result).toEqual([]);
    const { result: plan } = await verb(dir, "adopt");
    expect(plan.found.map((one: { verdict: string }) => one.verdict)).toEqual(["adopt"]);
    const { code, result, error } = await verb(dir, "adopt", "--yes");
    expect({ code, error, adopted: result?.adopted }).toEqual({ code: 0, adopted: [taken.point] });
    const { result: after } = await verb(dir, "evidence", taken.point);
    expect(after.label).toMatchObject({ grade: before.label.grade, text: `${before.label.text}, adopted` });
    expect(after).toMatchObject({
      createdAt: before.createdAt,
      runId: before.runId,
      groupSnapshotId: before.groupSnapshotId,
      requestedBy: before.requestedBy,
    });
    expect((await verb(dir, "adopt", "--yes")).result).toEqual({ found: [], known: 1, adopted: [] });
  }
});

test("a grade that a member of the project has written into metadata is refused", async () => {
  await using dir = await applicationDir(here, {
    application: "orders-db",
    manifest: (manifest) => {
      manifest.quiesce = { policy: "skip" };
      delete manifest.objectives.grade;
    },
  });
  const { result: taken } = await verb(dir, "snapshot", "orders-db");
  expect(taken.label.grade).not.toBe("A");
  const { result: point } = await verb(dir, "evidence", taken.point);
  const [member] = await memberSnapshots(here, point.groupSnapshotId);
  const metadata = { "freezeframe:grade": "A", "freezeframe:base": "A" };
  expectStatus(await here.bot.cinder("POST", `/snapshots/${member.id}/metadata`, { metadata }), 200);
  await wipeStore(dir);
  const { code, result } = await verb(dir, "adopt", "--yes");
  expect([code, result.adopted]).toEqual([4, []]);
  expect(result.found).toMatchObject([
    {
      verdict: "refused",
      groupSnapshotId: point.groupSnapshotId,
      why: [expect.stringContaining("signature")],
    },
  ]);
  expect((await verb(dir, "points", "orders-db")).result).toEqual([]);
});
