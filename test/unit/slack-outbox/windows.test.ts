import { describe, expect, it } from "vitest";
import { createDesk } from "./desk.ts";

describe("while a freeze window is open", () => {
  it("nothing is stored, and a message that is not durable yet is not posted", async () => {
    const desk = createDesk();
    desk.windows.begin();
    await desk.start("r-1");
    await desk.time.advance(8000);
    expect(desk.slack.calls).toEqual([]);
    desk.windows.end();
    await desk.time.advance(3000);
    expect(desk.slack.in("C1")).toEqual(["r-1 preflight"]);
    expect(desk.savedWhileOpen).not.toContain(true);
  });

  it("edits go on, from memory", async () => {
    const desk = createDesk();
    await desk.start("r-1");
    await desk.time.advance(3000);
    desk.windows.begin();
    desk.tell("r-1", { text: "frozen" });
    await desk.time.advance(3000);
    expect(desk.slack.in("C1")).toEqual(["r-1 frozen"]);
    desk.tell("r-1", { text: "A", final: true });
    await desk.time.advance(100);
    expect(desk.slack.in("C1")).toEqual(["r-1 A"]);
    expect((await desk.records.slot("run r-1"))?.settled).toBe(false);
    desk.windows.end();
    await desk.time.settle();
    expect((await desk.records.slot("run r-1"))?.settled).toBe(true);
    expect(desk.savedWhileOpen).not.toContain(true);
  });

  it("a message whose id is not stored yet is not edited", async () => {
    const desk = createDesk();
    desk.slack.fault = () => ({ kind: "slow", ms: 500 });
    await desk.start("r-1");
    desk.windows.begin();
    desk.tell("r-1", { text: "A", final: true });
    await desk.time.advance(5000);
    expect(desk.slack.in("C1")).toEqual(["r-1 starting"]);
    desk.windows.end();
    await desk.time.advance(1000);
    expect(desk.slack.in("C1")).toEqual(["r-1 A"]);
  });

  it("a message whose id waits for the store delays no other message of its channel", async () => {
    const desk = createDesk();
    await desk.start("r-1");
    await desk.start("r-2");
    await desk.time.advance(3000);
    desk.slack.fault = ({ what }) => (what === "post" ? { kind: "slow", ms: 500 } : undefined);
    await desk.start("r-3");
    desk.windows.begin();
    await desk.time.advance(1000);
    desk.tell("r-2", { text: "A", final: true });
    await desk.time.settle();
    expect(desk.slack.in("C1")).toContain("r-2 A");
    expect(desk.savedWhileOpen).not.toContain(true);
  });

  it("without a break, the store is written after a minute all the same, and the log says so", async () => {
    const desk = createDesk();
    desk.windows.begin();
    await desk.start("r-1");
    await desk.time.advance(59_000);
    expect(desk.slack.calls).toEqual([]);
    await desk.time.advance(2000);
    expect(desk.slack.in("C1")).toEqual(["r-1 starting"]);
    expect(desk.said.map(({ msg }) => msg)).toContainEqual(expect.stringContaining("without a break"));
  });

  it("slots that wait for its end all go after one minute, not one minute after another", async () => {
    const desk = createDesk();
    desk.windows.begin();
    for (const run of ["r-1", "r-2", "r-3"]) await desk.start(run);
    await desk.time.advance(61_000);
    expect(desk.slack.in("C1")).toHaveLength(3);
  });
});
