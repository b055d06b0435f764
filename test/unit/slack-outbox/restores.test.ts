import { describe, expect, it } from "vitest";
import type { RunView } from "#engine/port.ts";
import { approvalId } from "#support/ids.ts";
import { remindOfRestores } from "#surfaces/slack/restore-reminders.ts";
import { approval } from "../slack-views/approvals.ts";
import { REQUEST, recordOf, reports } from "../slack-views/restores.ts";
import { install } from "./install.ts";
import { refuse, type SlackInMemory } from "./slack-in-memory.ts";

const RESTORE = `${REQUEST}-restore`;
const HOUR = 3_600_000;
const texts = (slack: SlackInMemory) => slack.messages.map((message) => message.texts);
const input = { application: "orders-db", requestedBy: "U0KIM", point: "latest", reason: "rows are gone" };
const request = (change: Partial<RunView> = {}): Partial<RunView> => ({
  workflow: "request-restore@1",
  input,
  ...change,
});
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

describe("a restore", () => {
  it("is one message from its request to verified data, and one that calls whoever asked", async () => {
    const { time, slack, runs, start } = install();
    await start();
    runs.change(REQUEST, request());
    await time.advance(3_000);
    runs.progress(REQUEST, { phase: "planning" });
    await time.advance(3_000);
    runs.save(approval({ id: approvalId(REQUEST), runId: REQUEST }));
    runs.progress(REQUEST, { phase: "approval" });
    await time.advance(3_000);
    runs.change(RESTORE, { workflow: "restore-application@1", input });
    runs.progress(RESTORE, { phase: "creating", done: 1, of: 3 });
    await time.advance(3_000);
    runs.progress(RESTORE, { phase: "creating", done: 3, of: 3 });
    runs.progress(RESTORE, { phase: "attaching", done: 2, of: 3 });
    await time.advance(3_000);
    runs.progress(RESTORE, { phase: "recovering", what: "checking file systems" });
    await time.advance(3_000);
    runs.standing = [recordOf()];
    runs.change(RESTORE, { state: "done", result: asJson(reports.verified) });
    runs.change(REQUEST, { state: "done", result: asJson(reports.verified) });
    await time.advance(5_000);
    const [message, end] = [
      texts(slack).find(([first]) => first?.includes("restore starting")),
      slack.messages.find(({ texts: [first] }) => first === "✅ orders-db: data verified"),
    ];
    expect(message).toEqual([
      expect.stringContaining("restore starting"),
      expect.stringContaining("being planned"),
      expect.stringContaining("waits for approval"),
      expect.stringContaining("volumes 1/3"),
      expect.stringContaining("attach 2/3"),
      expect.stringContaining("checking file systems"),
      expect.stringMatching(/^✅ orders-db: data verified\. RTO 3\.1 min, objective 15 min/),
    ]);
    expect(JSON.stringify(end?.message.blocks)).toContain("<@U0KIM>");
    expect(JSON.stringify(end?.message.blocks)).not.toContain("S0STORAGE");
  });

  it("says so in the same message once it is discarded, also after a restart", async () => {
    const { time, slack, runs, records, start } = install();
    await start();
    runs.change(REQUEST, request());
    runs.change(RESTORE, { workflow: "restore-application@1", input });
    await time.advance(3_000);
    runs.standing = [recordOf()];
    runs.change(RESTORE, { state: "done", result: asJson(reports.verified) });
    runs.change(REQUEST, { state: "done", result: asJson(reports.verified) });
    await time.advance(5_000);
    await start();
    await time.advance(5_000);
    const about = { application: "orders-db", restore: RESTORE, requestedBy: "U0KIM" };
    runs.change("r-discard", { workflow: "discard-restore@1", input: about });
    runs.standing = [];
    runs.change("r-discard", { state: "done", result: { ...about, gone: ["v1", "v2"], left: [] } });
    await time.advance(5_000);
    const own = slack.messages.find((one) => one.texts[0]?.includes("restore starting"));
    expect(JSON.stringify(own?.message.blocks)).toMatch(/Discarded.*nothing of it is there any more/);
    expect(slack.in("C1")).toContainEqual(expect.stringContaining("restore discarded"));
    expect(await records.openSlots()).toEqual([]);
  });

  it.each([
    ["failed in a phase", { state: "done", result: asJson(reports["check-failed"]) }],
    ["left something behind", { state: "done", result: asJson(reports["left-behind"]) }],
    ["failed", { state: "failed", error: { kind: "failed", message: "Cinder said 500" } }],
    ["parked", { state: "parked" }],
  ] satisfies [string, Partial<RunView>][])("that %s calls the owners, once", async (_how, ending) => {
    const { time, slack, runs, start } = install();
    await start();
    runs.change(REQUEST, request());
    await time.advance(3_000);
    runs.change(REQUEST, ending);
    runs.change(REQUEST, ending);
    await time.advance(5_000);
    await start();
    await time.advance(5_000);
    const alerts = slack.messages.filter(({ message }) => JSON.stringify(message).includes("S0STORAGE"));
    expect(alerts).toHaveLength(1);
    expect(alerts[0]?.texts[0]).toMatch(/^🚨 orders-db: restore/);
  });

  it("that whoever asked has stopped calls nobody", async () => {
    const { time, slack, runs, start } = install();
    await start();
    runs.change(REQUEST, request());
    await time.advance(3_000);
    const error = { kind: "interrupted", message: "cancelled: by U0KIM: wrong point" };
    runs.change(REQUEST, { state: "cancelled", error });
    await time.advance(5_000);
    expect(slack.in("C1")).toEqual([expect.stringContaining("restore CANCELLED")]);
  });
});

describe("a reminder", () => {
  const kept = (expiresAt: number, ttlMs: number) =>
    recordOf({ startedAt: expiresAt - ttlMs, report: { ...reports.verified, expiresAt } });

  /** A bot that is started again whenever `restart` is called. */
  async function reminded(leftMs: number, ttlMs = 72 * HOUR) {
    const house = install();
    const { time, runs, start } = house;
    const expiresAt = time.clock.now() + leftMs;
    runs.standing = [kept(expiresAt, ttlMs)];
    let over = new AbortController();
    const restart = async () => {
      over.abort();
      over = new AbortController();
      const { outbox } = await start();
      const channelOf = () => "C1";
      const log = { warn: () => undefined } as never;
      void remindOfRestores(
        { ...{ operations: runs, channelOf, open: outbox.open, log }, clock: time.clock, pause: time.pause },
        over.signal,
      );
      await time.settle();
    };
    await restart();
    return { ...house, restart, stop: () => over.abort() };
  }

  it("is posted a day before, an hour before and at the end, each once, and calls whoever asked", async () => {
    const { time, slack, restart, stop } = await reminded(25 * HOUR);
    await time.advance(50 * 60_000);
    expect(slack.messages).toEqual([]);
    await time.advance(12 * 60_000);
    expect(slack.in("C1")).toEqual([expect.stringMatching(/ends within a day: <@U0KIM2345>$/)]);
    await restart();
    await time.advance(23 * HOUR);
    expect(slack.in("C1")).toEqual([
      expect.stringContaining("within a day"),
      expect.stringContaining("within the hour"),
    ]);
    await restart();
    await time.advance(3 * HOUR);
    expect(slack.in("C1").at(-1)).toContain("is over");
    expect(slack.messages).toHaveLength(3);
    stop();
  });

  it("that was missed is told once, as of the latest moment", async () => {
    const { time, slack, stop } = await reminded(-5 * HOUR);
    await time.advance(5 * 60_000);
    expect(slack.in("C1")).toEqual([expect.stringContaining("is over")]);
    stop();
  });

  it("is not posted for a restore that is discarded, also when it was due while Slack was away", async () => {
    const { time, slack, runs, stop } = await reminded(24.5 * HOUR);
    slack.fault = () => refuse("unreachable", "ECONNREFUSED");
    await time.advance(40 * 60_000);
    runs.standing = [];
    slack.fault = () => undefined;
    await time.advance(10 * 60_000);
    expect(slack.messages).toEqual([]);
    stop();
  });

  it("is not posted for a moment that lay before the restore", async () => {
    const { time, slack, stop } = await reminded(2 * HOUR, 2 * HOUR);
    await time.advance(0.9 * HOUR);
    expect(slack.messages).toEqual([]);
    await time.advance(0.2 * HOUR);
    expect(slack.in("C1")).toEqual([expect.stringContaining("within the hour")]);
    stop();
  });
});
