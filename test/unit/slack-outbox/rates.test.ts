import { describe, expect, it } from "vitest";
import { createDesk, type Desk } from "./desk.ts";

const note = (desk: Desk, id: string, channel = "C1") =>
  desk.outbox.open({ id: `note ${id}`, channel, about: { kind: "note", title: id, lines: [] } });

/** Posted and edited once, with nothing waiting. */
async function runningRuns(desk: Desk, count: number): Promise<string[]> {
  const runs = Array.from({ length: count }, (_, index) => `r-${index}`);
  for (const run of runs) await desk.start(run, `C-${run}`);
  await desk.time.advance(200_000);
  return runs;
}

describe("posts of one channel", () => {
  it("go three at once, then one a second; other channels have their own count", async () => {
    const desk = createDesk();
    for (let n = 0; n < 6; n += 1) await note(desk, `${n}`);
    await note(desk, "other", "C2");
    await desk.time.advance(10_000);
    const at = (channel: string) =>
      desk.slack.calls.filter((call) => call.channel === channel).map((call) => call.at);
    expect(at("C1")).toEqual([0, 0, 0, 1000, 2000, 3000]);
    expect(at("C2")).toEqual([0]);
  });

  it("go one after another", async () => {
    const desk = createDesk();
    desk.slack.fault = () => ({ kind: "slow", ms: 400 });
    for (let n = 0; n < 3; n += 1) await note(desk, `${n}`);
    await desk.time.advance(2000);
    expect(desk.slack.calls.map(({ at }) => at)).toEqual([0, 400, 800]);
    expect(desk.slack.atOnce.get("C1")).toBe(1);
  });

  it("begin with the alerts", async () => {
    const desk = createDesk({ pace: { postBurst: 1 } });
    desk.truth.set("r-1", { text: "failed", final: true });
    await note(desk, "first");
    await note(desk, "second");
    await desk.outbox.open({ id: "alert r-1", channel: "C1", about: { kind: "alert", runId: "r-1" } });
    await desk.time.advance(5000);
    expect(desk.slack.in("C1")).toEqual(["first", "alert r-1 failed", "second"]);
  });
});

describe("edits of the whole app", () => {
  it("are at most 50 in any minute, and progress leaves 10 of them to ends", async () => {
    const desk = createDesk();
    const runs = await runningRuns(desk, 60);
    const from = desk.slack.calls.length;
    for (const run of runs) desk.tell(run, { text: "frozen" });
    await desk.time.advance(1000);
    const texts = () => desk.slack.calls.slice(from).map(({ message }) => message.text.split(" ")[1]);
    expect(texts()).toHaveLength(40);
    for (const run of runs.slice(-5)) desk.tell(run, { text: "A", final: true });
    await desk.time.advance(1000);
    expect(texts().slice(40)).toEqual(["A", "A", "A", "A", "A"]);
    await desk.time.advance(120_000);
    expect(texts().filter((text) => text === "frozen")).toHaveLength(55);
    const at = desk.slack.calls.filter(({ what }) => what === "update").map((call) => call.at);
    const inAMinute = at.map((start) => at.filter((one) => one >= start && one < start + 60_000).length);
    expect(Math.max(...inAMinute)).toBeLessThanOrEqual(50);
  });

  it("all end well when more ends come than fit a minute", async () => {
    const desk = createDesk();
    const runs = await runningRuns(desk, 80);
    for (const run of runs) desk.tell(run, { text: "A", final: true });
    await desk.time.advance(130_000);
    expect(desk.slack.messages.map(({ message }) => message.text)).toEqual(runs.map((run) => `${run} A`));
  });
});
