import { describe, expect, test } from "vitest";
import { decide } from "#domain/approval-transitions.ts";
import { recover } from "#operations/index.ts";
import { changeApproval } from "#workflows/change-approval.ts";
import { temporaryDatabase } from "../store/temporary-database.ts";
import { acts, chief, decision, guarded, guardedHouse, requested } from "./guarded-house.ts";
import { type House, operator, signal, start } from "./house.ts";

type Options = Parameters<typeof guardedHouse>[0];

/** The next process on the same database, which takes up what it finds. */
async function restarted(before: House, options: Options = {}, at = start) {
  await before.engine.close();
  const house = guardedHouse({ ...options, database: before.database });
  house.clock.at = at;
  await recover(house.engine, {
    records: house.records,
    clock: { now: () => house.clock.at, monotonic: () => 0 },
  });
  return house;
}

const house = (options: Options = {}) => guardedHouse({ database: temporaryDatabase(), ...options });

describe("a restart", () => {
  test("leaves a request that waits as it is: the same approval, which is then decided on", async () => {
    const first = house();
    const { approval, runId } = await requested(first);
    const second = await restarted(first);
    expect(await second.operations.approvals()).toEqual([approval]);
    await second.operations.decide(decision(approval), signal);
    expect(await second.operations.ended(runId, signal)).toMatchObject({ result: { outcome: "ok" } });
    expect(second.taken).toEqual([`${runId}-snapshot`]);
    expect(acts(second)).toEqual(["approval.requested", "approval.approve"]);
  });

  test("keeps the first of two approvals", async () => {
    const options = { applications: [guarded({ quorum: 2 })] };
    const first = house(options);
    const { approval, runId } = await requested(first);
    await first.operations.decide(decision(approval), signal);
    const second = await restarted(first, options);
    await second.operations.decide(decision(approval, { actor: chief }), signal);
    expect(await second.operations.ended(runId, signal)).toMatchObject({ result: { outcome: "ok" } });
    expect(second.taken).toHaveLength(1);
  });

  test.each(["approve", "deny"] as const)(
    "takes up a decision (%s) that was stored, and whose message to the run died with the process",
    async (what) => {
      const first = house();
      const { approval, runId } = await requested(first);
      const voice = {
        right: { slackId: "U0BOSS" },
        what,
        reason: "why not",
        at: start,
        digest: approval.digest,
        quorum: 1,
      };
      await changeApproval(first.records, approval.id, (now) => ({
        next: decide(now, { ...voice, via: "slack" }),
        actor: "U0BOSS",
        act: what,
      }));
      const second = await restarted(first);
      expect(await second.operations.ended(runId, signal)).toMatchObject({
        result: { outcome: what === "approve" ? "ok" : "denied" },
      });
      expect(second.taken).toHaveLength(what === "approve" ? 1 : 0);
    },
  );

  test("after its time is over expires a request, once", async () => {
    const first = house();
    const { approval, runId } = await requested(first);
    const second = await restarted(first, {}, approval.expiresAt);
    expect(await second.operations.ended(runId, signal)).toMatchObject({ result: { outcome: "expired" } });
    expect(acts(second)).toEqual(["approval.requested", "approval.expired"]);
  });

  test("long after it was approved executes nothing: the approval is voided", async () => {
    const first = house();
    const { approval, runId } = await requested(first);
    const voice = { right: { slackId: "U0BOSS" }, at: start, digest: approval.digest, quorum: 1 };
    await changeApproval(first.records, approval.id, (now) => ({
      next: decide(now, { ...voice, what: "approve", via: "slack" }),
      actor: "U0BOSS",
      act: "approve",
    }));
    const second = await restarted(first, {}, approval.expiresAt);
    expect(await second.operations.ended(runId, signal)).toMatchObject({
      result: {
        outcome: "voided",
        why: `voided by run ${runId}: it was approved at 2026-11-23 10:42 UTC, which is too long ago`,
      },
    });
    expect(second.taken).toEqual([]);
  });

  test("while the snapshot is taken takes no second one", async () => {
    const began = Promise.withResolvers<void>();
    const first = house({
      workflow: (ctx) =>
        ctx.step("hold", async ({ signal: stop }) => {
          began.resolve();
          await new Promise((_, reject) =>
            stop.addEventListener("abort", () => reject(stop.reason), { once: true }),
          );
          return null;
        }),
    });
    const { approval, runId } = await requested(first);
    await first.operations.decide(decision(approval), signal);
    await began.promise;
    const second = await restarted(first);
    expect(await second.operations.ended(runId, signal)).toMatchObject({ result: { outcome: "ok" } });
    expect(second.taken).toEqual([`${runId}-snapshot`]);
    expect((await second.operations.runs(10)).map(({ id }) => id).sort()).toEqual(
      [runId, `${runId}-snapshot`].sort(),
    );
  });

  test("finds a request that has ended as it ended, and asks nobody anew", async () => {
    const first = house();
    const { approval, runId } = await requested(first);
    await first.operations.withdraw({ approvalId: approval.id, actor: operator }, signal);
    await first.operations.ended(runId, signal);
    const second = await restarted(first);
    expect(await second.operations.approval(approval.id)).toMatchObject({ state: "withdrawn" });
    expect(acts(second)).toEqual(["approval.requested", "approval.withdrawn"]);
  });

  test("closes a request that no run waits for any more", async () => {
    const first = house();
    const { approval } = await requested(first);
    const lost = { ...approval, id: "ap-lost", runId: "r-gone" };
    await first.records.saveApproval(lost, "absent", {
      actor: "U0OPS",
      act: "approval.requested",
      subject: "ap-lost",
    });
    const second = await restarted(first);
    expect(await second.operations.approval("ap-lost")).toMatchObject({
      state: "withdrawn",
      endedBy: "run r-gone",
      endedWhy: "its run has ended",
    });
    expect(await second.operations.approval(approval.id)).toMatchObject({ state: "requested" });
  });
});
