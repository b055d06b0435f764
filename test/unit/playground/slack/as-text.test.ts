import { describe, expect, it } from "vitest";
import { asText, mrkdwn, viewAsText } from "../../../../playground/slack/as-text.ts";

const names = {
  user: (id: string) => (id === "U0PLAYGROUND" ? "operator" : undefined),
  group: (id: string) => (id === "S0STORAGE" ? "storage" : undefined),
  channel: (id: string) => (id === "C0STORAGE" ? "storage" : undefined),
};
const lines = (...blocks: object[]) => asText({ text: "unused", blocks: blocks as never }, names);

describe("Slack's markup as text", () => {
  it.each([
    ["<@U0PLAYGROUND> and <@U0NOBODY>", "@operator and @U0NOBODY"],
    ["<!subteam^S0STORAGE> in <#C0STORAGE>", "@storage in #storage"],
    ["<!channel|channel> <!here>", "@channel @here"],
    ["<https://x.example/|docs> <https://x.example/>", "docs https://x.example/"],
    ["<!date^1795407075^{date_short} {time}|2026-11-23 04:11 UTC>", "2026-11-23 04:11 UTC"],
    ["*bold* _italic_ ~gone~ 2*3*4", "bold italic gone 2*3*4"],
    ["&lt;!channel&gt; &amp;amp;", "<!channel> &amp;"],
    [":warning: :no_such_emoji:", "⚠️ :no_such_emoji:"],
    ["```cinder group-snapshot-delete 1```", "cinder group-snapshot-delete 1"],
  ])("%s", (markup, text) => {
    expect(mrkdwn(markup, names)).toBe(text);
  });
});

describe("a message as text", () => {
  it("is its blocks, line by line, or its text when it has none", () => {
    expect(asText({ text: "only *text*", blocks: [] })).toEqual(["only text"]);
    const button = { type: "button", text: { type: "plain_text", text: "Why?" } };
    expect(
      lines(
        { type: "header", text: { type: "plain_text", text: "✅ orders-db: A" } },
        { type: "section", text: { type: "mrkdwn", text: "*3/3 volumes*\nthawed" }, accessory: button },
        {
          type: "context",
          elements: [
            { type: "mrkdwn", text: "point `p-1`" },
            { type: "plain_text", text: "x" },
          ],
        },
        { type: "actions", elements: [button, button] },
      ),
    ).toEqual(["✅ orders-db: A", "3/3 volumes", "thawed", "[Why?]", "point `p-1` · x", "[Why?] [Why?]"]);
  });

  it("marks the steps of a plan", () => {
    const rich = {
      type: "rich_text",
      elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "frozen 0.8 s" }] }],
    };
    const step = (title: string, status: string, more: object = {}) => ({
      type: "task_card",
      title,
      status,
      ...more,
    });
    const tasks = [
      step("Freeze", "complete", { output: rich }),
      step("Cut", "in_progress"),
      step("Thaw", "pending"),
    ];
    expect(lines({ type: "plan", title: "⏳ orders-db", tasks })).toEqual([
      "⏳ orders-db",
      "  ✓ Freeze – frozen 0.8 s",
      "  ▸ Cut",
      "  · Thaw",
    ]);
  });

  it("aligns tables and numbers lists", () => {
    const cell = (text: string) => ({ type: "raw_text", text });
    expect(
      lines({
        type: "table",
        rows: [
          [cell("Volume"), cell("State")],
          [cell("wal"), cell("error")],
        ],
      }),
    ).toEqual(["Volume  State", "wal     error"]);
    const item = (text: string) => ({ type: "rich_text_section", elements: [{ type: "text", text }] });
    const list = { type: "rich_text_list", style: "ordered", elements: [item("one"), item("two")] };
    expect(lines({ type: "rich_text", elements: [list] })).toEqual(["1. one", "2. two"]);
  });

  it("shows a modal with its title", () => {
    const view = {
      title: { type: "plain_text", text: "Evidence" },
      blocks: [{ type: "divider" }],
    };
    expect(viewAsText(view)[0]).toBe("Evidence");
    expect(viewAsText(view)).toHaveLength(2);
  });
});
