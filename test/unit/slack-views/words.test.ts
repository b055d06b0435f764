import { describe, expect, test } from "vitest";
import { LIMITS } from "#surfaces/slack/limits.ts";
import { alertMessage } from "#surfaces/slack/views/alert-message.ts";
import { applicationLines } from "#surfaces/slack/views/application-lines.ts";
import { evidenceModal } from "#surfaces/slack/views/evidence-modal.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { runMessage } from "#surfaces/slack/views/run-message.ts";
import { slackWords } from "#surfaces/slack/views/slack-words.ts";
import { testCharts } from "#surfaces/slack/views/test-chart.ts";
import { gallery } from "./gallery.ts";
import { testReports, testsBefore } from "./restore-tests.ts";
import { results } from "./results.ts";
import { application, evidence, NOW, POINT, pointOf, run } from "./sample.ts";
import { standing } from "./standing.ts";

const all = (message: { readonly blocks: unknown }): string => JSON.stringify(message.blocks);
const ended = (result: (typeof results)[keyof typeof results]): Message =>
  runMessage({ run: run({ state: "done" }), application: "orders-db", phases: [], result }, NOW);
const alert = (result: (typeof results)[keyof typeof results]): Message =>
  alertMessage({ run: run({ state: "done" }), application, result }, NOW);

describe("the end of a run", () => {
  test("tells the label, then the numbers, then the next step", () => {
    const { text, blocks } = ended(results.ok);
    expect(text).toBe(
      "✅ orders-db: A – application-consistent (verified freeze). 3/3 volumes · frozen 0.8 s of 10 s · thawed, confirmed",
    );
    expect(blocks.map(({ type }) => type)).toEqual(["header", "section", "context"]);
    expect(all({ blocks })).toMatch(/3\/3 volumes.*0\.8 s of 10 s.*thawed, confirmed.*\*Next:\*/);
  });

  test("has a button that opens the evidence of its point", () => {
    expect(ended(results.ok).blocks[1]).toMatchObject({ accessory: { action_id: "why", value: POINT } });
    expect(all(ended(results.incomplete))).not.toContain('"why"');
  });

  const notAsked = Object.entries(results).filter(([, { outcome }]) => outcome !== "ok");
  test.each(notAsked)("is never told as good when it is %s", (_name, result) => {
    for (const { text, blocks } of [ended(result), alert(result)]) {
      expect(blocks[0]?.type).toBe("header");
      expect(text.slice(0, LIMITS.notification)).toMatch(
        /DEGRADED|REQUIREMENT MISSED|REFUSED|INCOMPLETE|THAW NOT CONFIRMED/,
      );
      expect(text).not.toContain("✅");
      expect(JSON.stringify(blocks[0])).not.toContain("✅");
    }
  });

  test.each(Object.entries(results).filter(([, { frozen }]) => frozen !== undefined))(
    "says whether it was thawed when it is %s",
    (_name, result) => {
      const said = result.frozen?.thawConfirmed === true ? /thawed[^"]*, confirmed/ : /thaw NOT confirmed/;
      expect(all(ended(result))).toMatch(said);
      expect(all(alert(result))).toMatch(said);
    },
  );

  test("puts a thaw that nobody saw before all else", () => {
    const { text } = alert(results["thaw-not-confirmed"]);
    expect(text.slice(0, LIMITS.notification)).toContain("THAW NOT CONFIRMED");
    expect(all(alert(results["thaw-not-confirmed"]))).toContain("/ff status orders-db");
  });

  test("gives no tick to a point whose moment is not known", () => {
    expect(ended(results["ok-no-freeze-wanted"]).text).toMatch(/^📸/);
  });
});

describe("an alert", () => {
  const incomplete = alert(results.incomplete);

  test("mentions the owners, names the last good point and its age", () => {
    expect(all(incomplete)).toContain("<!subteam^S0STORAGE1> <@U0KIM2345>");
    expect(all(incomplete)).toMatch(/Last good point:\* `orders-db-20261123-054203-11d0` \(A\), 5 h old/);
  });

  test("has the exact commands for what is left behind", () => {
    for (const { id, remedy } of results.incomplete.leftovers) {
      expect(all(incomplete)).toContain(id);
      for (const line of remedy) expect(all(incomplete)).toContain(line);
    }
  });

  test("lists the volumes in a table, or as text where there are no tables, what is wrong first", () => {
    const table = incomplete.blocks.find((block) => block.type === "table");
    expect(table?.rows[1]?.[0]).toMatchObject({ text: "wal" });
    expect(incomplete.classic?.some(({ type }) => type === "table")).toBe(false);
    expect(JSON.stringify(incomplete.classic)).toMatch(/```wal {5}❌ error {2}20 GiB\\ndata/);
  });

  test("of 500 volumes lists those that failed and counts the rest", () => {
    const many = alert(results["500-volumes"]);
    expect(many.blocks.find((block) => block.type === "table")?.rows).toHaveLength(11);
    expect(all(many)).toContain("and 490 more: all available");
  });

  test("of a run without a result does not claim to know of the thaw", () => {
    const failed = run({ state: "failed", error: { kind: "failed", message: "Keystone is gone" } });
    const said = all(alertMessage({ run: failed, application }, NOW));
    expect(said).toContain("A freeze was not seen here");
    expect(said).not.toContain("confirmed");
  });
});

test("progress is told with blocks that every client knows as well", () => {
  const message = runMessage(
    {
      run: run(),
      application: "orders-db",
      phases: [
        { phase: "preflight", at: NOW },
        { phase: "freezing", at: NOW },
        { phase: "frozen", at: NOW },
      ],
    },
    NOW,
  );
  expect(message.blocks[0]).toMatchObject({
    type: "plan",
    tasks: [
      { status: "complete" },
      { status: "complete" },
      { status: "in_progress" },
      { status: "pending" },
      { status: "pending" },
    ],
  });
  expect(message.classic?.map(({ type }) => type)).toEqual(["header", "section", "context"]);
  expect(JSON.stringify(message.classic)).toContain("▓▓░░░ 2 of 5 steps");
});

test("a step that was passed without being seen is not told as done", () => {
  const message = runMessage(
    {
      run: run(),
      application: "orders-db",
      phases: [
        { phase: "preflight", at: NOW },
        { phase: "collecting", at: NOW },
      ],
    },
    NOW,
  );
  expect(all(message)).not.toContain("Freeze");
  expect(all(message)).not.toContain("Thaw");
});

test("the evidence has every need, observed or not", () => {
  for (const seen of Object.values(evidence)) {
    const point = pointOf(seen);
    const said = all(evidenceModal(point));
    for (const { observed } of point.label.reasons)
      expect(said).toContain(observed ? "✅" : "*not observed:*");
    expect(said.match(/✅|\*not observed:\*/g)).toHaveLength(point.label.reasons.length);
  }
});

test("RPO is told as a part used, and in words when it is missed", () => {
  expect(applicationLines(standing.fine, NOW)).toContain("RPO 4 h: ▓▓▓▓▓▓░░░░ 63 % used");
  expect(applicationLines(standing.missed, NOW)).toContain("RPO 4 h: ▓▓▓▓▓▓▓▓▓▓ *MISSED*, 158 % used");
  expect(applicationLines(standing.noneCounts, NOW)).toContain("RPO 4 h: *MISSED*, no point counts");
});

test("nobody is told of a success", () => {
  expect(gallery.filter(({ shown }) => /success/i.test(JSON.stringify(shown)))).toEqual([]);
});

/** What is of the store itself and of no application. */
const ofNobody = new Set(["incident-backup"]);

test.each(
  gallery.flatMap(({ name, shown, where }) =>
    "text" in shown && where === "channel" && !name.startsWith("note") && !ofNobody.has(name)
      ? [[name, shown.text] as const]
      : [],
  ),
)("the first words of %s name the application", (_name, text) => {
  expect(text.slice(0, LIMITS.notification)).toContain("orders-db: ");
});

test("a next step is worded for Slack, but the kit's own program keeps its name", () => {
  expect(slackWords("freezeframe doctor orders-db, then freezeframe-hold status")).toBe(
    "/ff doctor orders-db, then freezeframe-hold status",
  );
});

describe("the trend of restore tests", () => {
  const trendOf = (objectiveRtoMs: number | undefined) =>
    testCharts({ ...testReports.passed, objectiveRtoMs }, testsBefore(11))[1];

  test("has the target as a line where it is near", () => {
    const trend = trendOf(600_000);
    expect(trend?.title).toBe("RTO of the last 12 passed tests, target 10 min");
    expect(trend?.series.map(({ name, values }) => [name, values.at(-1)])).toEqual([
      ["RTO", 3.1],
      ["target", 10],
    ]);
  });

  test("has a target that is far above in its title alone, so that the tests can be told apart", () => {
    const trend = trendOf(4 * 3_600_000);
    expect(trend?.title).toBe("RTO of the last 12 passed tests, target 4 h");
    expect(trend?.series.map(({ name }) => name)).toEqual(["RTO"]);
    expect(trend?.unit).toBe("minutes");
  });

  test("has no target where none is set", () => {
    expect(trendOf(undefined)?.title).toBe("RTO of the last 12 passed tests");
  });
});

test("after a failed restore the next step is another point where the data said no, and another try where it did not come to that", () => {
  const said = (name: string) => all({ blocks: gallery.find((one) => one.name === name)?.shown });
  for (const name of ["restore-database-failed", "restore-check-failed", "restore-end-database-failed"])
    expect(said(name)).toContain("`/ff points orders-db` shows which have passed a restore test");
  expect(said("restore-create-failed")).toContain("mend what failed, then `/ff restore orders-db`");
});

test("a point that failed its restore test is told as such where a restore is asked for, and is not what is offered first", () => {
  const said = all({ blocks: gallery.find(({ name }) => name === "modal-restore-tested")?.shown });
  expect(said).toMatch(/–\s+FAILED, 1 h ago/);
  expect(said).toContain("old, FAILED ITS TEST");
  expect(said).toMatch(/A\s+no, and one like it FAILED/);
  expect(said).toMatch(/A\s+yes, 1 h ago/);
  expect(said).toMatch(/"initial_option":\{[^}]*\{[^}]*2026-11-23 08:1/);
});
