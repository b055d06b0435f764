import { describe, expect, it } from "vitest";
import { createDesk } from "./desk.ts";
import { refuse } from "./slack-in-memory.ts";

const end = { text: "A", final: true } as const;

describe("after a restart", () => {
  it("each open message goes on where it was, and tells what is true by then", async () => {
    const desk = createDesk();
    await desk.start("r-1");
    await desk.start("r-2");
    await desk.time.advance(5000);
    desk.truth.set("r-1", end);
    await desk.restart();
    await desk.time.advance(5000);
    expect(desk.slack.messages.map(({ texts }) => texts)).toEqual([
      ["r-1 starting", "r-1 preflight", "r-1 A"],
      ["r-2 starting", "r-2 preflight", "r-2 preflight"],
    ]);
    expect((await desk.records.openSlots()).map(({ id }) => id)).toEqual(["run r-2"]);
  });

  it("a message whose slot was stored and never posted is posted", async () => {
    const desk = createDesk();
    desk.slack.fault = () => refuse("unreachable", "ECONNREFUSED");
    await desk.start("r-1");
    desk.truth.set("r-1", end);
    await desk.restart();
    desk.slack.fault = () => undefined;
    await desk.time.advance(5000);
    expect(desk.slack.messages.map(({ texts }) => texts)).toEqual([["r-1 starting", "r-1 A"]]);
  });

  it("a post that was under way may be there twice: the first says only that the run starts", async () => {
    const desk = createDesk();
    desk.slack.fault = () => ({ kind: "slow", ms: 500 });
    await desk.start("r-1");
    desk.truth.set("r-1", end);
    desk.windows.begin();
    await desk.time.advance(600);
    await desk.restart();
    desk.windows.end();
    await desk.time.advance(5000);
    expect(desk.slack.messages.map(({ texts }) => texts)).toEqual([
      ["r-1 starting"],
      ["r-1 starting", "r-1 A"],
    ]);
  });

  it("what is settled is left alone", async () => {
    const desk = createDesk();
    await desk.start("r-1");
    desk.tell("r-1", end);
    await desk.time.settle();
    const calls = desk.slack.calls.length;
    await desk.restart();
    await desk.time.advance(60_000);
    expect(desk.slack.calls).toHaveLength(calls);
  });
});

describe("flush", () => {
  it("resolves when all that can go has gone and is stored", async () => {
    const desk = createDesk();
    desk.slack.fault = () => ({ kind: "slow", ms: 300 });
    await desk.start("r-1");
    await desk.time.advance(5000);
    desk.tell("r-1", end);
    const flushed = desk.outbox.flush(new AbortController().signal);
    await desk.time.advance(1000);
    await flushed;
    expect(desk.slack.in("C1")).toEqual(["r-1 A"]);
    expect(await desk.records.openSlots()).toEqual([]);
  });

  it("does not wait for a channel or a token that Slack refuses, nor for a Slack that is away", async () => {
    for (const fault of [
      refuse("undeliverable", "is_archived"),
      refuse("revoked", "token_revoked"),
      refuse("unreachable", "ECONNREFUSED"),
    ]) {
      const desk = createDesk();
      desk.slack.fault = () => fault;
      await desk.start("r-1");
      await desk.time.settle();
      await desk.outbox.flush(new AbortController().signal);
      expect(desk.outbox.stats().waiting).toBe(1);
    }
  });

  it("ends with its signal when Slack is slow", async () => {
    const desk = createDesk();
    desk.slack.fault = () => ({ kind: "hang" });
    await desk.start("r-1");
    const deadline = new AbortController();
    const flushed = desk.outbox.flush(deadline.signal);
    deadline.abort();
    await flushed;
    expect(desk.outbox.stats().waiting).toBe(1);
  });
});

describe("once stopped", () => {
  it("nothing is sent or stored any more", async () => {
    const desk = createDesk();
    await desk.start("r-1");
    await desk.time.advance(5000);
    desk.tell("r-1", end);
    await desk.outbox.stop();
    const calls = desk.slack.calls.length;
    const saves = desk.savedWhileOpen.length;
    desk.outbox.changed("run r-1");
    await desk.start("r-2");
    await desk.time.advance(60_000);
    expect([desk.slack.calls.length, desk.savedWhileOpen.length]).toEqual([calls, saves]);
  });

  it("it does not wait for a call that never comes back", async () => {
    const desk = createDesk();
    desk.slack.fault = () => ({ kind: "hang" });
    await desk.start("r-1");
    await desk.outbox.stop();
    expect(desk.slack.calls).toHaveLength(1);
  });
});

describe("stats", () => {
  it("tell how many messages wait, and for how long the oldest does", async () => {
    const desk = createDesk();
    await desk.start("r-1");
    await desk.time.advance(5000);
    expect(desk.outbox.stats()).toMatchObject({ waiting: 0, oldestWaitingMs: 0, delivered: 2 });
    desk.slack.fault = () => refuse("unreachable", "ECONNREFUSED");
    desk.tell("r-1", end);
    await desk.time.advance(7000);
    expect(desk.outbox.stats()).toMatchObject({ waiting: 1, oldestWaitingMs: 7000, delivered: 2 });
  });
});
