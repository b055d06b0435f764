import { describe, expect, it } from "vitest";
import { charactersOf, checkBlocks } from "../../../../playground/slack/block-kit/check.ts";

const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const card = (status: string) => ({ type: "task_card", task_id: "1", title: "Freeze", status });
const plan = { type: "plan", title: "Snapshot", tasks: [card("complete")] };
const row = [{ type: "raw_text", text: "c" }];
const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

const data = [{ label: "2026-11-22", value: 1.2 }];
const chartOf = (change: object, title = "RTO by phase") => ({
  type: "data_visualization",
  title,
  chart: {
    type: "bar",
    series: [{ name: "volumes", data }],
    axis_config: { categories: ["2026-11-22"], y_label: "seconds" },
    ...change,
  },
});

describe("what Slack refuses of blocks", () => {
  it("names each breach with its place, in Slack's words", () => {
    expect(checkBlocks([section("ok"), { type: "actions", elements: times(26, {}) }], "message")).toContain(
      "no more than 25 items allowed [json-pointer:/blocks/1/elements]",
    );
    expect(checkBlocks([{ type: "accordion" }], "message")).toEqual([
      "unsupported type: accordion [json-pointer:/blocks/0/type]",
    ]);
    expect(checkBlocks([{ ...section("x"), colour: "red" }], "message")).toEqual([
      "invalid additional property: colour [json-pointer:/blocks/0]",
    ]);
    expect(checkBlocks([section("")], "message")).toEqual([
      "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
    ]);
    expect(checkBlocks("blocks", "message")).toHaveLength(1);
  });

  it("takes 50 blocks in a message and 100 in a view", () => {
    expect(checkBlocks(times(50, section("x")), "message")).toEqual([]);
    expect(checkBlocks(times(51, section("x")), "message")).toEqual([
      "no more than 50 items allowed [json-pointer:/blocks]",
    ]);
    expect(checkBlocks(times(100, section("x")), "home")).toEqual([]);
    expect(checkBlocks(times(101, section("x")), "home")).toHaveLength(1);
  });

  it("knows plans and task cards: complete, never completed, and not both side by side", () => {
    expect(checkBlocks([plan], "message")).toEqual([]);
    expect(checkBlocks([card("in_progress")], "message")).toEqual([]);
    expect(checkBlocks([{ ...plan, tasks: [card("completed")] }], "message")).toHaveLength(1);
    expect(checkBlocks([plan, card("pending")], "message")).toEqual([
      "plan and task_card cannot be used together [json-pointer:/blocks]",
    ]);
    expect(checkBlocks([plan], "home")).toEqual(["plan is not available in a home [json-pointer:/blocks]"]);
  });

  it("takes charts whose series have a value for each category, with short names of their own", () => {
    const series = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `phase ${n}`, data }));
    expect(checkBlocks([chartOf({ series: series(6) })], "message")).toEqual([]);
    const twice = [...series(1), ...series(1)];
    const wrong = [
      chartOf({ series: series(7) }),
      chartOf({ series: [] }),
      chartOf({ series: twice }),
      chartOf({ axis_config: { categories: ["another"] } }),
      chartOf({ series: [{ name: "x".repeat(21), data }] }),
      chartOf({}, "x".repeat(51)),
      chartOf({ type: "scatter" }),
      { ...chartOf({}), text: "RTO" },
    ];
    for (const one of wrong) expect(checkBlocks([one], "message"), JSON.stringify(one)).toHaveLength(1);
    const pie = { type: "pie", segments: [{ label: "A", value: 3 }] };
    expect(checkBlocks([{ ...chartOf({}), chart: pie }], "message")).toEqual([]);
  });

  it("takes one table, two charts, and 12,000 characters of markdown in a message", () => {
    const table = { type: "table", rows: [row] };
    expect(checkBlocks([table], "message")).toEqual([]);
    expect(checkBlocks([table, table], "message")).toHaveLength(1);
    const chart = chartOf({});
    expect(checkBlocks([chart, chart], "message")).toEqual([]);
    expect(checkBlocks([chart, chart, chart], "message")).toHaveLength(1);
    const markdown = { type: "markdown", text: "x".repeat(6_001) };
    expect(checkBlocks([markdown], "message")).toEqual([]);
    expect(checkBlocks([markdown, markdown], "message")).toHaveLength(1);
  });

  it("wants a block_id once in a message", () => {
    const named = { type: "divider", block_id: "one" };
    expect(checkBlocks([named, { type: "divider" }], "message")).toEqual([]);
    expect(checkBlocks([named, named], "message")).toEqual([
      "block_id already exists [json-pointer:/blocks]",
    ]);
  });

  it("adds up the characters of all blocks, a header counting a hundred more", () => {
    expect(
      charactersOf([section("12345"), { type: "header", text: { type: "plain_text", text: "123" } }]),
    ).toBe(108);
    expect(charactersOf([plan])).toBe("Snapshot".length + "Freeze".length);
  });
});
