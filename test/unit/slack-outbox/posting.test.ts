import { describe, expect, it } from "vitest";
import { createDesk } from "./desk.ts";

const textsOf = (desk: ReturnType<typeof createDesk>) => desk.slack.messages.map(({ texts }) => texts);

describe("a run's message", () => {
  it("says first that the run starts, and what is true now as soon as its id is stored", async () => {
    const desk = createDesk();
    desk.truth.set("r-1", { text: "frozen" });
    await desk.start("r-1");
    await desk.time.advance(5000);
    expect(textsOf(desk)).toEqual([["r-1 starting", "r-1 frozen"]]);
  });

  it("has its id in the store before it is edited", async () => {
    const desk = createDesk();
    const tsWhenEdited: unknown[] = [];
    desk.slack.fault = ({ what }) => {
      if (what === "update") void desk.records.slot("run r-1").then((slot) => tsWhenEdited.push(slot?.ts));
      return undefined;
    };
    await desk.start("r-1");
    await desk.time.advance(5000);
    expect(tsWhenEdited).toEqual(["1.0"]);
  });

  it("says what changed while an edit was under way", async () => {
    const desk = createDesk();
    await desk.start("r-1");
    await desk.time.advance(5000);
    desk.slack.fault = () => ({ kind: "slow", ms: 500 });
    desk.tell("r-1", { text: "frozen" });
    await desk.time.advance(100);
    desk.tell("r-1", { text: "A", final: true });
    await desk.time.advance(1000);
    expect(desk.slack.in("C1")).toEqual(["r-1 A"]);
  });

  it("is edited at most every 2 s, and then says the latest", async () => {
    const desk = createDesk();
    await desk.start("r-1");
    for (let step = 1; step <= 40; step += 1) {
      desk.tell("r-1", { text: `step ${step}` });
      await desk.time.advance(250);
    }
    await desk.time.advance(2000);
    const edits = desk.slack.calls.filter(({ what }) => what === "update").map(({ at }) => at);
    const gaps = edits.slice(1).map((at, index) => at - (edits[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2000);
    expect(edits.length).toBeGreaterThanOrEqual(5);
    expect(desk.slack.in("C1")).toEqual(["r-1 step 40"]);
  });

  it("says its end at once, however young the last edit is", async () => {
    const desk = createDesk();
    await desk.start("r-1");
    desk.tell("r-1", { text: "frozen" });
    await desk.time.advance(2100);
    desk.tell("r-1", { text: "collecting" });
    await desk.time.advance(100);
    desk.tell("r-1", { text: "A", final: true });
    await desk.time.settle();
    expect(textsOf(desk)).toEqual([["r-1 starting", "r-1 frozen", "r-1 A"]]);
  });

  it("is not sent again while it says the same", async () => {
    const desk = createDesk();
    await desk.start("r-1");
    await desk.time.advance(3000);
    for (let time = 0; time < 5; time += 1) {
      desk.outbox.changed("run r-1");
      await desk.time.advance(3000);
    }
    expect(textsOf(desk)).toEqual([["r-1 starting", "r-1 preflight"]]);
    expect(desk.outbox.stats().waiting).toBe(0);
  });

  it("is settled for good once its end is delivered", async () => {
    const desk = createDesk();
    await desk.start("r-1");
    desk.tell("r-1", { text: "A", final: true });
    await desk.time.settle();
    expect(await desk.records.openSlots()).toEqual([]);
    desk.tell("r-1", { text: "something else" });
    await desk.start("r-1");
    await desk.time.advance(60_000);
    expect(desk.slack.in("C1")).toEqual(["r-1 A"]);
  });

  it("is one, however often its slot is opened", async () => {
    const desk = createDesk();
    await Promise.all([desk.start("r-1"), desk.start("r-1"), desk.start("r-1")]);
    await desk.start("r-1", "C2");
    await desk.time.advance(5000);
    expect(desk.slack.messages.map(({ channel }) => channel)).toEqual(["C1"]);
  });

  it("is settled unsaid when there is nothing to tell", async () => {
    const desk = createDesk();
    await desk.outbox.open({ id: "run r-9", channel: "C1", about: { kind: "run", runId: "r-9" } });
    await desk.time.settle();
    expect(desk.slack.calls).toEqual([]);
    expect(await desk.records.openSlots()).toEqual([]);
  });
});

describe("an alert and a note", () => {
  it("are said once, whole, and settled by that", async () => {
    const desk = createDesk();
    desk.truth.set("r-1", { text: "failed", final: true });
    await desk.outbox.open({ id: "alert r-1", channel: "C1", about: { kind: "alert", runId: "r-1" } });
    await desk.outbox.open({
      id: "note n",
      channel: "C1",
      about: { kind: "note", title: "reloaded", lines: [] },
    });
    await desk.time.settle();
    expect(textsOf(desk)).toEqual([["alert r-1 failed"], ["reloaded"]]);
    expect(await desk.records.openSlots()).toEqual([]);
  });
});
