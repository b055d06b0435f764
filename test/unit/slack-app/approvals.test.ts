import { describe, expect, test } from "vitest";
import { APPROVER, ASKER, copyOf, type GuardedSlack, guardedSlack, SECOND, told } from "./guarded-slack.ts";

const never = new AbortController().signal;

/** What Slack sends for a click on a button with this value. */
const click = (action: string, user: string, value: string, more: object = {}) => ({
  type: "block_actions",
  team: { id: "T0PLAYGROUND" },
  user: { id: user, team_id: "T0PLAYGROUND" },
  channel: { id: "C0STORAGE" },
  trigger_id: `trigger-${action}-${user}`,
  actions: [{ action_id: action, block_id: "b", type: "button", value }],
  ...more,
});

/** Nothing has come of it, and the audit says who tried, from where, and what they were shown. */
async function expectRefused(guarded: GuardedSlack, act: string, user: string, words: string) {
  await expect.poll(() => guarded.answer(user)).toContain(words);
  expect(await guarded.now()).toMatchObject({ state: "requested", decisions: [] });
  const [row] = guarded.audit(`approval.${act}.refused`);
  const { digest } = await guarded.now();
  expect(row).toMatchObject({ actor: user, detail: { digest, team: expect.any(String) } });
  return row;
}

describe("a request", () => {
  test("names what, who and why first, mentions who decides, and can be decided, denied and withdrawn", async () => {
    const guarded = await guardedSlack();
    const approval = await guarded.ask("before the upgrade <!channel>");
    const said = told(guarded.message());
    expect(guarded.message().text).toBe(
      "🔐 orders: snapshot waits for approval, asked by <@U0PLAYGROUND>: <!subteam^S0DBA> <@U0SECOND>",
    );
    expect(said).toContain("“before the upgrade @channel”");
    expect(said).toContain("0 of 1");
    expect(said).toContain(approval.digest.slice(0, 12));
    expect(said).toContain(`<!date^${approval.expiresAt / 1_000}^`);
    for (const action of ["approve", "deny", "withdraw"]) expect(said).toContain(`"action_id":"${action}"`);
    expect(guarded.answer(ASKER)).toContain("waits for an approval");
    expect(guarded.taken).toEqual([]);
  });

  test("is among /ff approvals, open ones first", async () => {
    const guarded = await guardedSlack();
    const approval = await guarded.ask();
    await guarded.slack.command("approvals", { user: "U0READER" });
    expect(guarded.answer("U0READER")).toContain("1 waiting for somebody");
    expect(guarded.answer("U0READER")).toContain(approval.id);
  });
});

describe("Approve", () => {
  test("by another: the buttons become who approved, whoever asked is told, and the snapshot is taken", async () => {
    const guarded = await guardedSlack();
    const approval = await guarded.ask();
    await guarded.click("approve", APPROVER);
    await expect.poll(() => guarded.message().text).toBe("✅ orders: snapshot APPROVED");
    const said = told(guarded.message().blocks);
    expect(said).toContain("Approved by <@U0APPROVER>");
    expect(said).toContain("1 of 1");
    expect(said).not.toContain('"type":"button"');
    const outcome = () =>
      guarded.slack.messages("C0STORAGE").find(({ text }) => text.endsWith(`: <@${ASKER}>`));
    await expect.poll(() => outcome()?.text).toBe(`✅ orders: snapshot APPROVED: <@${ASKER}>`);
    await expect.poll(() => guarded.taken).toEqual([`${approval.runId}-snapshot`]);
    await expect
      .poll(() =>
        guarded.slack.messages("C0STORAGE").filter(({ text }) => text.includes("application-consistent")),
      )
      .toHaveLength(1);
    expect(await guarded.now()).toMatchObject({
      decisions: [{ by: APPROVER, via: "slack", through: "S0DBA" }],
    });
  });

  test("of a quorum of two: the first is counted, the second decides", async () => {
    const guarded = await guardedSlack({ owners: { quorum: 2 } });
    await guarded.ask();
    await guarded.click("approve", APPROVER);
    await expect.poll(() => told(guarded.message().blocks)).toContain("1 of 2");
    expect(guarded.taken).toEqual([]);
    await guarded.click("approve", APPROVER);
    await expect.poll(() => guarded.answer(APPROVER)).toContain("each approver counts once");
    await guarded.click("approve", SECOND);
    await expect.poll(() => guarded.message().text).toContain("APPROVED");
    expect(told(guarded.message().blocks)).toContain("2 of 2");
  });

  test("by two at the same moment is one approval, and the one who was second is told by whom", async () => {
    const guarded = await guardedSlack();
    await guarded.ask();
    await Promise.all([guarded.click("approve", APPROVER), guarded.click("approve", SECOND)]);
    await expect.poll(() => guarded.message().text).toContain("APPROVED");
    const { decisions } = await guarded.now();
    expect(decisions).toHaveLength(1);
    const second = decisions[0]?.by === APPROVER ? SECOND : APPROVER;
    await expect.poll(() => guarded.answer(second)).toContain("too late to approve");
    await expect.poll(() => guarded.taken).toHaveLength(1);
  });

  test("that arrives twice is one decision and no refusal", async () => {
    const guarded = await guardedSlack();
    await guarded.ask();
    await guarded.click("approve", APPROVER, { twice: true });
    await expect.poll(() => guarded.message().text).toContain("APPROVED");
    expect((await guarded.now()).decisions).toHaveLength(1);
    expect(guarded.answer(APPROVER)).toBe('""');
    expect(guarded.audit("approval.approve.refused")).toEqual([]);
  });

  test.each([
    ["whoever asked, although in the approvers' group", ASKER, "nobody decides on their own request"],
    ["somebody who is no approver", "U0READER", "is not one"],
    ["a guest", "U0GUEST", "is a guest of the workspace"],
    ["a bot", "U0ROBOT", "is a bot"],
    ["somebody deactivated", "U0GONE", "is deactivated in Slack"],
    ["somebody of another workspace", "U0ELSEWHERE", "belongs to another workspace (T0ELSEWHERE)"],
  ])("by %s is refused in words, and audited", async (_who, user, words) => {
    const guarded = await guardedSlack();
    await guarded.ask();
    await guarded.click("approve", user);
    await expectRefused(guarded, "approve", user, words);
    expect(guarded.answer(user)).toContain("ask one of");
  });

  test("by an approver whose click comes from another workspace is refused, and audited with it", async () => {
    const guarded = await guardedSlack();
    await guarded.ask();
    await guarded.click("approve", APPROVER, { team: "T0ELSEWHERE" });
    const row = await expectRefused(
      guarded,
      "approve",
      APPROVER,
      "asks from the workspace T0ELSEWHERE, which is not ours",
    );
    expect(row).toMatchObject({ detail: { team: "T0ELSEWHERE" } });
  });

  test.each(["withdraw", "deny"])("…and so is its %s", async (action) => {
    const guarded = await guardedSlack();
    await guarded.ask();
    await guarded.click(action, ASKER, { team: "T0ELSEWHERE" });
    await expect.poll(() => guarded.answer(ASKER)).toContain("Not permitted");
    expect(guarded.slack.modals(ASKER)).toEqual([]);
    expect(await guarded.now()).toMatchObject({ state: "requested" });
  });

  test("by somebody who has left the group meanwhile is refused", async () => {
    const guarded = await guardedSlack();
    await guarded.ask();
    guarded.slack.patch("groups", "S0DBA", { users: [ASKER] });
    await guarded.click("approve", APPROVER);
    await expectRefused(guarded, "approve", APPROVER, "is not one");
  });

  test.each(["usergroups.", "users.info"])(
    "while Slack does not answer %s is nobody's right",
    async (method) => {
      const guarded = await guardedSlack();
      await guarded.ask();
      guarded.slack.fault({ kind: "error", error: "internal_error", match: { method } });
      await guarded.click("approve", APPROVER);
      await expectRefused(guarded, "approve", APPROVER, "counts as no");
    },
  );

  test.each([
    [
      "another digest",
      (id: string) => JSON.stringify({ approval: id, digest: "0".repeat(64) }),
      "what was shown is not",
    ],
    ["no digest", (id: string) => JSON.stringify({ approval: id }), "another version"],
    [
      "an approval that does not exist",
      () => JSON.stringify({ approval: "ap-00000000", digest: "0".repeat(64) }),
      "there is no approval",
    ],
    ["the value of an older button", () => "plan-1", "another version"],
  ])("with %s does nothing and says so", async (_what, value, words) => {
    const guarded = await guardedSlack();
    const { id } = await guarded.ask();
    expect(await guarded.post(click("approve", APPROVER, value(id)))).toEqual({ status: 200, text: "" });
    await expect.poll(() => guarded.answer(APPROVER)).toContain(words);
    expect(await guarded.now()).toMatchObject({ state: "requested", decisions: [] });
  });

  test.each(["forged", "stale", "missing"] as const)("whose signature is %s is no click", async (signing) => {
    const guarded = await guardedSlack();
    const { id, digest } = await guarded.ask();
    const value = JSON.stringify({ approval: id, digest });
    const rows = guarded.house.audit().length;
    expect((await guarded.post(click("approve", APPROVER, value), signing)).status).toBe(401);
    expect(await guarded.now()).toMatchObject({ state: "requested", decisions: [] });
    expect(guarded.house.audit()).toHaveLength(rows);
  });

  test("that is replayed after a denial changes nothing, and says how it was decided", async () => {
    const guarded = await guardedSlack();
    const { id, digest } = await guarded.ask();
    await guarded.house.operations.decide(
      {
        ...{ approvalId: id, what: "deny", reason: "not today", digest, via: "command line" },
        actor: { slackId: SECOND, name: "second on the command line" },
      },
      never,
    );
    await guarded.post(click("approve", APPROVER, JSON.stringify({ approval: id, digest })));
    await expect.poll(() => guarded.answer(APPROVER)).toContain("was denied by <@U0SECOND>");
    expect(await guarded.now()).toMatchObject({ state: "denied", decisions: [{ what: "deny" }] });
    expect(guarded.taken).toEqual([]);
  });
});

describe("one person on two surfaces", () => {
  test("asks on the command line and cannot approve in Slack", async () => {
    const guarded = await guardedSlack({ owners: { operators: [ASKER, APPROVER] } });
    const { approvalId = "" } = await guarded.house.operations.snapshot(
      { application: "orders", actor: { slackId: APPROVER, name: "root on the command line" } },
      never,
    );
    await expect.poll(() => guarded.slack.messages("C0STORAGE")).toHaveLength(1);
    const { digest } = await guarded.house.operations.approval(approvalId);
    await guarded.post(click("approve", APPROVER, JSON.stringify({ approval: approvalId, digest })));
    await expect.poll(() => guarded.answer(APPROVER)).toContain("nobody decides on their own request");
    expect(await guarded.house.operations.approval(approvalId)).toMatchObject({ state: "requested" });
  });

  test("asks in Slack and cannot approve on the command line", async () => {
    const guarded = await guardedSlack();
    const { id, digest } = await guarded.ask();
    await expect(
      guarded.house.operations.decide(
        {
          ...{ approvalId: id, what: "approve", digest, via: "command line" },
          actor: { slackId: ASKER, name: "root on the command line" },
        },
        never,
      ),
    ).rejects.toMatchObject({ kind: "not-permitted" });
  });
});

describe("Deny…", () => {
  const modal = (guarded: GuardedSlack, user: string) => guarded.slack.modals(user).at(-1);
  const opened = async (guarded: GuardedSlack, user: string): Promise<string> => {
    await guarded.click("deny", user);
    await expect.poll(() => modal(guarded, user)).toBeDefined();
    return modal(guarded, user)?.id ?? "";
  };

  test("asks why in a window; the reason ends the request and is told to whoever asked", async () => {
    const guarded = await guardedSlack();
    const { runId } = await guarded.ask();
    const window = await opened(guarded, APPROVER);
    const { error, body } = await guarded.slack.submit(window, {
      values: { reason: "the month is being closed" },
    });
    expect({ error, body }).toEqual({ error: undefined, body: undefined });
    expect(guarded.slack.modals(APPROVER)).toEqual([]);
    // Durable before the window was told to close.
    expect(await guarded.now()).toMatchObject({ state: "denied", endedWhy: "the month is being closed" });
    await expect.poll(() => guarded.message().text).toBe("🚫 orders: snapshot DENIED");
    await expect
      .poll(() => guarded.slack.messages("C0STORAGE").map(({ text }) => text))
      .toContain(`🚫 orders: snapshot DENIED: <@${ASKER}>`);
    expect(told(guarded.slack.messages("C0STORAGE").at(-1))).toContain("“the month is being closed”");
    expect(await guarded.house.operations.ended(runId, never)).toMatchObject({
      result: { outcome: "denied" },
    });
    expect(guarded.taken).toEqual([]);
  });

  test("keeps the window open, with what is wrong under it, when the reason is blank", async () => {
    const guarded = await guardedSlack();
    await guarded.ask();
    const window = await opened(guarded, APPROVER);
    const { body } = await guarded.slack.submit(window, { values: { reason: "   " } });
    expect(body).toMatchObject({
      response_action: "errors",
      errors: { reason: expect.stringContaining("needs a reason") },
    });
    await guarded.slack.submit(window, { values: { reason: "not today" } });
    expect(await guarded.now()).toMatchObject({ state: "denied", endedBy: APPROVER });
  });

  test("sent twice at once is one denial", async () => {
    const guarded = await guardedSlack();
    await guarded.ask();
    const window = await opened(guarded, APPROVER);
    const { body, again } = await guarded.slack.submit(window, { values: { reason: "no" }, twice: true });
    expect([body, again?.body]).toEqual([undefined, undefined]);
    expect((await guarded.now()).decisions).toHaveLength(1);
  });

  test("by whoever may not says so in the window", async () => {
    const guarded = await guardedSlack();
    await guarded.ask();
    const window = await opened(guarded, "U0READER");
    const { body } = await guarded.slack.submit(window, { values: { reason: "I say no" } });
    expect(told(body)).toContain("only approvers of orders decide");
    expect(body).toMatchObject({ response_action: "update" });
    expect(await guarded.now()).toMatchObject({ state: "requested", decisions: [] });
    expect(guarded.audit("approval.deny.refused")).toMatchObject([{ actor: "U0READER" }]);
  });

  test("of what was decided meanwhile shows how", async () => {
    const guarded = await guardedSlack();
    const { id, digest } = await guarded.ask();
    const window = await opened(guarded, APPROVER);
    await guarded.click("approve", SECOND);
    await expect.poll(async () => (await guarded.now()).state).toBe("approved");
    const { body } = await guarded.slack.submit(window, { values: { reason: "too late" } });
    expect(told(body)).toContain("was approved by <@U0SECOND>");
    // No button is left; a client that has not seen the edit yet still has one.
    const { triggerId: trigger_id } = await guarded.slack.command("runs", { user: APPROVER });
    await guarded.post(click("deny", APPROVER, JSON.stringify({ approval: id, digest }), { trigger_id }));
    await expect.poll(() => told(modal(guarded, APPROVER)?.view)).toContain("Too late");
    expect((await guarded.now()).decisions).toHaveLength(1);
  });

  test("whose window Slack does not open says how to deny all the same", async () => {
    const guarded = await guardedSlack();
    await guarded.ask();
    guarded.slack.fault({ kind: "error", error: "expired_trigger_id", match: { method: "views.open" } });
    await guarded.click("deny", APPROVER);
    await expect.poll(() => guarded.answer(APPROVER)).toContain("freezeframe deny ap-");
  });
});

describe("a request that nobody approves", () => {
  test("expires: its message says so, and whoever asked is told", async () => {
    const guarded = await guardedSlack({ approvalExpiryMs: 60 });
    const { expiresAt, runId } = await guarded.ask();
    guarded.house.clock.at = expiresAt;
    await guarded.house.operations.ended(runId, never);
    await expect.poll(() => guarded.message().text).toBe("⌛ orders: snapshot EXPIRED, not approved in time");
    expect(told(guarded.message().blocks)).not.toContain('"type":"button"');
    await expect
      .poll(() => guarded.slack.messages("C0STORAGE").map(({ text }) => text))
      .toContain(`⌛ orders: snapshot EXPIRED, not approved in time: <@${ASKER}>`);
  });

  test("is withdrawn by whoever asked, who needs no message about it", async () => {
    const guarded = await guardedSlack();
    const { runId } = await guarded.ask();
    await guarded.click("withdraw", ASKER);
    await guarded.house.operations.ended(runId, never);
    await expect.poll(() => guarded.message().text).toBe("↩️ orders: snapshot withdrawn");
    expect(told(guarded.message().blocks)).toContain(`Withdrawn by <@${ASKER}>`);
    expect(guarded.slack.messages("C0STORAGE")).toHaveLength(1);
  });

  test("is not withdrawn with another digest", async () => {
    const guarded = await guardedSlack();
    const { id } = await guarded.ask();
    const value = JSON.stringify({ approval: id, digest: "0".repeat(64) });
    await guarded.post(click("withdraw", ASKER, value));
    await expect.poll(() => guarded.answer(ASKER)).toContain("what was shown is not");
    expect(await guarded.now()).toMatchObject({ state: "requested" });
    expect(guarded.audit("approval.withdraw.refused")).toMatchObject([
      { actor: ASKER, detail: { digest: "0".repeat(64) } },
    ]);
  });

  test("is not withdrawn by an approver, who can deny it", async () => {
    const guarded = await guardedSlack();
    await guarded.ask();
    await guarded.click("withdraw", APPROVER);
    await expect.poll(() => guarded.answer(APPROVER)).toContain("only operators of orders may withdraw");
    expect(await guarded.now()).toMatchObject({ state: "requested" });
  });
});

describe("a broken glass", () => {
  const broken = async (breakGlass: string[]) => {
    const guarded = await guardedSlack({ breakGlass });
    const { id, digest } = await guarded.ask();
    const actor = { slackId: breakGlass[0], name: "root on the command line" };
    const reason = "the database is down and nobody answers";
    await guarded.house.operations.breakGlass({ approvalId: id, digest, reason, actor }, never);
    const outcome = () =>
      guarded.slack.messages("C0STORAGE").find(({ text }) => text.endsWith(`: <@${ASKER}>`));
    await expect.poll(() => told(outcome())).toContain("BREAK-GLASS");
    return { guarded, outcome };
  };

  test("is loud in the channel, calls the approvers, and waits for its review", async () => {
    const { guarded, outcome } = await broken([ASKER]);
    expect(outcome()?.text).toMatch(/^🚨 orders: snapshot approved by BREAKING THE GLASS/);
    expect(told(outcome()?.blocks)).toContain("<!subteam^S0DBA> <@U0SECOND>");
    expect(told(outcome()?.blocks)).toContain('"action_id":"review"');
    await expect.poll(() => guarded.taken).toHaveLength(1);
    await guarded.click("review", ASKER);
    await expect.poll(() => guarded.answer(ASKER)).toContain("Not permitted");
    await guarded.click("review", APPROVER);
    await expect.poll(() => told(outcome()?.blocks)).toContain("Reviewed by <@U0APPROVER>");
    await expect.poll(() => told(guarded.message().blocks)).toContain("Reviewed by <@U0APPROVER>");
    expect(told(guarded.slack.messages("C0STORAGE").map(({ blocks }) => blocks))).not.toContain(
      '"action_id":"review"',
    );
    expect((await guarded.now()).breakGlass).toMatchObject({ by: ASKER, reviewedBy: APPROVER });
  });
});

test("a bot that stops decides nothing more", async () => {
  const guarded = await guardedSlack();
  await guarded.ask();
  const { channel, ts } = guarded.message();
  await guarded.app.stopListening(AbortSignal.timeout(1_000));
  await guarded.slack.click({ channel, ts }, "approve", APPROVER);
  expect(await guarded.now()).toMatchObject({ state: "requested" });
});

describe("a copy of the request's message that nobody keeps", () => {
  async function withCopy(guarded: GuardedSlack): Promise<{ channel: string; ts: string }> {
    const { id } = await guarded.ask();
    await expect
      .poll(async () => (await guarded.house.records.slot(`approval ${id}`))?.ts)
      .toBe(guarded.message().ts);
    return copyOf(guarded.slack, guarded.message());
  }
  const shown = (guarded: GuardedSlack, { ts }: { ts: string }) =>
    guarded.slack.messages("C0STORAGE").find((one) => one.ts === ts);

  test("decides like the other, and then both say how it was decided", async () => {
    const guarded = await guardedSlack();
    const copy = await withCopy(guarded);
    await guarded.slack.click(copy, "approve", APPROVER);
    await expect.poll(() => guarded.message().text).toBe("✅ orders: snapshot APPROVED");
    await expect.poll(() => shown(guarded, copy)?.text).toBe("✅ orders: snapshot APPROVED");
    expect(told(shown(guarded, copy)?.blocks)).not.toContain('"type":"button"');
  });

  test("loses its buttons when somebody clicks there after it was decided", async () => {
    const guarded = await guardedSlack();
    const copy = await withCopy(guarded);
    await guarded.click("approve", APPROVER);
    await expect.poll(() => guarded.message().text).toContain("APPROVED");
    expect(told(shown(guarded, copy)?.blocks)).toContain('"action_id":"approve"');
    await guarded.slack.click(copy, "approve", SECOND);
    await expect.poll(() => guarded.answer(SECOND)).toContain("too late to approve");
    await expect.poll(() => shown(guarded, copy)?.text).toBe("✅ orders: snapshot APPROVED");
    expect(told(shown(guarded, copy)?.blocks)).not.toContain('"type":"button"');
  });

  test("stays as it is when whoever clicks there decides nothing", async () => {
    const guarded = await guardedSlack();
    const copy = await withCopy(guarded);
    await guarded.slack.click(copy, "approve", "U0READER");
    await expectRefused(guarded, "approve", "U0READER", "is not one");
    expect(told(shown(guarded, copy)?.blocks)).toContain('"action_id":"approve"');
  });
});
