import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  actorMention,
  age,
  code,
  date,
  escaped,
  plain,
  preformatted,
  withMoments,
  withNames,
} from "#surfaces/slack/mrkdwn.ts";
import { hostile } from "./hostile.ts";

describe("an outside string", () => {
  test("mentions nobody and formats nothing", () => {
    expect(escaped("<!channel> & <@U1> *b* `c` ~d~\nnext")).toBe(
      "&lt;!channel&gt; &amp; &lt;@U1&gt; ∗b∗ ˋcˋ ∼d∼ next",
    );
  });

  test("is no emoji", () => {
    expect(escaped("run snapshot:fire:2026-11-23T08:00Z")).toBe("run snapshot∶fire∶2026-11-23T08:00Z");
    expect(escaped("10.0.0.5:22: refused at 10:42:12, fe80::1")).toBe(
      "10.0.0.5:22: refused at 10:42:12, fe80::1",
    );
  });

  test("cannot turn the direction of what follows, hide, or be half a character", () => {
    expect(escaped("a\u202Eb\u200Bc\uD800d")).toBe("abc\uFFFDd");
  });

  test("is cut between characters, never inside an entity", () => {
    expect(escaped("&&&&", 12)).toBe("&amp;&amp;…");
    expect(plain("😀😀😀", 5)).toBe("😀😀…");
  });

  test("has its moments in the reader's time zone where they are our own words, and nothing else is changed", () => {
    const at = Date.UTC(2026, 10, 23, 4, 42);
    expect(withMoments("*is* of 2026-11-23 04:42 UTC (a:b:c)")).toBe(`∗is∗ of ${date(at)} (a∶b:c)`);
    expect(withMoments("of 2026-13-45 99:99 UTC")).toBe("of 2026-13-45 99:99 UTC");
    expect(withMoments("x 2026-11-23 04:42 UTC", 20)).toBe("x …");
    expect(withNames("paused by U0KIM2345 until 2026-11-23 04:42 UTC")).toBe(
      `paused by <@U0KIM2345> until ${date(at)}`,
    );
  });

  test("stays to be copied as code, but for a backtick", () => {
    expect(code("a *b* `c` <is> True")).toBe("`a *b* ˋcˋ &lt;is&gt; True`");
    expect(code("\n")).toBe("`–`");
    expect(preformatted(["a\nb", "```"])).toBe("```a b\nˋˋˋ```");
  });

  test("keeps its bound, is well-formed and holds no markup, whatever it is", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 3, max: 400 }), (text, max) => {
        for (const said of [
          escaped(text, max),
          withMoments(text, max),
          plain(text, max),
          code(text, max).slice(1, -1),
          withNames(text, max),
        ]) {
          expect(said.length).toBeLessThanOrEqual(Math.max(max, 1));
          expect(said.isWellFormed()).toBe(true);
          expect(said.replaceAll(/<(@[UW]|!subteam\^S)[A-Z0-9]+>/g, "")).not.toMatch(/[<>\n]/);
        }
      }),
    );
  });
});

test("an id of a person or group is a mention, anything else is a name", () => {
  expect(actorMention("U0KIM2345")).toBe("<@U0KIM2345>");
  expect(actorMention("S0STORAGE1")).toBe("<!subteam^S0STORAGE1>");
  expect(actorMention("root on the command line")).toBe("root on the command line");
  expect(actorMention("U0KIM> <!channel")).toBe("U0KIM&gt; &lt;!channel");
});

test("ids inside a sentence are shown by their names", () => {
  expect(withNames("ask one of S0STORAGE1, U0KIM2345 <now>")).toBe(
    "ask one of <!subteam^S0STORAGE1>, <@U0KIM2345> &lt;now&gt;",
  );
  expect(withNames("USERNAMES and SIGHUP stay")).toBe("USERNAMES and SIGHUP stay");
});

test("a date is the reader's own, with UTC for who cannot show it", () => {
  expect(date(Date.parse("2026-11-23T10:42:07.310Z"))).toBe(
    "<!date^1795430527^{date_short_pretty} {time}|2026-11-23 10:42 UTC>",
  );
});

test("something of the future by another clock is new", () => {
  expect(age(2_000, 1_000)).toBe("new");
  expect(age(0, 3_600_000)).toBe("1 h old");
});
