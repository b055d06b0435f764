import { describe, expect, test } from "vitest";
import { DomainError } from "#domain/errors.ts";
import { SNAPSHOT_APPLICATION } from "#workflows/names.ts";
import { acts, boss, chief, decision, guarded, guardedHouse, requested } from "./guarded-house.ts";
import { type House, operator, signal, start, stranger } from "./house.ts";
import { smallSlack } from "./members.ts";

const hour = 3_600_000;

describe("a snapshot that needs an approval", () => {
  test("waits after one durable write, with the application's lock free, and is taken once it is approved", async () => {
    const house = guardedHouse();
    house.writes();
    const answer = await house.operations.snapshot({ application: "orders", actor: operator }, signal);
    expect(house.writes()).toBe(1);
    expect(answer).toEqual({
      runId: expect.stringMatching(/^r-/),
      how: "approval",
      approvalId: expect.stringMatching(/^ap-[0-9a-f]{8}$/),
    });
    const id = answer.approvalId ?? "";
    await expect.poll(() => house.operations.approval(id)).toMatchObject({ state: "requested" });
    expect(await house.engine.start("other@1", "o-1", null, { lockKey: "orders" })).toMatchObject({
      state: "running",
    });
    await house.engine.ended("o-1");
    const approved = await house.operations.decide(decision(await house.operations.approval(id)), signal);
    expect(approved).toMatchObject({ state: "approved", endedBy: "U0BOSS", endedAt: start });
    expect(await house.operations.ended(answer.runId, signal)).toMatchObject({
      state: "done",
      result: { outcome: "ok" },
    });
    expect(house.taken).toEqual(["o-1", `${answer.runId}-snapshot`]);
    expect(await house.operations.run(`${answer.runId}-snapshot`)).toMatchObject({
      workflow: SNAPSHOT_APPLICATION,
      lockKey: "orders",
      input: { application: "orders", requestedBy: "U0OPS", approvalId: id },
    });
  });

  test("is put before the approvers with what will happen, who asked and why, and until when", async () => {
    const house = guardedHouse();
    const { approval, runId } = await requested(house);
    expect(approval).toEqual({
      id: approval.id,
      application: "orders",
      cloud: "prod",
      subject: { kind: "snapshot" },
      runId,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      summary: [
        "a group snapshot of orders on cloud prod: group orders, 2 volumes (data, wal)",
        "writes on db-1 are held for at most 10 s; without a proved freeze it fails",
      ],
      requestedBy: "U0OPS",
      reason: "before the upgrade",
      requestedAt: start,
      expiresAt: start + hour,
      approvers: ["U0BOSS", "U0CHIEF"],
      quorum: 1,
      state: "requested",
      decisions: [],
    });
  });

  test("is one request when it is asked for twice, however often at once", async () => {
    const house = guardedHouse();
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        house.operations.snapshot({ application: "orders", actor: operator, trigger: `t-${n}` }, signal),
      ),
    );
    expect(new Set(all.map(({ runId }) => runId)).size).toBe(1);
    expect(new Set(all.map(({ approvalId }) => approvalId)).size).toBe(1);
    expect(all.map(({ how }) => how)).toEqual(["approval", ...Array.from({ length: 19 }, () => "joined")]);
    const again = { application: "orders", actor: operator, trigger: "t-3" };
    expect(await house.operations.snapshot(again, signal)).toMatchObject({
      how: "known",
      approvalId: all[0]?.approvalId,
    });
  });

  test("waits, approved, until the least time between two freezes is over", async () => {
    const house = guardedHouse({ betweenFreezesMs: 300_000 });
    const { approval, runId } = await requested(house);
    const hold = {
      token: "t",
      application: "orders",
      runId: "r-0",
      execution: 1,
      servers: [],
      openedAt: start,
    };
    await house.records.openHold(hold);
    await house.operations.decide(decision(approval), signal);
    const waits = () =>
      house.database.read((sql) =>
        sql.prepare("SELECT name FROM step WHERE run_id = ? AND name = '$sleep:1'").all(runId),
      );
    await expect.poll(() => waits().length).toBe(1);
    expect(house.taken).toEqual([]);
  });
});

describe("a decision", () => {
  test("is one commit with its audit row, which has who, through which group, from where and on what", async () => {
    const members = smallSlack({ S0DBA: ["U0ANN"] });
    const house = guardedHouse({
      members,
      applications: [guarded({ approvers: ["S0DBA", "U0BOSS"], quorum: 2 })],
    });
    const { approval } = await requested(house);
    const actor = { slackId: "U0ANN", name: "@ann" };
    await house.operations.decide(decision(approval, { actor, via: "command line", reason: "go" }), signal);
    expect(house.audit().at(-1)).toEqual({
      at: "2026-11-23T10:42:07.000Z",
      actor: "U0ANN",
      act: "approval.approve",
      subject: approval.id,
      detail: {
        application: "orders",
        subject: "snapshot",
        runId: approval.runId,
        digest: approval.digest,
        state: "requested",
        name: "@ann",
        through: "S0DBA",
        team: "T0HERE",
        via: "command line",
        reason: "go",
      },
    });
    expect(acts(house)).toEqual(["approval.requested", "approval.approve"]);
    expect(await house.operations.auditVerify()).toMatchObject({ intact: true, rows: 2 });
  });

  test("of two approvers at the same moment: both count, each once, and it is executed once", async () => {
    const house = guardedHouse({ applications: [guarded({ quorum: 2 })] });
    const { approval, runId } = await requested(house);
    const both = await Promise.all([
      house.operations.decide(decision(approval), signal),
      house.operations.decide(decision(approval, { actor: chief }), signal),
    ]);
    expect(both.map(({ state }) => state).sort()).toEqual(["approved", "requested"]);
    await house.operations.ended(runId, signal);
    expect(house.taken).toEqual([`${runId}-snapshot`]);
  });

  test("of a yes and a no at the same moment: one commit wins, the other is told", async () => {
    const house = guardedHouse();
    const { approval, runId } = await requested(house);
    const deny = decision(approval, { actor: chief, what: "deny", reason: "not now" });
    const answers = await Promise.allSettled([
      house.operations.decide(decision(approval), signal),
      house.operations.decide(deny, signal),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(answers[1]).toMatchObject({
      reason: { kind: "refused", message: expect.stringContaining("was approved by U0BOSS") },
    });
    await house.operations.ended(runId, signal);
    expect(acts(house)).toEqual(["approval.requested", "approval.approve", "approval.deny.refused"]);
  });

  test("that Slack delivers again is one decision, without a refusal", async () => {
    const house = guardedHouse({ applications: [guarded({ quorum: 2 })] });
    const { approval } = await requested(house);
    const click = decision(approval, { trigger: "click-1" });
    await Promise.all([house.operations.decide(click, signal), house.operations.decide(click, signal)]);
    expect(await house.operations.decide(click, signal)).toMatchObject({ decisions: [{ by: "U0BOSS" }] });
    expect(acts(house)).toEqual(["approval.requested", "approval.approve"]);
    await expect(house.operations.decide({ ...click, trigger: "click-2" }, signal)).rejects.toMatchObject({
      message: expect.stringContaining("each approver counts once"),
    });
  });

  test("no ends the run with who and why, and nothing is taken", async () => {
    const house = guardedHouse();
    const { approval, runId } = await requested(house);
    const deny = decision(approval, { what: "deny", reason: "during the sale?" });
    expect(await house.operations.decide(deny, signal)).toMatchObject({ state: "denied" });
    expect(await house.operations.ended(runId, signal)).toMatchObject({
      state: "done",
      result: {
        outcome: "denied",
        application: "orders",
        approvalId: approval.id,
        why: "denied by U0BOSS: during the sale?",
      },
    });
    expect(house.taken).toEqual([]);
  });

  test("is told to who listens, and so is every other change", async () => {
    const house = guardedHouse();
    const told: string[] = [];
    const stop = house.operations.onApproval(({ id, state }) => told.push(`${id} ${state}`));
    const { approval } = await requested(house);
    await house.operations.decide(decision(approval), signal);
    stop();
    expect(told).toEqual([`${approval.id} requested`, `${approval.id} approved`]);
  });
});

describe("a refusal says which rule it is and who can help, and is one audit row", () => {
  const refused = async (house: House, act: Promise<unknown>): Promise<DomainError> => {
    const before = house.audit().length;
    house.writes();
    const error = await act.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(DomainError);
    expect(house.writes()).toBe(1);
    expect(house.audit()).toHaveLength(before + 1);
    return error as DomainError;
  };

  test("to somebody who is no approver, with the workspace they came from and the digest they were shown", async () => {
    const house = guardedHouse();
    const { approval } = await requested(house);
    const actor = { ...stranger, team: "T0ELSE" };
    const error = await refused(house, house.operations.decide(decision(approval, { actor }), signal));
    expect(error).toMatchObject({
      kind: "not-permitted",
      message: `only approvers of orders decide on ${approval.id}: U0NOBODY is not one`,
      next: "ask one of U0BOSS, U0CHIEF",
    });
    expect(house.audit().at(-1)).toMatchObject({
      actor: "U0NOBODY",
      act: "approval.approve.refused",
      subject: approval.id,
      detail: { name: "@bob", team: "T0ELSE", digest: approval.digest, via: "slack", kind: "not-permitted" },
    });
  });

  test("to whoever asked, from Slack as from the command line", async () => {
    const house = guardedHouse({ applications: [guarded({ approvers: ["U0OPS", "U0BOSS"] })] });
    const { approval } = await requested(house);
    for (const via of ["slack", "command line"] as const) {
      const own = decision(approval, { actor: { ...operator, name: "ann on the command line" }, via });
      expect(await refused(house, house.operations.decide(own, signal))).toMatchObject({
        kind: "not-permitted",
        message: `U0OPS asked for ${approval.id}: nobody decides on their own request`,
        next: "ask one of U0BOSS",
      });
    }
  });

  test("to a forged digest, and to an id that there is not, with the nearest one", async () => {
    const house = guardedHouse();
    const { approval } = await requested(house);
    const forged = decision(approval, { digest: "00".repeat(32) });
    expect(await refused(house, house.operations.decide(forged, signal))).toMatchObject({ kind: "refused" });
    const typo = `${approval.id.slice(0, -1)}x`;
    expect(
      await refused(house, house.operations.decide(decision(approval, { approvalId: typo }), signal)),
    ).toMatchObject({
      kind: "not-found",
      message: `there is no approval "${typo}"; did you mean "${approval.id}"?`,
    });
    const long = decision(approval, { approvalId: "x".repeat(5_000) });
    expect((await refused(house, house.operations.decide(long, signal))).message.length).toBeLessThan(200);
    expect(JSON.stringify(house.audit().at(-1)).length).toBeLessThan(1_000);
  });

  test("to a guest, a bot, somebody deactivated or of another workspace", async () => {
    const members = smallSlack();
    const house = guardedHouse({ members });
    const { approval } = await requested(house);
    for (const flags of [
      { guest: true },
      { bot: true },
      { deactivated: true },
      { ours: false, team: "T0ELSE" },
    ]) {
      members.people.U0BOSS = flags;
      expect(await refused(house, house.operations.decide(decision(approval), signal))).toMatchObject({
        kind: "not-permitted",
      });
    }
    members.people.U0BOSS = {};
    expect(await house.operations.decide(decision(approval), signal)).toMatchObject({ state: "approved" });
  });

  test("while the group cannot be resolved, within the time that Slack waits", async () => {
    const members = { ...smallSlack(), of: () => new Promise<never>(() => undefined) };
    const house = guardedHouse({ members, applications: [guarded({ approvers: ["S0DBA"] })] });
    const { approval } = await requested(house);
    const asked = performance.now();
    expect(await refused(house, house.operations.decide(decision(approval), signal))).toMatchObject({
      kind: "not-permitted",
      message: expect.stringContaining("S0DBA: Slack did not answer within 2 s"),
    });
    expect(performance.now() - asked).toBeLessThan(2_900);
  });

  test("at the very end of its time, before its run has closed it", async () => {
    const house = guardedHouse();
    const { approval } = await requested(house);
    house.clock.at = approval.expiresAt;
    expect(await refused(house, house.operations.decide(decision(approval), signal))).toMatchObject({
      kind: "refused",
      message: `${approval.id} expired at 2026-11-23 11:42 UTC: too late to approve`,
    });
  });

  test("of an application whose manifest is gone", async () => {
    const house = guardedHouse();
    const { approval } = await requested(house);
    house.files.read = async () => [];
    await house.operations.reload(operator, signal);
    expect(await refused(house, house.operations.decide(decision(approval), signal))).toMatchObject({
      kind: "refused",
      message: `orders has no manifest any more: nobody decides on ${approval.id}`,
    });
  });
});

test("nobody has approved it in time: the run ends so, and the store has it closed", async () => {
  const house = guardedHouse({ limits: { approvalExpiryMs: 40 } });
  const { approval, runId } = await requested(house);
  house.clock.at = approval.expiresAt;
  expect(await house.operations.ended(runId, signal)).toMatchObject({
    state: "done",
    result: { outcome: "expired", why: `expired by run ${runId}: nobody approved it in time` },
  });
  expect(await house.records.openApprovals()).toEqual([]);
  expect(house.audit().at(-1)).toMatchObject({ act: "approval.expired", actor: `run ${runId}` });
  expect(house.taken).toEqual([]);
});

describe("a request is taken back", () => {
  test("by whoever asked, who needs no right for it any more", async () => {
    const house = guardedHouse();
    const { approval, runId } = await requested(house);
    house.files.read = async () => [guarded({ operators: ["U0ELSE"] })];
    await house.operations.reload(operator, signal);
    const withdrawn = await house.operations.withdraw(
      { approvalId: approval.id, actor: operator, reason: "not needed" },
      signal,
    );
    expect(withdrawn).toMatchObject({ state: "withdrawn", endedBy: "U0OPS", endedWhy: "not needed" });
    expect(await house.operations.ended(runId, signal)).toMatchObject({ result: { outcome: "withdrawn" } });
  });

  test("by another operator, and by nobody else", async () => {
    const house = guardedHouse({ applications: [guarded({ operators: ["U0OPS", "U0TWO"] })] });
    const { approval } = await requested(house);
    await expect(
      house.operations.withdraw({ approvalId: approval.id, actor: boss }, signal),
    ).rejects.toMatchObject({
      kind: "not-permitted",
      message: "only operators of orders may withdraw what somebody else asked for; U0BOSS is not one",
    });
    const two = { slackId: "U0TWO", name: "@two" };
    expect(await house.operations.withdraw({ approvalId: approval.id, actor: two }, signal)).toMatchObject({
      endedBy: "U0TWO",
    });
    expect(acts(house)).toEqual(["approval.requested", "approval.withdraw.refused", "approval.withdrawn"]);
  });

  test("with its run, by whoever cancels that", async () => {
    const house = guardedHouse();
    const { approval, runId } = await requested(house);
    await house.operations.cancel({ runId, actor: operator, reason: "wrong one" }, signal);
    await house.operations.ended(runId, signal);
    expect(await house.operations.approval(approval.id)).toMatchObject({
      state: "withdrawn",
      endedBy: "U0OPS",
      endedWhy: `run ${runId} was cancelled: wrong one`,
    });
    await expect(house.operations.decide(decision(approval), signal)).rejects.toMatchObject({
      kind: "refused",
    });
    expect(house.taken).toEqual([]);
  });
});

describe("what was approved is looked at once more before it is executed, and voided", () => {
  test("when who approved has left the group by the time that its run wakes", async () => {
    const members = smallSlack({ S0DBA: ["U0ANN"] });
    const house = guardedHouse({ members, applications: [guarded({ approvers: ["S0DBA"] })] });
    const { approval, runId } = await requested(house);
    // The very moment of the click, before the run wakes.
    house.operations.onApproval(({ state }) => {
      if (state === "approved") members.groups.S0DBA = [];
    });
    const actor = { slackId: "U0ANN", name: "@ann" };
    expect(await house.operations.decide(decision(approval, { actor }), signal)).toMatchObject({
      state: "approved",
    });
    expect(await house.operations.ended(runId, signal)).toMatchObject({
      result: {
        outcome: "voided",
        why: expect.stringContaining("whoever approved may not any more: U0ANN is not one"),
      },
    });
    expect(house.taken).toEqual([]);
    expect(house.audit().at(-1)).toMatchObject({ act: "approval.voided", subject: approval.id });
  });

  test.each([
    [
      "who approved is deactivated",
      { people: { U0BOSS: { deactivated: true } } },
      "U0BOSS is deactivated in Slack",
    ],
    [
      "the manifest wants more approvers",
      { owners: { quorum: 2 } },
      "1 approved, and the manifest now wants 2",
    ],
    [
      "the manifest no longer names who approved",
      { owners: { approvers: ["U0CHIEF"] } },
      "U0BOSS is not one",
    ],
    [
      "whoever asked is no operator any more",
      { owners: { operators: ["U0ELSE"] } },
      "whoever asked may not any more: U0OPS is no operator",
    ],
  ])("when %s", async (_, change: { people?: Record<string, object>; owners?: object }, words) => {
    const members = smallSlack();
    const house = guardedHouse({ members });
    const { approval, runId } = await requested(house);
    house.files.read = async () => [guarded(change.owners)];
    house.operations.onApproval(({ state }) => {
      if (state !== "approved") return;
      Object.assign(members.people, change.people);
      void house.operations.reload(undefined, signal);
    });
    await house.operations.decide(decision(approval), signal);
    expect(await house.operations.ended(runId, signal)).toMatchObject({
      result: { outcome: "voided", why: expect.stringContaining(words) },
    });
    expect(house.taken).toEqual([]);
  });
});

describe("the glass", () => {
  const duty = { slackId: "U0DUTY", name: "@duty" };
  const breakIt = (id: string, digest: string, actor = duty) => ({
    approvalId: id,
    actor,
    reason: "the site is down",
    digest,
  });

  test("is broken by whom config names; the snapshot is taken, and an approver reviews it", async () => {
    const house = guardedHouse({ breakGlass: ["U0DUTY"] });
    const { approval, runId } = await requested(house);
    const broken = await house.operations.breakGlass(breakIt(approval.id, approval.digest), signal);
    expect(broken).toMatchObject({
      state: "approved",
      breakGlass: { by: "U0DUTY", reason: "the site is down" },
    });
    expect(await house.operations.ended(runId, signal)).toMatchObject({
      state: "done",
      result: { outcome: "ok" },
    });
    expect((await house.operations.approvals()).map(({ id }) => id)).toEqual([approval.id]);
    expect(await house.records.openApprovals()).toHaveLength(1);
    for (const actor of [duty, operator, stranger])
      await expect(house.operations.review({ approvalId: approval.id, actor }, signal)).rejects.toMatchObject(
        { kind: "not-permitted" },
      );
    const reviewed = await house.operations.review({ approvalId: approval.id, actor: boss }, signal);
    expect(reviewed.breakGlass).toMatchObject({ reviewedBy: "U0BOSS" });
    expect(await house.records.openApprovals()).toEqual([]);
    expect(acts(house).filter((act) => !act.endsWith("refused"))).toEqual([
      "approval.requested",
      "approval.break-glass",
      "approval.reviewed",
    ]);
  });

  test("is broken by the requester too, also while Slack is away, which the audit tells", async () => {
    const members = smallSlack();
    const house = guardedHouse({ members, breakGlass: ["U0OPS"] });
    const { approval, runId } = await requested(house);
    members.down = true;
    await house.operations.breakGlass(breakIt(approval.id, approval.digest, operator), signal);
    expect(house.audit().at(-1)).toMatchObject({
      act: "approval.break-glass",
      detail: {
        unseen: expect.stringContaining("who U0OPS is could not be seen"),
        reason: "the site is down",
      },
    });
    expect(await house.operations.ended(runId, signal)).toMatchObject({ result: { outcome: "ok" } });
  });

  test("is not broken by an approver whom config does not name, nor by somebody deactivated", async () => {
    const members = smallSlack();
    members.people.U0DUTY = { deactivated: true };
    const house = guardedHouse({ members, breakGlass: ["U0DUTY"] });
    const { approval } = await requested(house);
    for (const [actor, words] of [
      [boss, "only users that config breakGlass names may break the glass; U0BOSS is not one"],
      [duty, "nobody breaks the glass who is not of the workspace: U0DUTY is deactivated in Slack"],
    ] as const)
      await expect(
        house.operations.breakGlass(breakIt(approval.id, approval.digest, actor), signal),
      ).rejects.toMatchObject({
        kind: "not-permitted",
        message: words,
      });
    expect(acts(house)).toEqual([
      "approval.requested",
      "approval.break-glass.refused",
      "approval.break-glass.refused",
    ]);
  });
});

test("approvals lists what is open first, then what has ended, each newest first", async () => {
  const house = guardedHouse({ applications: [guarded(), { ...guarded(), application: "shop" }] });
  const first = (await requested(house)).approval;
  await house.operations.withdraw({ approvalId: first.id, actor: operator }, signal);
  await house.operations.ended(first.runId, signal);
  house.clock.at += 1_000;
  const second = (await requested(house)).approval;
  house.clock.at += 1_000;
  const shop = await house.operations.snapshot({ application: "shop", actor: operator }, signal);
  await expect.poll(() => house.records.openApprovals()).toHaveLength(2);
  house.clock.at += 1_000;
  expect((await house.operations.approvals()).map(({ id }) => id)).toEqual([
    shop.approvalId,
    second.id,
    first.id,
  ]);
  expect(second.expiresAt - second.requestedAt).toBe(hour);
});
