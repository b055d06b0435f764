import { describe, expect, it } from "vitest";
import type { TestReport } from "#domain/restore-test/report.ts";
import type { RunView } from "#engine/port.ts";
import { TEST, testReports, testRestore, testRun } from "../slack-views/restore-tests.ts";
import { stuckThings } from "../slack-views/restores.ts";
import { install } from "./install.ts";
import { refuse } from "./slack-in-memory.ts";

const { workflow, input } = testRun();
const begun: Partial<RunView> = { workflow, input };
const byKim: Partial<RunView> = { ...begun, input: { application: "orders-db", requestedBy: "U0KIM2345" } };
const done = (report: TestReport): Partial<RunView> => ({
  state: "done",
  result: JSON.parse(JSON.stringify(report)),
});

describe("a restore test", () => {
  it("is one message from its start to its verdict, with charts and the next test", async () => {
    const { time, slack, runs, start } = install();
    await start();
    runs.change(TEST, begun);
    await time.advance(3_000);
    for (const update of [
      { phase: "picking" },
      { phase: "creating", done: 1, of: 3 },
      { phase: "recovering", what: "checking file systems" },
      { phase: "tearing down" },
    ]) {
      runs.progress(TEST, update);
      await time.advance(3_000);
    }
    runs.change(TEST, done(testReports.passed));
    await time.advance(5_000);
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]?.texts).toEqual([
      expect.stringContaining("restore test starting"),
      expect.stringContaining("picking a point"),
      expect.stringContaining("volumes 1/3"),
      expect.stringContaining("checking file systems"),
      expect.stringContaining("taking away"),
      expect.stringMatching(/^✅ orders-db: restore test PASSED\. RTO 3\.1 min, target 15 min/),
    ]);
    expect(slack.messages[0]?.message.blocks.map(({ type }) => type)).toContain("data_visualization");
  });

  it.each([
    ["passed", testReports.passed],
    ["passed, but slower", testReports.regression],
    ["was inconclusive", testReports["inconclusive-no-room"]],
  ])("of the schedule that %s calls nobody", async (_how, report) => {
    const { time, slack, runs, records, start } = install();
    await start();
    runs.change(TEST, begun);
    runs.change(TEST, done(report));
    await time.advance(5_000);
    expect(slack.messages).toHaveLength(1);
    expect(JSON.stringify(slack.messages)).not.toMatch(/<(@|!subteam)/);
    expect(await records.openSlots()).toEqual([]);
  });

  it.each([
    ["failed in recovery", done(testReports["failed-recovery"])],
    ["left something behind", done(testReports["left-behind"])],
    ["broke off", { state: "failed", error: { kind: "failed", message: "a fault" } }],
    ["is parked", { state: "parked" }],
  ] satisfies [string, Partial<RunView>][])("that %s calls the owners, once", async (_how, ending) => {
    const { time, slack, runs, start } = install();
    await start();
    runs.change(TEST, begun);
    await time.advance(3_000);
    runs.change(TEST, ending);
    runs.change(TEST, ending);
    await time.advance(5_000);
    await start();
    await time.advance(5_000);
    const alerts = slack.messages.filter(({ message }) => JSON.stringify(message).includes("S0STORAGE"));
    expect(alerts).toHaveLength(1);
    expect(alerts[0]?.texts[0]).toMatch(/^🚨 orders-db: restore test/);
  });

  it("that somebody asked for tells them how it ended", async () => {
    const { time, slack, runs, start } = install();
    await start();
    runs.change(TEST, byKim);
    runs.change(TEST, done(testReports["inconclusive-attach"]));
    await time.advance(5_000);
    const news = slack.messages.find(({ message }) =>
      JSON.stringify(message.blocks).includes("*For* <@U0KIM"),
    );
    expect(news?.texts).toEqual(["❓ orders-db: restore test INCONCLUSIVE"]);
    expect(JSON.stringify(news)).not.toContain("S0STORAGE");
  });

  it("that was cancelled is told by what the store has of it", async () => {
    const { time, slack, runs, start } = install();
    await start();
    runs.change(TEST, begun);
    await time.advance(3_000);
    const report = {
      ...testReports["inconclusive-attach"],
      runId: TEST,
      reasons: ["cancelled: the cloud is busy"],
    };
    runs.tested = [
      { id: TEST, application: "orders-db", requestedBy: "schedule", startedAt: 0, state: "ended", report },
    ];
    runs.change(TEST, { state: "cancelled", error: { kind: "interrupted", message: "cancelled" } });
    await time.advance(5_000);
    expect(slack.in("C1")).toEqual([expect.stringContaining("INCONCLUSIVE. cancelled: the cloud is busy")]);
  });

  it("is told as cleaned up in its own message once what it left is discarded", async () => {
    const { time, slack, runs, records, start } = install();
    await start();
    runs.change(TEST, begun);
    const restore = testReports["left-behind"].restore;
    runs.standing = [
      { ...testRestore, state: "left", ...(restore && { report: { ...restore, left: stuckThings } }) },
    ];
    runs.change(TEST, done(testReports["left-behind"]));
    await time.advance(5_000);
    expect(await records.openSlots()).toHaveLength(1);
    const about = { application: "orders-db", restore: TEST, requestedBy: "U0KIM" };
    runs.change("r-discard", { workflow: "discard-restore@1", input: about });
    runs.standing = [];
    runs.change("r-discard", { state: "done", result: { ...about, gone: ["v1"], left: [] } });
    await time.advance(5_000);
    const own = slack.messages.find(({ texts }) => texts[0]?.includes("restore test starting"));
    expect(JSON.stringify(own?.message.blocks)).toMatch(/Discarded/);
    expect(await records.openSlots()).toEqual([]);
  });
});

describe("a workspace that draws no charts", () => {
  it("gets words and a picture, and has its plans all the same", async () => {
    const { time, slack, runs, start } = install();
    slack.fault = ({ message }) =>
      message.blocks.some(({ type }) => type === "data_visualization")
        ? refuse("too-big", "invalid_blocks")
        : undefined;
    await start();
    runs.change(TEST, begun);
    runs.change(TEST, done(testReports.passed));
    await time.advance(10_000);
    const [message] = slack.messages;
    expect(message?.texts.at(-1)).toContain("PASSED");
    expect(message?.message.picture?.chart).toMatchObject({
      kind: "stacked",
      limit: { name: "RTO objective" },
    });
    const before = slack.calls.length;
    runs.change("t-2", begun);
    await time.advance(3_000);
    runs.progress("t-2", { phase: "creating", done: 1, of: 3 });
    await time.advance(3_000);
    expect(slack.messages[1]?.message.blocks[0]?.type).toBe("plan");
    runs.change("t-2", done(testReports.passed));
    await time.advance(5_000);
    // Its charts are not tried again.
    const types = slack.calls
      .slice(before)
      .flatMap(({ message: sent }) => sent.blocks.map(({ type }) => type));
    expect(types).not.toContain("data_visualization");
  });
});
