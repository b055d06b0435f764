import { describe, expect, it } from "vitest";
import type { SendError } from "#surfaces/slack/outbox/send-error.ts";
import { createDesk, type Desk } from "./desk.ts";
import { type Call, type Fault, refuse } from "./slack-in-memory.ts";

const end = { text: "A", final: true } as const;
const minute = 60_000;
const errors = (desk: Desk) => desk.said.filter(({ level }) => level === "error");
/** The first `count` calls that fit are refused. */
const times = (count: number, fits: (call: Call) => boolean, fault: Fault) => {
  let left = count;
  return (call: Call) => (fits(call) && left-- > 0 ? fault : undefined);
};

/** Two runs in two channels, told up to date. */
async function twoChannels(): Promise<Desk> {
  const desk = createDesk();
  await desk.start("r-1", "C1");
  await desk.start("r-2", "C2");
  await desk.time.advance(5000);
  return desk;
}

describe("a 429", () => {
  it("keeps its channel quiet for as long as Slack says, and no other one", async () => {
    const desk = await twoChannels();
    desk.slack.fault = times(
      1,
      ({ channel }) => channel === "C1",
      refuse("rate-limited", "ratelimited", 30_000),
    );
    desk.tell("r-1", end);
    desk.tell("r-2", end);
    await desk.time.advance(29_900);
    expect(desk.slack.in("C2")).toEqual(["r-2 A"]);
    expect(desk.slack.calls.filter(({ channel, at }) => channel === "C1" && at >= 5000)).toHaveLength(1);
    await desk.time.advance(200);
    expect(desk.slack.in("C1")).toEqual(["r-1 A"]);
  });

  it("without a time is waited out for half a minute", async () => {
    const desk = await twoChannels();
    desk.slack.fault = times(1, () => true, refuse("rate-limited", "ratelimited"));
    desk.tell("r-1", end);
    await desk.time.advance(29_000);
    expect(desk.slack.in("C1")).toEqual(["r-1 preflight"]);
    await desk.time.advance(2000);
    expect(desk.slack.in("C1")).toEqual(["r-1 A"]);
  });
});

describe("a channel that Slack does not let the bot write to", () => {
  it("is tried again at most every five minutes, named, and said once; others go on", async () => {
    const desk = createDesk();
    desk.slack.fault = ({ channel }) =>
      channel === "C1" ? refuse("undeliverable", "channel_not_found") : undefined;
    for (const run of ["r-1", "r-2", "r-3"]) await desk.start(run, "C1");
    await desk.start("r-4", "C2");
    await desk.time.advance(60 * minute);
    desk.tell("r-4", end);
    desk.tell("r-1", end);
    await desk.time.settle();
    expect(desk.slack.in("C2")).toEqual(["r-4 A"]);
    const at = desk.slack.calls.filter(({ channel }) => channel === "C1").map((call) => call.at);
    expect(at.slice(0, 4)).toEqual([0, 5000, 15_000, 35_000]);
    expect((at.at(-1) ?? 0) - (at.at(-2) ?? 0)).toBe(5 * minute);
    expect(desk.outbox.stats().undeliverable).toEqual(["C1"]);
    expect(desk.outbox.stats().failures.get("channel_not_found")).toBe(at.length);
    expect(errors(desk).map(({ msg, channel }) => [channel, msg])).toEqual([
      ["C1", expect.stringContaining("invite")],
    ]);
  });

  it("gets everything that it is owed once the bot is invited", async () => {
    const desk = createDesk();
    desk.slack.fault = () => refuse("undeliverable", "not_in_channel");
    for (const run of ["r-1", "r-2", "r-3"]) await desk.start(run, "C1");
    for (const run of ["r-1", "r-2", "r-3"]) desk.tell(run, end);
    await desk.time.advance(20 * minute);
    desk.slack.fault = () => undefined;
    await desk.time.advance(5 * minute + 10_000);
    expect(desk.slack.in("C1").toSorted()).toEqual(["r-1 A", "r-2 A", "r-3 A"]);
    expect(desk.outbox.stats()).toMatchObject({ undeliverable: [], waiting: 0 });
  });

  it("is given up for messages of a week ago, in words", async () => {
    const desk = createDesk();
    desk.slack.fault = () => refuse("undeliverable", "is_archived");
    await desk.start("r-1");
    await desk.time.advance(7 * 24 * 60 * minute + 10 * minute);
    expect(await desk.records.openSlots()).toEqual([]);
    expect(errors(desk).at(-1)).toMatchObject({ slot: "run r-1", code: "is_archived" });
  });
});

describe("a token that Slack refuses", () => {
  it("makes everything wait, is probed by one message at a time, and is said once", async () => {
    const desk = await twoChannels();
    const from = desk.slack.calls.length;
    desk.slack.fault = () => refuse("revoked", "token_revoked");
    desk.tell("r-1", end);
    await desk.time.settle();
    desk.tell("r-2", end);
    await desk.start("r-3", "C3");
    await desk.time.advance(10 * minute);
    const at = desk.slack.calls.slice(from).map((call) => call.at - 5000);
    expect(at.slice(0, 5)).toEqual([0, 5000, 15_000, 35_000, 75_000]);
    expect((at.at(-1) ?? 0) - (at.at(-2) ?? 0)).toBe(minute);
    expect(desk.outbox.stats()).toMatchObject({ revoked: true, waiting: 3 });
    expect(errors(desk)).toHaveLength(1);
    desk.slack.fault = () => undefined;
    await desk.time.advance(minute + 10_000);
    expect(desk.slack.messages.map(({ message }) => message.text)).toEqual([
      "r-1 A",
      "r-2 A",
      "r-3 preflight",
    ]);
    expect(desk.outbox.stats()).toMatchObject({ revoked: false, waiting: 0 });
  });

  it("is not taken for good because Slack did not answer a probe", async () => {
    const desk = await twoChannels();
    desk.slack.fault = () => refuse("revoked", "invalid_auth");
    desk.tell("r-1", end);
    await desk.time.settle();
    desk.slack.fault = () => refuse("unreachable", "ECONNREFUSED");
    await desk.time.advance(5 * minute);
    expect(desk.outbox.stats().revoked).toBe(true);
    desk.slack.fault = () => undefined;
    await desk.time.advance(2 * minute);
    expect(desk.slack.in("C1")).toEqual(["r-1 A"]);
  });
});

describe("a Slack that does not answer", () => {
  it("is asked again after 1 s, 2 s, 4 s … 60 s", async () => {
    const desk = await twoChannels();
    const from = desk.slack.calls.length;
    desk.slack.fault = () => refuse("unreachable", "ECONNREFUSED");
    desk.tell("r-1", end);
    await desk.time.advance(5 * minute);
    const at = desk.slack.calls.slice(from).map((call) => (call.at - 5000) / 1000);
    expect(at).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
    desk.slack.fault = () => undefined;
    await desk.time.advance(minute);
    expect(desk.slack.in("C1")).toEqual(["r-1 A"]);
  });

  it("costs the same few calls however many messages wait, and all go when it is back", async () => {
    const desk = createDesk();
    desk.slack.fault = () => refuse("unreachable", "ECONNREFUSED");
    for (let n = 0; n < 50; n += 1) await desk.start(`r-${n}`);
    await desk.time.advance(30 * minute);
    expect(desk.slack.calls.length).toBeLessThan(50);
    for (let n = 0; n < 50; n += 1) desk.tell(`r-${n}`, end);
    desk.slack.fault = () => undefined;
    await desk.time.advance(3 * minute);
    expect(desk.slack.in("C1").filter((text) => text.endsWith(" A"))).toHaveLength(50);
  });

  it("is away for all messages of a channel: when one gets through, those that failed follow at once", async () => {
    const desk = createDesk();
    const runs = ["r-1", "r-2", "r-3"];
    for (const run of runs) await desk.start(run);
    await desk.time.advance(5000);
    desk.slack.fault = () => refuse("unreachable", "ECONNREFUSED");
    for (const run of runs) desk.tell(run, end);
    await desk.time.advance(10 * minute);
    desk.slack.fault = () => undefined;
    const from = desk.slack.calls.length;
    await desk.time.advance(2 * minute);
    const at = desk.slack.calls.slice(from).map((call) => call.at);
    expect(at.map((one) => one - (at[0] ?? 0))).toEqual([0, 0, 0]);
  });

  it("may have posted all the same: it is posted again, and only the second one goes on", async () => {
    const desk = createDesk();
    desk.slack.fault = times(1, () => true, { kind: "lose" });
    await desk.start("r-1");
    await desk.time.advance(3000);
    desk.tell("r-1", end);
    await desk.time.settle();
    expect(desk.slack.messages.map(({ texts }) => texts)).toEqual([
      ["r-1 starting"],
      ["r-1 starting", "r-1 preflight", "r-1 A"],
    ]);
  });

  it("is given ten seconds, also when it ignores that it is told to stop", async () => {
    const desk = await twoChannels();
    const { calls } = desk.slack;
    const from = calls.length;
    desk.slack.fault = () => (calls.length === from + 1 ? { kind: "hang" } : undefined);
    desk.tell("r-1", end);
    await desk.time.advance(9900);
    expect(desk.slack.in("C1")).toEqual(["r-1 preflight"]);
    await desk.time.advance(1200);
    expect(desk.slack.in("C1")).toEqual(["r-1 A"]);
    expect(desk.outbox.stats().failures.get("timeout")).toBe(1);
  });

  it("for one message only, delays no other message of its channel by more than that call and a second", async () => {
    const desk = createDesk();
    await desk.start("r-1");
    await desk.start("r-2");
    await desk.time.advance(5000);
    desk.slack.fault = ({ ts }) => (ts === "1.0" ? { kind: "hang" } : undefined);
    desk.tell("r-1", end);
    await desk.time.advance(10 * minute);
    for (let round = 0; round < 10; round += 1) {
      desk.tell("r-2", { text: `step ${round}` });
      await desk.time.advance(13_100);
      expect(desk.slack.in("C1")[1]).toBe(`r-2 step ${round}`);
    }
  });
});

describe("a message that is no more", () => {
  it("is posted anew, and says first that the run starts", async () => {
    const desk = await twoChannels();
    desk.slack.messages.splice(0, 1);
    desk.tell("r-1", end);
    await desk.time.advance(3000);
    expect(desk.slack.messages.map(({ texts }) => texts).at(-1)).toEqual(["r-1 starting", "r-1 A"]);
    expect(await desk.records.slot("run r-1")).toMatchObject({ settled: true });
  });

  it("again and again is posted ever more slowly", async () => {
    const desk = await twoChannels();
    desk.slack.fault = ({ what, channel }) =>
      what === "update" && channel === "C1" ? refuse("gone", "message_not_found") : undefined;
    desk.tell("r-1", end);
    await desk.time.advance(60 * minute);
    expect(desk.slack.in("C1").length).toBeLessThan(20);
  });
});

describe("a message that Slack finds too much", () => {
  const classic = { type: "section", text: { type: "mrkdwn", text: "classic" } } as const;
  const rich = {
    text: "r rich",
    blocks: [{ type: "plan", title: "plan", tasks: [] } as never],
    classic: [classic],
  };

  it("goes in classic blocks, and from then on at once wherever it has a plan", async () => {
    const desk = await twoChannels();
    desk.slack.fault = ({ message }) =>
      message.blocks.some(({ type }) => type === "plan") ? refuse("too-big", "invalid_blocks") : undefined;
    desk.tell("r-1", { text: "", message: rich });
    await desk.time.advance(3000);
    expect(desk.slack.messages[0]?.message.blocks).toEqual([classic]);
    const from = desk.slack.calls.length;
    desk.tell("r-2", { text: "", message: rich });
    await desk.time.advance(3000);
    expect(desk.slack.calls.slice(from).map(({ message }) => message.blocks)).toEqual([[classic]]);
  });

  it("goes as text when even those are refused, and that is not held against others", async () => {
    const desk = await twoChannels();
    desk.slack.fault = ({ message, channel }) =>
      channel === "C1" && message.blocks.length > 0 ? refuse("too-big", "invalid_blocks") : undefined;
    desk.tell("r-1", { text: "", message: rich, final: true });
    desk.tell("r-2", { text: "", message: rich, final: true });
    await desk.time.advance(3000);
    expect(desk.slack.messages.map(({ message }) => message)).toEqual([
      { text: "r rich", blocks: [] },
      { text: "r rich", blocks: rich.blocks },
    ]);
  });
});

describe("a message that Slack refuses for another reason", () => {
  it("is tried again ever more slowly, said once, and delays nobody", async () => {
    const desk = createDesk();
    desk.slack.fault = ({ message }) =>
      message.text === "r-1 starting" ? refuse("rejected", "invalid_arguments") : undefined;
    await desk.start("r-1");
    await desk.start("r-2");
    desk.tell("r-2", end);
    await desk.time.settle();
    expect(desk.slack.in("C1")).toEqual(["r-2 A"]);
    await desk.time.advance(60 * minute);
    expect(desk.slack.calls.filter(({ message }) => message.text === "r-1 starting").length).toBeLessThan(25);
    expect(errors(desk)).toHaveLength(1);
    desk.slack.fault = () => undefined;
    await desk.time.advance(6 * minute);
    expect(desk.slack.in("C1")).toContain("r-1 preflight");
  });

  it("or throws what no sender should, is taken for not answered", async () => {
    const desk = await twoChannels();
    const error = new TypeError("a mistake") as SendError;
    desk.slack.fault = times(1, () => true, { kind: "refuse", error });
    desk.tell("r-1", end);
    await desk.time.advance(2000);
    expect(desk.slack.in("C1")).toEqual(["r-1 A"]);
    expect(desk.outbox.stats().failures).toEqual(new Map([["unknown", 1]]));
  });
});

describe("trouble of our own", () => {
  it("a message that can't be rendered delays nobody and is tried again", async () => {
    const desk = createDesk();
    await desk.start("r-2");
    const broken = {
      get text(): string {
        throw new Error("a bug in a view");
      },
    };
    await desk.start("r-1");
    await desk.time.advance(5000);
    desk.tell("r-1", broken);
    desk.tell("r-2", end);
    await desk.time.advance(5000);
    expect(desk.slack.in("C1")).toContain("r-2 A");
    expect(errors(desk).map(({ msg }) => msg)).toContainEqual(
      expect.stringContaining("could not be rendered"),
    );
    desk.tell("r-1", end);
    await desk.time.advance(6 * minute);
    expect(desk.slack.in("C1")).toContain("r-1 A");
  });

  it("a store that fails to take a message's id is asked again, and the message is not posted twice", async () => {
    const desk = createDesk();
    const { saveSlot } = desk.records;
    let fails = 0;
    desk.records.saveSlot = async (slot) => {
      if (slot.ts !== undefined && fails++ < 2) throw new Error("not now");
      await saveSlot(slot);
    };
    await desk.start("r-1");
    desk.tell("r-1", end);
    await desk.time.advance(20_000);
    expect(desk.slack.messages.map(({ texts }) => texts)).toEqual([["r-1 starting", "r-1 A"]]);
    expect(await desk.records.openSlots()).toEqual([]);
  });

  it("hundreds of messages for one broken channel stay in the store, and all are told in the end", async () => {
    const desk = createDesk({ pace: { inMemory: 10, postMs: 1 } });
    desk.slack.fault = ({ channel }) =>
      channel === "C1" ? refuse("undeliverable", "is_archived") : undefined;
    for (let n = 0; n < 60; n += 1) {
      await desk.start(`r-${n}`);
      desk.tell(`r-${n}`, end);
    }
    expect(desk.outbox.stats().waiting).toBe(10);
    await desk.start("other", "C2");
    desk.tell("other", end);
    await desk.time.settle();
    expect(desk.slack.in("C2")).toEqual(["other A"]);
    desk.slack.fault = () => undefined;
    await desk.time.advance(10 * minute);
    expect(desk.slack.in("C1").filter((text) => text.endsWith(" A"))).toHaveLength(60);
    expect(await desk.records.openSlots()).toEqual([]);
  });
});
