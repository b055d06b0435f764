import { describe, expect, test } from "vitest";
import { DomainError } from "#domain/errors.ts";
import { POINT } from "../slack-views/sample.ts";
import { startApp } from "./start-app.ts";

describe("a slash command", () => {
  test("is answered in the acknowledgement by a receipt, once its run is durable", async () => {
    const { slack, operations, answer } = await startApp();
    const { status, error } = await slack.command("snapshot orders-db before the upgrade");
    expect({ status, error }).toEqual({ status: 200, error: undefined });
    expect(operations.calls).toEqual([
      {
        act: "snapshot",
        application: "orders-db",
        reason: "before the upgrade",
        trigger: expect.stringMatching(/.{20,}/),
        by: "U0PLAYGROUND",
      },
    ]);
    expect(slack.ephemerals().at(-1)).toMatchObject({ via: "ack", user: "U0PLAYGROUND" });
    expect(answer()).toContain("snapshot requested");
    expect(answer()).toContain("r-1");
    expect(answer()).toContain("C0STORAGE");
  });

  test.each(["/ff", "/freezeframe", "/our-own-name"])("is taken as %s", async (command) => {
    const { slack, operations } = await startApp();
    await slack.command("snapshot orders-db", { command });
    expect(operations.calls).toHaveLength(1);
  });

  test("that arrives twice is one run, and says so", async () => {
    const { slack, operations, answer } = await startApp();
    const { triggerId, again } = await slack.command("snapshot orders-db", { twice: true });
    expect(again?.status).toBe(200);
    await slack.command("snapshot orders-db", { triggerId });
    expect(operations.calls).toHaveLength(1);
    expect(answer()).toContain("requested before");
  });

  test.each(["forged", "stale", "missing"] as const)("whose signature is %s is refused", async (signing) => {
    const { slack, operations } = await startApp();
    const { status } = await slack.command("snapshot orders-db", { signing });
    expect(status).toBe(401);
    expect(operations.calls).toEqual([]);
  });

  test("of another workspace is refused in words", async () => {
    const { slack, operations, answer } = await startApp();
    await slack.command("snapshot orders-db", { team: "T0ELSEWHERE" });
    expect(operations.calls).toEqual([]);
    expect(answer()).toContain("Not permitted");
    expect(answer()).toContain(slack.team);
  });

  test.each([
    ["status", "frozen"],
    ["status orders-db", "orders-db"],
    ["points orders-db", POINT],
    ["runs", "r-"],
    ["help", "/ff snapshot APP"],
    ["", "/ff snapshot APP"],
    ["help pause", "/ff pause APP"],
    ["cancel r-7 wrong one", "asked to stop"],
    ["pause orders-db until 2h disk swap", "paused"],
    ["resume orders-db", "was not paused"],
    ["reload", "2 changed"],
    ["SNAPSHOT Orders-DB", "snapshot requested"],
    ["snapshto orders-db", "/ff snapshot"],
    ["do something", "Not a command"],
    ["snapshot", "needs an application"],
    ["snapshot order-db", 'did you mean \\"orders-db\\"'],
    ["evidence no-such-point", "there is no recovery point"],
  ])("%j is answered in the acknowledgement with %s", async (text, words) => {
    const { slack, answer } = await startApp();
    const { error } = await slack.command(text);
    expect(error).toBeUndefined();
    expect(slack.ephemerals().at(-1)?.via).toBe("ack");
    expect(answer()).toContain(words);
  });

  test.each([
    ["doctor orders-db", "orders-db"],
    ["thaw orders-db", "thawed"],
  ])("%j says at once that it looks, then answers", async (text, words) => {
    const { slack, answer } = await startApp();
    const { ms } = await slack.command(text);
    expect(ms).toBeLessThan(1_000);
    const [first] = slack.ephemerals();
    expect(first).toMatchObject({ via: "ack", text: expect.stringContaining("Looking") });
    await expect.poll(() => slack.ephemerals()).toHaveLength(2);
    expect(slack.ephemerals().at(-1)?.via).toBe("response_url");
    expect(answer()).toContain(words);
  });

  test("that reloads manifests has each application's changes told in its channel, as any other reload has", async () => {
    const { slack, operations } = await startApp();
    await slack.command("reload");
    await operations.reload(undefined, new AbortController().signal);
    const told = () => slack.messages("C0STORAGE").map(({ text }) => text);
    await expect.poll(told).toHaveLength(2);
    expect(told()[0]).toContain("Manifests reloaded by operator (U0PLAYGROUND)");
    expect(told()[1]).toContain("Manifests reloaded by SIGHUP");
    const shop = JSON.stringify(slack.messages("C0SHOP")[0]?.blocks);
    expect(shop).toContain("grouped: owners.operators");
    expect(shop).not.toContain("orders-db");
  });

  test("mentions nobody with what a person typed", async () => {
    const { slack, operations, answer } = await startApp();
    await slack.command("snapshot orders-db <!channel> &lt;!here&gt; <@U0APPROVER|approver>");
    expect(operations.calls[0]?.reason).toBe("@channel <!here> @approver");
    await slack.command("<!channel>");
    expect(answer()).not.toContain("<!channel>");
  });
});

describe("rights", () => {
  test("are an operator's alone", async () => {
    const { slack, operations, answer } = await startApp();
    await slack.command("snapshot orders-db", { user: "U0READER" });
    expect(answer("U0READER")).toContain("Not permitted");
    expect(answer("U0READER")).toContain("only operators of orders-db may take a snapshot");
    expect(operations.calls).toEqual([]);
  });

  test("of a user group are seen with Slack, once for all who ask at the same time", async () => {
    const { slack, operations } = await startApp();
    await Promise.all(Array.from({ length: 10 }, () => slack.command("snapshot grouped")));
    expect(operations.calls).toHaveLength(10);
    expect(slack.calls().filter(({ method }) => method === "usergroups.users.list")).toHaveLength(1);
  });

  test.each([
    ["unknown to Slack", "unknown-group", undefined],
    ["that Slack refuses to tell of", "grouped", { kind: "error", error: "internal_error" }],
    ["that Slack has too little time to tell of", "grouped", { kind: "ratelimited", retryAfter: 30 }],
    ["while Slack does not answer", "grouped", { kind: "hang" }],
    ["while Slack is down", "grouped", { kind: "down" }],
  ] as const)("of a group %s are nobody's, which is said in time", async (_why, application, fault) => {
    const { slack, operations, answer } = await startApp();
    if (fault !== undefined) slack.fault({ ...fault, match: { method: "usergroups." } });
    const { ms, error } = await slack.command(`snapshot ${application}`);
    expect(error).toBeUndefined();
    expect(ms).toBeLessThan(2_900);
    expect(operations.calls).toEqual([]);
    expect(answer()).toContain("Not permitted");
    expect(answer()).toContain("counts as no");
  });

  test("of a user who is named need no Slack: a thaw works while its Web API is down", async () => {
    const { slack, operations } = await startApp();
    slack.fault({ kind: "down", match: { method: "" } });
    const { error } = await slack.command("thaw orders-db");
    expect(error).toBeUndefined();
    await expect
      .poll(() => operations.calls)
      .toEqual([{ act: "thaw", application: "orders-db", by: "U0PLAYGROUND" }]);
  });
});

describe("what goes wrong", () => {
  test("is told with its next step, and no fault of ours with more than a reference that the log has", async () => {
    const { slack, answer, log } = await startApp({
      operations: () => ({
        snapshot: () => Promise.reject(new Error("ENOENT /var/lib/freezeframe/secret")),
        points: () => Promise.reject(new DomainError("refused", "no", { next: "do that" })),
      }),
    });
    await slack.command("points orders-db");
    expect(answer()).toContain("do that");
    await slack.command("snapshot orders-db");
    const reference = /reference ([0-9a-f]{8})/.exec(answer())?.[1];
    expect(reference).toBeDefined();
    expect(answer()).not.toContain("ENOENT");
    expect(answer()).not.toContain(".ts:");
    expect(log.find((line) => line.includes(`"reference":"${reference}"`))).toContain("ENOENT");
  });

  test("an operation that takes too long is told to give up, and its answer follows", async () => {
    const answered = Promise.withResolvers<void>();
    const { slack, answer } = await startApp({
      operations: () => ({
        // It has not given up yet when Slack must be answered.
        snapshot: (_request, signal) =>
          new Promise((_resolve, reject) =>
            signal.addEventListener("abort", () => answered.promise.then(() => reject(signal.reason))),
          ),
      }),
    });
    const { ms, error } = await slack.command("snapshot orders-db");
    answered.resolve();
    expect(error).toBeUndefined();
    expect(ms).toBeLessThan(2_900);
    expect(slack.ephemerals()[0]?.text).toContain("Looking");
    await expect.poll(() => slack.ephemerals().length).toBe(2);
    expect(answer()).toContain("longer than Slack waits");
    expect(answer()).toContain("/ff runs");
  });

  test("an answer that its response url does not take comes as an ephemeral message", async () => {
    const { slack, answer } = await startApp();
    slack.fault({ kind: "status", status: 404, match: { method: "response_url" } });
    await slack.command("thaw orders-db");
    await expect.poll(() => slack.ephemerals().at(-1)?.via).toBe("chat.postEphemeral");
    expect(answer()).toContain("thawed");
  });

  test("nothing that lets others speak for us is in the log", async () => {
    const { slack, log } = await startApp();
    slack.fault({ kind: "status", status: 404, match: { method: "response_url" } });
    await slack.command("snapshot unknown-group");
    await slack.command("snapshot orders-db", { signing: "forged" });
    await slack.command("thaw orders-db");
    await expect.poll(() => slack.ephemerals().at(-1)?.via).toBe("chat.postEphemeral");
    const all = log.join("");
    expect(all).not.toContain("/response/");
    for (const secret of [slack.botToken, slack.signingSecret]) expect(all).not.toContain(secret);
  });
});
