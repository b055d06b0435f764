import { describe, expect, test } from "vitest";
import { DomainError } from "#domain/errors.ts";
import { evidence, POINT, pointOf } from "../slack-views/sample.ts";
import { startApp } from "./start-app.ts";

const shown = (view: { readonly view: unknown } | undefined): string => JSON.stringify(view?.view ?? "");

describe("the evidence of a point", () => {
  test("opens in a window by its command, after an empty acknowledgement", async () => {
    const { slack } = await startApp();
    const { status, body } = await slack.command(`evidence ${POINT}`);
    expect({ status, body }).toEqual({ status: 200, body: undefined });
    await expect.poll(() => shown(slack.modals("U0PLAYGROUND")[0])).toContain(POINT);
    expect(slack.calls().map(({ method }) => method)).toEqual(
      expect.arrayContaining(["views.open", "views.update"]),
    );
  });

  test("opens by the button Why?, first as a window that loads, however long the store takes", async () => {
    const read = Promise.withResolvers<void>();
    const { slack } = await startApp({
      operations: () => ({
        evidence: async () => {
          await read.promise;
          return pointOf(evidence.whole);
        },
      }),
    });
    await slack.command("points orders-db");
    const list = slack.ephemerals().at(-1);
    await slack.click({ channel: "C0STORAGE", ts: list?.ts ?? "" }, "why");
    await expect.poll(() => shown(slack.modals("U0PLAYGROUND")[0])).toContain("Looking it up");
    slack.advance(4_000);
    read.resolve();
    await expect.poll(() => shown(slack.modals("U0PLAYGROUND")[0])).toContain("*The freeze*");
  });

  test("that is gone is told in the window", async () => {
    let gone = false;
    const { slack } = await startApp({
      operations: () => ({
        evidence: async (id) => {
          if (gone) throw new DomainError("not-found", `there is no recovery point "${id}"`);
          return pointOf(evidence.whole);
        },
      }),
    });
    await slack.command("points orders-db");
    gone = true;
    await slack.click({ channel: "C0STORAGE", ts: slack.ephemerals().at(-1)?.ts ?? "" }, "why");
    await expect.poll(() => shown(slack.modals("U0PLAYGROUND")[0])).toContain("there is no recovery point");
  });

  test.each([
    ["whose trigger has expired", { kind: "error", error: "expired_trigger_id" }, "within 3 s"],
    ["that Slack does not open", { kind: "ratelimited", retryAfter: 30 }, "ratelimited"],
  ] as const)("in a window %s is told in words, with another way", async (_why, fault, words) => {
    const { slack, answer } = await startApp();
    slack.fault({ ...fault, match: { method: "views.open" } });
    await slack.command(`evidence ${POINT}`);
    await expect.poll(() => answer()).toContain(words);
    expect(answer()).toContain(`/ff evidence ${POINT}`);
  });

  test("is not shown to people of another workspace", async () => {
    const { slack, answer } = await startApp();
    await slack.command("points orders-db");
    const list = slack.ephemerals().at(-1);
    await slack.click({ channel: "C0STORAGE", ts: list?.ts ?? "" }, "why", "U0ELSEWHERE", {
      team: "T0ELSEWHERE",
    });
    await expect.poll(() => answer("U0ELSEWHERE")).toContain("Not permitted");
    expect(slack.modals("U0ELSEWHERE")).toEqual([]);
  });
});

describe("Home", () => {
  test("shows all applications when it is opened", async () => {
    const { slack } = await startApp();
    await slack.openHome("U0READER");
    await expect.poll(() => shown(slack.home("U0READER"))).toContain("orders-db");
    expect(shown(slack.home("U0READER"))).toContain("grouped");
  });

  test("of another workspace stays empty", async () => {
    const { slack } = await startApp();
    await slack.openHome("U0READER", { team: "T0ELSEWHERE" });
    await slack.openHome("U0PLAYGROUND");
    await expect.poll(() => shown(slack.home("U0PLAYGROUND"))).toContain("orders-db");
    expect(slack.home("U0READER")).toBeUndefined();
  });

  test("that Slack does not take harms nothing", async () => {
    const { slack, app, log } = await startApp();
    slack.fault({ kind: "error", error: "internal_error", match: { method: "views.publish" } });
    const { status } = await slack.openHome();
    expect(status).toBe(200);
    await expect.poll(() => log.join("")).toContain("the home tab could not be published");
    await expect.poll(() => app.stats().inFlight).toBe(0);
  });
});
