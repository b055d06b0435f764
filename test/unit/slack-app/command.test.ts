import { describe, expect, test } from "vitest";
import { parseCommand } from "#surfaces/slack/command/parse-command.ts";

const NOW = Date.UTC(2026, 10, 23, 10, 0, 0);
const parse = (text: string) => parseCommand(text, NOW);

describe("a slash command's text", () => {
  test("is understood for each verb", () => {
    expect(parse("snapshot orders-db")).toEqual({ verb: "snapshot", application: "orders-db" });
    expect(parse("snapshot orders-db before the upgrade")).toEqual({
      verb: "snapshot",
      application: "orders-db",
      reason: "before the upgrade",
    });
    expect(parse("status")).toEqual({ verb: "status" });
    expect(parse("status orders-db")).toEqual({ verb: "status", application: "orders-db" });
    expect(parse("points orders-db")).toEqual({ verb: "points", application: "orders-db" });
    for (const typed of ["--prune", "\u2014prune"])
      expect(parse(`points ${typed}`)).toEqual({ verb: "points", prune: true });
    for (const typed of ["--prune", "—prune", "-prune", "Prune"])
      expect(parse(`points orders-db ${typed}`)).toEqual({
        verb: "points",
        application: "orders-db",
        prune: true,
      });
    const point = "orders-db-20261123-104207-7f3a";
    expect(parse(`protect ${point} “before the upgrade”`)).toEqual({
      verb: "protect",
      point,
      reason: "before the upgrade",
    });
    expect(parse(`unprotect ${point}`)).toEqual({ verb: "unprotect", point });
    expect(parse("evidence orders-db-20261123-104207-7f3a")).toEqual({
      verb: "evidence",
      point: "orders-db-20261123-104207-7f3a",
    });
    expect(parse("doctor orders-db")).toEqual({ verb: "doctor", application: "orders-db" });
    const rehearsed = { verb: "doctor", application: "orders-db", rehearse: true };
    for (const text of [
      "doctor orders-db --rehearse",
      "doctor orders-db \u2014rehearse",
      "doctor orders-db rehearse",
    ])
      expect(parse(text)).toEqual(rehearsed);
    expect(() => parse("doctor orders-db --rehears")).toThrow(/doctor does not know "--rehears"/);
    expect(parse("runs")).toEqual({ verb: "runs" });
    expect(parse("cancel r-1 wrong database")).toEqual({
      verb: "cancel",
      run: "r-1",
      reason: "wrong database",
    });
    expect(parse("thaw orders-db")).toEqual({ verb: "thaw", application: "orders-db" });
    expect(parse("resume orders-db")).toEqual({ verb: "resume", application: "orders-db" });
    expect(parse("restore orders-db")).toEqual({ verb: "restore-window", application: "orders-db" });
    expect(parse("restore orders-db latest rows are gone")).toEqual({
      ...{ verb: "restore", application: "orders-db", point: "latest", reason: "rows are gone" },
    });
    expect(parse("test orders-db")).toEqual({ verb: "test", application: "orders-db" });
    expect(parse("test orders-db LATEST")).toEqual({
      ...{ verb: "test", application: "orders-db", point: "latest" },
    });
    expect(parse("test orders-db orders-db-20261123-104207-7f3a")).toEqual({
      ...{ verb: "test", application: "orders-db", point: "orders-db-20261123-104207-7f3a" },
    });
    expect(() => parse("test orders-db please")).toThrow(/"please" is no recovery point/);
    expect(parse("restores")).toEqual({ verb: "restores" });
    expect(parse("incidents")).toEqual({ verb: "incidents" });
    expect(parse("discard r-1")).toEqual({ verb: "discard", restore: "r-1" });
    expect(parse("orphans")).toEqual({ verb: "orphans" });
    expect(parse("orphans ALL")).toEqual({ verb: "orphans" });
    expect(parse("orphans orders-db")).toEqual({ verb: "orphans", application: "orders-db" });
    expect(parse("drift")).toEqual({ verb: "drift" });
    expect(parse("adopt orders-db")).toEqual({ verb: "adopt", application: "orders-db" });
    const orphan = "o-7f3a9c21d0";
    expect(parse("clean orders-db quota")).toEqual({
      ...{ verb: "clean", application: "orders-db", reason: "quota" },
    });
    expect(parse(`clean orders-db ${orphan} quota`)).toEqual({
      ...{ verb: "clean", application: "orders-db", orphan, reason: "quota" },
    });
    for (const left of ["r-20261123-104207-7f3a9c21", "snapshot:orders-db:2026-11-23T10:00:07Z"])
      expect(parse(`clean orders-db ${left}`)).toEqual({
        ...{ verb: "clean", application: "orders-db", orphan: left },
      });
    expect(parse(`keep ${orphan.toUpperCase()}`)).toEqual({ verb: "keep", orphan });
    expect(parse(`keep ${orphan} untilled fields`)).toEqual({
      ...{ verb: "keep", orphan, reason: "untilled fields" },
    });
    for (const typed of ["until 3 d", "for 3d", "--until 3d", "—until 3d"])
      expect(parse(`keep ${orphan} ${typed} the vendor`)).toEqual({
        ...{ verb: "keep", orphan, until: NOW + 72 * 3_600_000, reason: "the vendor" },
      });
    expect(parse(`release ${orphan}`)).toEqual({ verb: "release", orphan });
    expect(parse("reload")).toEqual({ verb: "reload" });
    expect(parse("help pause")).toEqual({ verb: "help", topic: "pause" });
  });

  test.each(["", "  ", "help", "HELP", "?", "--help"])("%j asks for help", (text) => {
    expect(parse(text)).toEqual({ verb: "help" });
  });

  test.each([
    ["upper case", "SNAPSHOT orders-db", undefined],
    ["extra blanks", "   snapshot \t orders-db   ", undefined],
    ["no-break blanks", "snapshot\u00a0orders-db\u202fnow", "now"],
    ["zero-width blanks", "snap\u200bshot orders-db\ufeff", undefined],
    ["curly quotes around the reason", "snapshot orders-db “disk swap”", "disk swap"],
    ["quotes around the name", "snapshot `orders-db`", undefined],
  ])("with %s is understood", (_what, text, reason) => {
    expect(parse(text)).toEqual({
      verb: "snapshot",
      application: "orders-db",
      ...(reason === undefined ? {} : { reason }),
    });
  });

  test.each([
    ["<@U0123|kim> said so", "@kim said so"],
    ["<@U0123> said so", "@U0123 said so"],
    ["see <#C0123|ops> and <!subteam^S01|@sre>", "see #ops and @sre"],
    ["<!channel> wants it", "@channel wants it"],
    ["<https://example.org/a?b=1&amp;c=2|ticket>", "https://example.org/a?b=1&c=2"],
    ["a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"],
    ["&lt;!channel&gt;", "<!channel>"],
    ["&amp;lt;", "&lt;"],
    ["it’s due", "it's due"],
  ])("mentions nobody: %s", (typed, reason) => {
    expect(parse(`snapshot orders-db ${typed}`)).toMatchObject({ reason });
  });

  test.each([
    ["pause orders-db until 2h disk swap", NOW + 2 * 3_600_000],
    ["pause orders-db for 2h disk swap", NOW + 2 * 3_600_000],
    ["pause orders-db 2h disk swap", NOW + 2 * 3_600_000],
    ["pause orders-db 2 h disk swap", NOW + 2 * 3_600_000],
    ["pause orders-db UNTIL 2H disk swap", NOW + 2 * 3_600_000],
    ["pause orders-db until 2026-11-24T06:00Z disk swap", Date.UTC(2026, 10, 24, 6)],
    ["pause orders-db until 2026-11-24 06:00Z disk swap", Date.UTC(2026, 10, 24, 6)],
    ["pause orders-db until 2026-11-24 07:00+01:00 disk swap", Date.UTC(2026, 10, 24, 6)],
  ])("%s", (text, until) => {
    expect(parse(text)).toEqual({ verb: "pause", application: "orders-db", until, reason: "disk swap" });
  });

  test.each([
    ["snapshot", "snapshot needs an application"],
    ["evidence", "evidence needs a recovery point"],
    ["cancel", "cancel needs a run"],
    ["pause", "pause needs an application"],
    ["pause orders-db", "pause needs an end"],
    ["pause orders-db until", "pause needs an end"],
    ["pause orders-db until 2h", "pause needs a reason"],
    ["pause orders-db until tomorrow disk swap", '"tomorrow" is no time'],
    ["pause orders-db until 2026-11-24 06:00 disk swap", "it has no zone"],
  ])("%j is answered with what is missing", (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  test("that is no verb names the one that may have been meant", () => {
    expect(parse("snapshto orders-db")).toEqual({
      verb: "unknown",
      text: "snapshto orders-db",
      near: "snapshot",
    });
    expect(parse("toString")).toEqual({ verb: "unknown", text: "toString" });
    expect(parse("x".repeat(4_000))).toMatchObject({ verb: "unknown" });
  });
});
