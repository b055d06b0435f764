import { describe, expect, it } from "vitest";
import type { RunView } from "#engine/port.ts";
import { results } from "../slack-views/results.ts";
import { evidence, pointOf } from "../slack-views/sample.ts";
import { install } from "./install.ts";
import { refuse, type SlackInMemory } from "./slack-in-memory.ts";

const failed: Partial<RunView> = { state: "failed", error: { kind: "failed", message: "Cinder said 500" } };
const texts = (slack: SlackInMemory) => slack.messages.map((message) => message.texts);

describe("a snapshot run", () => {
  it("is one message from its request to its label", async () => {
    const { time, slack, runs, start } = install();
    await start();
    runs.change("r-1", { state: "queued" });
    await time.advance(3000);
    runs.change("r-1", { state: "running" });
    runs.progress("r-1", { phase: "preflight" });
    await time.advance(3000);
    runs.progress("r-1", { phase: "freezing" });
    runs.progress("r-1", { phase: "frozen" });
    await time.advance(3000);
    runs.progress("r-1", { phase: "thawed", windowMs: 800 });
    runs.progress("r-1", { phase: "collecting" });
    await time.advance(3000);
    runs.change("r-1", { state: "done", result: results.ok });
    await time.settle();
    expect(texts(slack)).toHaveLength(1);
    expect(texts(slack)[0]).toEqual([
      expect.stringContaining("queued"),
      expect.stringMatching(/orders-db/),
      expect.stringMatching(/frozen/),
      expect.stringMatching(/orders-db/),
      expect.stringMatching(/application-consistent/),
    ]);
  });

  it("is told starting first, also when it has ended by then", async () => {
    const { time, slack, runs, start } = install();
    await start();
    runs.change("r-1");
    runs.change("r-1", { state: "done", result: results.ok });
    await time.advance(100);
    expect(texts(slack)).toEqual([
      [expect.stringContaining("starting"), expect.stringContaining("application-consistent")],
    ]);
  });

  it("of an application without a channel, or of another workflow, is not told", async () => {
    const { time, slack, runs, start } = install();
    await start();
    runs.change("r-1", { input: { application: "wiki" } });
    runs.change("r-2", { workflow: "restore-application@1" });
    runs.change("r-3", { input: null });
    await time.advance(5000);
    expect(slack.calls).toEqual([]);
  });

  it("names the run that it waits for", async () => {
    const { time, slack, runs, start } = install();
    await start();
    runs.change("r-1");
    runs.change("r-2", { state: "queued" });
    await time.advance(100);
    expect(JSON.stringify(slack.messages[1]?.message.blocks)).toContain("r-1");
  });

  it("goes on in the channel where it began when the manifest names another one", async () => {
    const { time, slack, runs, start, channels } = install();
    await start();
    runs.change("r-1");
    await time.advance(3000);
    channels["orders-db"] = "C2";
    runs.change("r-1", { state: "done", result: results.ok });
    await time.advance(3000);
    expect(slack.messages.map(({ channel }) => channel)).toEqual(["C1"]);
    expect(slack.in("C1")).toEqual([expect.stringContaining("application-consistent")]);
  });
});

describe("an alert", () => {
  it.each([
    ["degraded", { state: "done", result: results.degraded }],
    ["missed its requirement", { state: "done", result: results["requirement-missed"] }],
    ["refused", { state: "done", result: results.refused }],
    ["failed", failed],
    ["parked", { state: "parked" }],
  ] satisfies [string, Partial<RunView>][])(
    "is posted once for a run that ended %s, and mentions the owners",
    async (_how, ending) => {
      const { time, slack, runs, start } = install();
      await start();
      runs.change("r-1");
      runs.change("r-1", ending);
      runs.change("r-1", ending);
      await time.advance(10_000);
      await start();
      await time.advance(10_000);
      const alerts = slack.messages.filter(({ message }) => JSON.stringify(message).includes("S0STORAGE"));
      expect(alerts).toHaveLength(1);
      expect(slack.messages).toHaveLength(2);
    },
  );

  it("names the last good point also when the run ended without a result", async () => {
    const { time, slack, runs, start } = install();
    const point = pointOf(evidence.whole);
    runs.usable = point;
    await start();
    runs.change("r-1", failed);
    await time.advance(10_000);
    const alerts = slack.messages.filter(({ message }) => JSON.stringify(message).includes("S0STORAGE"));
    expect(JSON.stringify(alerts)).toContain(point.id);
  });

  it("is not posted for a run that ended well, or was cancelled before its freeze", async () => {
    const { time, slack, runs, start } = install();
    await start();
    runs.change("r-1");
    runs.change("r-1", { state: "done", result: results.ok });
    runs.change("r-2");
    runs.progress("r-2", { phase: "preflight" });
    runs.change("r-2", { state: "cancelled" });
    await time.advance(10_000);
    expect(slack.messages).toHaveLength(2);
  });

  it("is posted for a run that was cancelled inside its freeze window", async () => {
    const { time, slack, runs, start } = install();
    await start();
    runs.change("r-1");
    runs.progress("r-1", { phase: "frozen" });
    runs.change("r-1", { state: "cancelled" });
    await time.advance(10_000);
    expect(slack.messages).toHaveLength(2);
  });

  it("is posted also when the manifest is gone", async () => {
    const { time, slack, runs, start } = install();
    await start();
    runs.change("r-1");
    runs.known.clear();
    runs.change("r-1", failed);
    await time.advance(3000);
    expect(slack.in("C1")[1]).toContain("did not end well");
  });
});

describe("after a crash", () => {
  it("runs that are unfinished, or ended within the hour, get the message that they lack", async () => {
    const { time, slack, runs, start } = install();
    runs.change("r-old", { state: "done", result: results.ok });
    await time.advance(61 * 60_000);
    runs.change("r-1");
    runs.change("r-2", failed);
    await start();
    await time.advance(10_000);
    expect(slack.in("C1").toSorted()).toEqual([
      expect.stringContaining("starting"),
      expect.stringContaining("FAILED"),
      expect.stringContaining("FAILED"),
    ]);
    runs.change("r-1", { state: "done", result: results.ok });
    await time.advance(3000);
    expect(slack.in("C1")).toContainEqual(expect.stringContaining("application-consistent"));
  });

  it("an open message tells what became of its run meanwhile", async () => {
    const { time, slack, runs, records, start } = install();
    await start();
    runs.change("r-1");
    await time.advance(3000);
    slack.fault = () => refuse("unreachable", "ECONNREFUSED");
    runs.change("r-1", { state: "done", result: results.ok });
    await time.advance(1000);
    slack.fault = () => undefined;
    await start();
    await time.advance(3000);
    expect(slack.in("C1")).toEqual([expect.stringContaining("application-consistent")]);
    expect(await records.openSlots()).toEqual([]);
  });

  it("what a run says while the newest runs are read is not overwritten by what was read", async () => {
    const { time, slack, runs, start } = install();
    runs.change("r-1");
    const read = runs.runs.bind(runs);
    runs.runs = async (limit) => {
      const found = await read(limit);
      runs.change("r-1", { state: "done", result: results.ok });
      return found;
    };
    await start();
    await time.advance(3000);
    expect(slack.in("C1")).toEqual([expect.stringContaining("application-consistent")]);
  });

  it("a parked run is told again by the version that takes it up", async () => {
    const { time, slack, runs, start } = install();
    await start();
    runs.change("r-1");
    runs.change("r-1", { state: "parked" });
    await time.advance(3000);
    await start();
    runs.change("r-1", { state: "running" });
    runs.change("r-1", { state: "done", result: results.ok });
    await time.advance(3000);
    expect(slack.in("C1")).toContainEqual(expect.stringContaining("application-consistent"));
  });
});

describe("a stop", () => {
  it("is told in the messages of runs that go on after it, and taken back by the next start", async () => {
    const { time, slack, runs, start } = install();
    const { outbox, presenter } = await start();
    runs.change("r-1");
    await time.advance(3000);
    runs.progress("r-1", { phase: "preflight" });
    await time.advance(100);
    await presenter.stopping();
    const flushed = outbox.flush(new AbortController().signal);
    await time.settle();
    await flushed;
    expect(slack.in("C1")).toEqual([expect.stringContaining("goes on")]);
    await start();
    runs.progress("r-1", { phase: "preflight" });
    await time.advance(3000);
    expect(slack.in("C1")).not.toEqual([expect.stringContaining("goes on")]);
  });
});

describe("a note", () => {
  it("is posted once, durable before that", async () => {
    const { time, slack, records, start } = install();
    const { presenter } = await start();
    slack.fault = () => refuse("unreachable", "ECONNREFUSED");
    await presenter.note("Manifests reloaded", ["orders-db: owners.approvers: U1 → U2"], "C9");
    expect(await records.openSlots()).toHaveLength(1);
    slack.fault = () => undefined;
    await start();
    await time.advance(3000);
    expect(slack.in("C9")).toEqual([expect.stringContaining("Manifests reloaded")]);
  });
});
