import { type Statistics, statisticsOf } from "#domain/restore-test/statistics.ts";
import { describeDuration } from "../duration.ts";
import { toMinute } from "../minute.ts";
import { heading, list, type Part, paragraph, type Section, table } from "./document.ts";
import type { DesignFacts } from "./facts.ts";
import { history, manifest, published } from "./source.ts";
import { type Statement, say, unknown } from "./statement.ts";

/** (e) When a point is restored to be read, what that shows, how long it may take, and what an auditor gets of it. */
export function restoreTestPlan(facts: DesignFacts): Section {
  const statistics = statisticsOf(facts.tests, facts.points);
  return {
    key: "e",
    title: "Restore-test plan",
    parts: [
      heading("Objectives"),
      objectivesTable(facts, statistics),
      heading("What is tested, when, where"),
      list([...schedule(facts), ...tested(facts)]),
      heading("What is asked of the data"),
      ...checks(facts),
      heading("Expected durations"),
      ...durations(statistics),
      heading("What would breach"),
      list(breaches(facts, statistics)),
      heading("What an auditor gets"),
      list(AUDIT),
    ],
  };
}

function objectivesTable({ application, points, snapshotGapMs }: DesignFacts, { rto }: Statistics): Part {
  const { objectives } = application;
  const wanted = (ms: number | undefined) => (ms === undefined ? "not set" : describeDuration(ms));
  const [newest] = points;
  return table({ what: "objective", wanted: "wanted", shown: "shown so far", judged: "holds" }, [
    {
      cells: {
        what: "RPO",
        wanted: wanted(objectives.rpo),
        shown:
          snapshotGapMs === undefined
            ? "no schedule"
            : `a snapshot at least every ${describeDuration(snapshotGapMs)}`,
        judged: holds(objectives.rpo, snapshotGapMs),
      },
      from: [manifest("objectives.rpo"), manifest("schedule.snapshot")],
    },
    {
      cells: {
        what: "RTO",
        wanted: wanted(objectives.rto),
        shown:
          rto === undefined
            ? "no restore test has passed"
            : `${describeDuration(rto.p95Ms)} (95th percentile of ${rto.of})`,
        judged: holds(objectives.rto, rto?.p95Ms),
      },
      from: [manifest("objectives.rto"), history("restore tests that passed")],
    },
    {
      cells: {
        what: "grade",
        wanted: objectives.grade ?? "not set",
        shown:
          newest === undefined
            ? "no recovery point"
            : `${newest.label.grade ?? "none"}: ${newest.label.text} (${toMinute(newest.createdAt)})`,
        judged:
          objectives.grade === undefined || newest === undefined
            ? "not known"
            : newest.label.grade !== undefined && newest.label.grade <= objectives.grade
              ? "yes"
              : "NO",
      },
      from: [manifest("objectives.grade"), history("newest recovery point")],
    },
  ]);
}

const holds = (wanted: number | undefined, shown: number | undefined): string =>
  wanted === undefined || shown === undefined ? "not known" : shown <= wanted ? "yes" : "NO";

function schedule({ application }: DesignFacts): Statement[] {
  const { schedule: plan } = application;
  const key = manifest("schedule");
  if (plan?.restoreTest === undefined)
    return [
      unknown(
        `When: the manifest has no \`schedule.restoreTest\`; only \`freezeframe test ${application.application}\` tests. Weekly is \`"0 5 * * 0"\`.`,
        key,
      ),
    ];
  const blackout =
    plan.blackout === undefined || plan.blackout.length === 0
      ? ""
      : `, never within ${plan.blackout.join(", ")}`;
  return [
    say(
      `When: \`${plan.restoreTest}\` (${plan.timezone})${blackout}; slots that passed while the bot was down: \`${plan.missed}\`.`,
      key,
    ),
  ];
}

function tested({ application }: DesignFacts): Statement[] {
  const { restoreTest, application: name } = application;
  const key = manifest("restoreTest");
  if (restoreTest === undefined)
    return [
      unknown(
        `What and where: the manifest has no \`restoreTest\`, so no restore of ${name} is ever tested and every grade rests on its snapshot alone.`,
        key,
      ),
    ];
  const { pick, target } = restoreTest;
  return [
    say(`Which point: \`${pick}\`, ${PICKS[pick]}.`, key),
    say(
      target.kind === "server"
        ? `Where: on \`${target.name}\`, a server of no application; volumes are attached to it and gone again after the test. File systems are mounted apart, the database listens on no network and archives nowhere.`
        : `Where: a server that Nova boots for it (\`${target.image}\`, \`${target.flavor}\`), ${target.networks === "none" ? "without a network" : `on ${target.networks.join(", ")}`}; it tells what it found on its console and goes away with its volumes.`,
      key,
      published("Freezeframe docs/restore-tests.md"),
    ),
    say(
      "It needs no approval: nothing that exists is touched. A test gives way to a restore that people wait for.",
      published("Freezeframe docs/restore-tests.md"),
    ),
  ];
}

const PICKS = {
  latest: "the one that a restore would take",
  random: "any of them",
  "never-tested": "one that no test has said anything of",
  "oldest-kept": "the oldest that retention has kept",
} as const;

function checks({ application }: DesignFacts): Part[] {
  const key = manifest("restoreTest.checks");
  const asked = application.restoreTest?.checks ?? [];
  if (asked.length === 0) return [paragraph(say("Nothing: there is no `restoreTest`.", key))];
  const reads = asked.some(
    (check) => check.kind !== "filesystem" && (check.kind !== "hook" || check.readsData === true),
  );
  return [
    list(
      asked.map((check) => {
        const { kind, ...rest } = check;
        const more = Object.entries(rest).map(
          ([name, value]) => `${name} ${typeof value === "string" ? `\`${value}\`` : String(value)}`,
        );
        return say(`\`${kind}\`${more.length === 0 ? "" : `: ${more.join(", ")}`}.`, key);
      }),
    ),
    ...(reads
      ? []
      : [
          paragraph(
            say(
              "None of them reads the application's own data: a test can only say that file systems are whole.",
              key,
            ),
          ),
        ]),
    ...(asked.some(({ kind }) => kind === "freshness")
      ? []
      : [
          paragraph(
            unknown(
              "How old the newest restored data is: no check of kind `freshness` asks it, so the data RPO is not measured.",
              key,
            ),
          ),
        ]),
  ];
}

function durations({ phases, rto, freeze }: Statistics): Part[] {
  const from = [history("restore tests that passed")];
  if (rto === undefined)
    return [
      paragraph(
        unknown(
          "How long a restore takes: no restore test has passed yet. The first one measures it by phase.",
          history("restore tests"),
        ),
      ),
    ];
  const line = (what: string, spread: { of: number; p50Ms: number; p95Ms: number; newestMs: number }) => ({
    cells: {
      what,
      of: String(spread.of),
      half: describeDuration(spread.p50Ms),
      most: describeDuration(spread.p95Ms),
      newest: describeDuration(spread.newestMs),
    },
    from,
  });
  return [
    table({ what: "phase", of: "measured", half: "median", most: "95th percentile", newest: "newest" }, [
      ...phases.map((one) => line(one.phase, one)),
      line("from request to verified data", rto),
      ...(freeze === undefined ? [] : [line("freeze window of a snapshot", freeze)]),
    ]),
  ];
}

function breaches({ application, snapshotGapMs }: DesignFacts, { rto }: Statistics): Statement[] {
  const { objectives } = application;
  const key = manifest("objectives");
  const gap =
    snapshotGapMs === undefined
      ? "there is no schedule"
      : `the schedule leaves up to ${describeDuration(snapshotGapMs)}`;
  return [
    objectives.rpo === undefined
      ? unknown("What loss of data is too much: `objectives.rpo` is not set.", key)
      : say(
          `RPO: the newest point of the wanted grade is older than ${describeDuration(objectives.rpo)} (${gap}), and neither a run nor a slot mends it.`,
          key,
          manifest("schedule.snapshot"),
        ),
    objectives.rto === undefined
      ? unknown("How long a restore may take: `objectives.rto` is not set.", key)
      : say(
          `RTO: a test that passes takes more than ${describeDuration(objectives.rto)}${rto === undefined ? "" : `; the newest took ${describeDuration(rto.newestMs)}`}.`,
          key,
          history("restore tests that passed"),
        ),
    say(
      "A test *fails* only where every disk was proved and readable and the data itself said no: the point loses its grade, points made the same way are flagged, owners are called.",
      published("Freezeframe docs/restore-tests.md"),
    ),
    say(
      "Two slots without a test that passed are an incident; so are two in a row that said nothing (quota, capacity, image, network).",
      published("Freezeframe docs/runbook.md, An objective is missed"),
    ),
  ];
}

const AUDIT: readonly Statement[] = [
  say(
    "`freezeframe report --since 90d --out DIR`: labels, restore tests with their figures, what is untested, approvals, failures, incidents; the audit's hash chain is verified first.",
    published("Freezeframe docs/cli.md"),
  ),
  say(
    "`freezeframe evidence POINT`: every need of every grade, and whether it was observed.",
    published("Freezeframe docs/cli.md"),
  ),
  say(
    "`freezeframe audit verify`: no row was changed, and none is missing in between.",
    published("Freezeframe docs/cli.md"),
  ),
  say(
    "This document, made anew: `freezeframe design APP --json` has each statement with its source and time.",
    published("Freezeframe docs/design-guide.md"),
  ),
];
