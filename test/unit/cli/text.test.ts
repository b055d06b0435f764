import { describe, expect, test } from "vitest";
import type { ApplicationStatus } from "#domain/application-status.ts";
import type { RehearsalResult } from "#domain/doctor/rehearsal.ts";
import { error, info, warning } from "#domain/finding.ts";
import { labelOf } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { SnapshotResult } from "#domain/snapshot-result.ts";
import type { FrozenGuest, Status } from "#operations/index.ts";
import { doctorText } from "#surfaces/cli/text/doctor.ts";
import { evidenceText } from "#surfaces/cli/text/evidence.ts";
import { pointsText, runsText, thawText } from "#surfaces/cli/text/lists.ts";
import { rehearsalText } from "#surfaces/cli/text/rehearsal.ts";
import { rows, table } from "#surfaces/cli/text/rows.ts";
import { snapshotText } from "#surfaces/cli/text/snapshot.ts";
import { statusText } from "#surfaces/cli/text/status.ts";
import { backendWith, set, whole } from "../domain/observed.ts";
import { nothingShown, nothingWatched } from "../nothing-shown.ts";

const ok: SnapshotResult = {
  outcome: "ok",
  application: "orders",
  runId: "r-1",
  point: "orders-1",
  label: labelOf(whole),
  statements: ["db-1: every commit acknowledged before 10:42:07.310 is in it"],
  problems: [],
  members: set.members,
  frozen: { windowMs: 830, budgetMs: 10_000, thawConfirmed: true, thawCause: "ordered" },
  cutMs: 700,
  leftovers: [],
  unstamped: [],
  findings: [],
};
const { point: _point, label: _label, ...pointless } = ok;
const text = (change: Partial<SnapshotResult>) => snapshotText({ ...ok, ...change });

describe("the answer to snapshot", () => {
  test("says the label first, then the numbers, then the next step", () => {
    expect(snapshotText(ok)).toBe(
      [
        "orders: A – application-consistent (verified freeze)",
        "  point    orders-1",
        "  volumes  2/2: data, wal",
        "  frozen   830 ms of 10 s, thaw confirmed",
        "  cut      700 ms from the request to available",
        "  holds    db-1: every commit acknowledged before 10:42:07.310 is in it",
        "  next     freezeframe evidence orders-1",
      ].join("\n"),
    );
  });

  test.each([
    ["degraded", "orders: DEGRADED: A"],
    ["requirement-missed", "orders: REQUIREMENT MISSED: A"],
    ["refused", "orders: REFUSED: "],
    ["incomplete", "orders: INCOMPLETE: "],
  ] as const)("is never without the word for %s", (outcome, words) => {
    expect(text({ outcome }).startsWith(words)).toBe(true);
    expect(text({ outcome })).not.toMatch(/success/i);
  });

  test("without a point says so, names each volume, the leftovers with their commands, and the last good point", () => {
    const [data, wal] = set.members;
    if (data === undefined || wal === undefined) throw new Error("no members");
    const { status: _status, snapshotId: _id, size: _size, ...missing } = wal;
    const left = { kind: "group snapshot", id: "g", name: "ff/a", status: "creating" } as const;
    const answer = snapshotText({
      ...pointless,
      outcome: "incomplete",
      members: [{ ...data, size: 9 }, missing],
      problems: ["wal: the group snapshot has no member for volume volume-wal"],
      leftovers: [{ ...left, remedy: ["reset it   # as an administrator", "delete it"] }],
      lastGood: { point: "orders-0", grade: "A", ageMs: 7_200_000 },
    });
    expect(answer.split("\n")[0]).toBe("orders: INCOMPLETE: no recovery point");
    expect(answer).toContain("0/2: data 9 GiB of 10, wal missing");
    expect(answer).toMatch(/why {8}wal: the group snapshot has no member/);
    expect(answer).toMatch(
      /left {7}group snapshot g is creating \(ff\/a\)\n {15}reset it .*\n {15}delete it/,
    );
    expect(answer).toContain("orders-0 (A), 2 h old");
  });

  test("says when there is no earlier point to fall back on", () => {
    expect(snapshotText({ ...pointless, outcome: "refused" })).toContain(
      "there is no earlier point of the wanted grade",
    );
    expect(snapshotText(ok)).not.toContain("last good");
  });

  test("cries when the thaw was not confirmed, and names another cause than the order", () => {
    const frozen = { windowMs: 11_000, budgetMs: 10_000, thawConfirmed: false, thawCause: "deadline" };
    expect(text({ frozen })).toContain(
      "THAW NOT CONFIRMED: look into the guest with freezeframe-hold status (thawed by deadline)",
    );
  });

  test("a refusal's next step is that of the first error found; warnings are notes", () => {
    const findings = [
      error("over-quota", "snapshots", "too many", { next: "delete some" }),
      warning("several-pools", "orders", "two pools"),
    ];
    const answer = snapshotText({ ...pointless, outcome: "refused", findings });
    expect(answer).toMatch(/next +delete some$/);
    expect(answer).toMatch(/notes +orders: two pools/);
  });

  test("tells which members could not be signed, and what that costs", () => {
    expect(text({ unstamped: ["wal"] })).toMatch(/stamp +could not be written on: wal; the point is good/);
  });
});

const point: RecoveryPoint = {
  id: "orders-1",
  application: "orders",
  cloud: "prod",
  runId: "r-1",
  groupId: "group",
  groupSnapshotId: "g",
  createdAt: Date.parse("2026-11-23T10:42:07.400Z"),
  reason: "before the upgrade",
  requestedBy: "U0OPS",
  evidence: whole,
  label: labelOf(whole),
};

describe("the answer to evidence", () => {
  test("shows each need and whether it was observed", () => {
    const answer = evidenceText(point);
    expect(answer).toMatch(/^orders-1: A – application-consistent/);
    expect(answer).toContain("2026-11-23T10:42:07.400Z by run r-1, asked by U0OPS: before the upgrade");
    expect(answer).toContain("db-1 (kit 1.0.0, kernel 6.1.0): thaw ordered, proved");
    expect(answer.split("\n").filter((line) => /^ {4}[ABC] {2}(yes|NO ) /.test(line))).toHaveLength(
      point.label.reasons.length,
    );
    expect(answer).toContain("assumed: the hypervisor's cache mode");
  });

  test("names who approved a snapshot that needed it, and that the glass was broken", () => {
    expect(evidenceText(point)).not.toContain("approved by");
    expect(evidenceText({ ...point, approvedBy: ["U0BOSS", "U0DBA"] })).toMatch(
      /approved by +U0BOSS, U0DBA$/m,
    );
    expect(evidenceText({ ...point, approvedBy: ["U0DUTY"], brokeGlass: true })).toMatch(
      /approved by +U0DUTY; the GLASS WAS BROKEN$/m,
    );
  });

  test("tells what of the source decides where it can be restored", () => {
    const members = whole.set.members.map((member) => ({ ...member, volumeType: "tier1" }));
    const [guest] = whole.hold?.servers ?? [];
    const servers = guest === undefined ? [] : [{ ...guest, glibc: "2.36", icu: "72.1" }];
    const hold = whole.hold && { ...whole.hold, servers };
    const answer = evidenceText({ ...point, evidence: { ...whole, hold, set: { ...set, members } } });
    expect(answer).toContain("db-1 (kit 1.0.0, kernel 6.1.0, glibc 2.36, ICU 72.1): thaw ordered");
    expect(answer).toContain("of volume volume-data, 10 GiB, type tier1, available");
  });

  test("without a freeze says why, and what was and was not read of the back end", () => {
    const evidence = { ...backendWith({ unread: ["pools: 403"] }), holdFailure: ["db-1 does not answer"] };
    const { groupTypeSpec: _spec, driver: _driver, ...backend } = evidence.backend;
    const answer = evidenceText({ ...point, evidence: { ...evidence, backend }, label: labelOf(evidence) });
    expect(answer).toMatch(/freeze +none \(quiesce.policy is skip\)/);
    expect(answer).toMatch(/not whole +db-1 does not answer/);
    expect(answer).toContain("group type spec not read; pool capability true");
    expect(answer).toContain("driver: not known");
    expect(answer).toContain("not read: pools: 403");
  });
});

describe("lists", () => {
  test("points, newest first as given, with age and reason", () => {
    const now = point.createdAt + 7_200_000;
    const [heading, line] = pointsText("orders", [point], now).split("\n");
    expect(heading).toMatch(/^POINT +GRADE +AGE +LABEL +REASON$/);
    expect(line).toMatch(
      /^orders-1 +A +2 h +application-consistent \(verified freeze\) +before the upgrade$/,
    );
    expect(pointsText("orders", [], now)).toContain("freezeframe snapshot orders");
  });

  test("runs, with outcome or error", () => {
    const run = { id: "r-1", workflow: "w@1", input: null, createdAt: 0, lockKey: "orders" } as const;
    const shown = runsText([
      { ...run, state: "done", result: { outcome: "degraded" } },
      { ...run, state: "failed", error: { kind: "failed", message: "no room" } },
      { ...run, state: "running" },
    ]).split("\n");
    expect(shown[1]).toMatch(/done +1970-01-01T00:00:00.000Z +orders +degraded$/);
    expect(shown[2]).toMatch(/failed .* no room$/);
    expect(shown[3]).toMatch(/orders$/);
    expect(runsText([])).toBe("no runs yet");
  });

  test("thaw, one line a guest", () => {
    expect(thawText("orders", [{ server: "db-1", was: "idle", text: "nothing is frozen" }])).toBe(
      "orders:\n  db-1: nothing is frozen",
    );
  });
});

const application: ApplicationStatus = {
  application: "orders",
  runs: [],
  newest: { id: "orders-2", grade: "D", text: "non-atomic", createdAt: 3_600_000 },
  usable: { id: "orders-1", grade: "A", text: "application-consistent", createdAt: 0 },
  wanted: "B",
  rpoMs: 4 * 3_600_000,
  paused: undefined,
  channel: undefined,
  ...nothingShown,
  ...nothingWatched,
  rtoMs: undefined,
};

describe("the answer to status", () => {
  test("of one application: what was tested, how long a restore takes, what is missed and what comes next", () => {
    const good = {
      ...{ runId: "t-1", verdict: "passed" as const, text: "passed", point: "orders-1" },
      ...{ startedAt: 0, endedAt: 3_600_000, rtoMs: 1_200_000 },
    };
    const last = { ...good, runId: "t-2", verdict: "inconclusive" as const, text: "inconclusive: no quota" };
    const seen = {
      ...{ ...application, lastTest: { ...last, endedAt: 7_200_000 }, lastGoodTest: good },
      ...{
        tested: { id: "orders-1", createdAt: 0, testedAt: 3_600_000 },
        rtoMs: 900_000,
        lastRtoMs: 1_200_000,
      },
      ...{ nextSnapshot: 9_000_000, nextTest: 86_400_000 },
      incidents: [
        {
          id: "rpo:orders:x",
          kind: "rpo" as const,
          application: "orders",
          openedAt: 0,
          text: "RPO 4 h is missed",
          next: "",
        },
      ],
    };
    const told = statusText(
      { asked: 1, frozen: [], unreachable: [], applications: [seen] },
      7_200_000,
      "orders",
    );
    expect(told.split("\n").slice(5)).toEqual([
      "  RTO       MISSED: 20 min of 15 min",
      "  tested    last 0 ms ago: inconclusive: no quota (t-2)",
      "            last that passed 1 h ago: passed (t-1)",
      "            newest point that passed: orders-1, 2 h old",
      "  next      snapshot 1970-01-01 02:30 UTC (in 30 min)",
      "            restore test 1970-01-02 00:00 UTC (in 22 h)",
      "  incident  RPO 4 h is missed (rpo:orders:x)",
    ]);
    const all = statusText(
      { asked: 0, frozen: [], unreachable: [], applications: [seen] },
      7_200_000,
      undefined,
    );
    expect(all).toContain("1 h ago  MISSED: 20 min of 15 min  INCIDENT rpo:orders:x");
  });

  const now = 2 * 3_600_000;
  const guest: FrozenGuest = {
    application: "orders",
    server: "db-1",
    state: "frozen",
    instance: "prod",
    ours: true,
    runId: "r-1",
    frozenMs: 1_200,
    mounts: ["/data", "/wal"],
  };
  const status = (change: Partial<Status>, named?: string) =>
    statusText({ asked: 0, frozen: [], unreachable: [], applications: [application], ...change }, now, named);
  const silent = { application: "orders", server: "db-2", reason: "timed out" };

  test.each<[Partial<Status>, string]>([
    [{}, "nothing is frozen: no freeze of this installation is open"],
    [{ asked: 1 }, "nothing is frozen: 1 guest says so"],
    [{ asked: 3 }, "nothing is frozen: 3 guests say so"],
    [{ asked: 1, frozen: [guest] }, "FROZEN NOW: orders on db-1 for 1.2 s"],
    [
      { asked: 2, frozen: [{ ...guest, state: "thawing" }], unreachable: [silent] },
      "FROZEN NOW: orders on db-1 for 1.2 s, thawing",
    ],
    [
      { asked: 1, frozen: [{ ...guest, state: "armed", frozenMs: undefined, mounts: [] }] },
      "nothing is frozen yet: orders on db-1, about to freeze",
    ],
    [
      { asked: 3, unreachable: [silent] },
      "NOT KNOWN whether anything is frozen: 1 of 3 guests does not answer. A freeze there ends by itself at its deadline",
    ],
    [
      { asked: 1, unreachable: [silent] },
      "NOT KNOWN whether anything is frozen: the only guest that was asked does not answer. A freeze there ends by itself at its deadline",
    ],
  ])("says in its first line whether anything is frozen: %j", (change, words) => {
    expect(status(change).split("\n")[0]).toBe(words);
  });

  test("names each guest that is held, by whom, and each that does not answer", () => {
    const foreign = { ...guest, server: "db-3", ours: false, instance: "staging", mounts: [] };
    const answer = status({ asked: 3, frozen: [guest, foreign], unreachable: [silent] });
    expect(answer.split("\n").slice(1, 4)).toEqual([
      "  held       db-1: /data, /wal by run r-1 of this installation",
      "             db-3: no mount yet by run r-1 of instance staging, which is not this one",
      "  no answer  db-2 of orders: timed out",
    ]);
  });

  test("of all applications: the newest and the usable point, the RPO used, what goes on", () => {
    const paused = { application: "billing", until: 86_400_000, reason: "rack move", by: "U0OPS", at: 0 };
    const run = { runId: "r-1", workflow: "w@1", since: 0, requestedBy: undefined, phase: undefined };
    const billing: ApplicationStatus = {
      ...application,
      application: "billing",
      runs: [
        { ...run, state: "running", phase: "frozen" },
        { ...run, runId: "r-2", state: "queued" },
      ],
      newest: undefined,
      usable: undefined,
      wanted: undefined,
      paused,
    };
    expect(
      status({ applications: [application, billing] })
        .split("\n")
        .slice(1),
    ).toEqual([
      "APPLICATION  NEWEST      WANTED       USABLE      RPO                                  TESTED  RTO  NOW",
      "orders       D, 1 h old  B or better  A, 2 h old  2 h of 4 h                           never",
      "billing      none        any          none        MISSED: no usable point, 4 h wanted  never        paused until 1970-01-02T00:00:00.000Z by U0OPS: rack move; running r-1 (frozen); queued r-2",
    ]);
    expect(status({ applications: [] })).toContain("no applications");
  });

  test("of one application: its points by name, and whether the RPO is missed", () => {
    const late = { ...application, rpoMs: 3_600_000 };
    expect(
      status({ asked: 1, applications: [late] }, "orders")
        .split("\n")
        .slice(1),
    ).toEqual([
      "orders:",
      "  newest  orders-2: D – non-atomic, 1 h old",
      "  usable  orders-1: A – application-consistent, 2 h old (wanted: B or better)",
      "  RPO     MISSED: 2 h of 1 h",
      "  tested  never",
    ]);
  });
});

test("doctor: ready or not, what a freeze would cover, and a line for each thing that was looked at", () => {
  const mounts = [{ server: "db-1", mounts: whole.hold?.servers[0]?.mounts ?? [] }];
  const findings = [
    error("over-quota", "snapshots", "too many", { next: "delete some" }),
    info("pool-not-read", "orders", "403", { costs: "no C" }),
  ];
  const answer = doctorText({
    application: "orders",
    ready: false,
    findings,
    passed: [{ subject: "orders-db-1", text: "guest kit 1.4.0" }],
    mounts,
    prediction: { ms: 900, because: "b", sure: false },
  });
  expect(answer.split("\n")).toEqual([
    "orders: NOT READY: a snapshot would be refused",
    "  freezes  db-1 /data (ext4 on /dev/data)",
    "           db-1 /wal (ext4 on /dev/wal)",
    "  cut      probably 900 ms (b)",
    "  fail  snapshots: too many  [over-quota]",
    "        next:  delete some",
    "  warn  orders: 403  [pool-not-read]",
    "        costs: no C",
    "  ok    orders-db-1: guest kit 1.4.0",
  ]);
});

test("doctor: the label of now, the grade that is wanted, and what is lacking for it", () => {
  const foreseen = {
    grade: "D" as const,
    text: "non-atomic: per-volume snapshots",
    wanted: "B" as const,
    lacks: ["B: a freeze was held in the guests"],
  };
  const answer = doctorText({
    application: "orders",
    ready: true,
    foreseen,
    findings: [],
    passed: [],
    mounts: [],
  });
  expect(answer.split("\n")).toEqual([
    "orders: a snapshot would be taken: grade D, non-atomic: per-volume snapshots",
    "  wanted  B",
    "  lacks   B: a freeze was held in the guests",
  ]);
});

test("a rehearsal: the window, what was frozen, and what a commit took before, during and after it", () => {
  const { servers = [] } = whole.hold ?? {};
  const result: RehearsalResult = {
    outcome: "held",
    application: "orders",
    runId: "r-1",
    budgetMs: 10_000,
    windowMs: 934,
    heldMs: 700,
    servers: servers.map(({ server, mounts }) => ({ server, mounts, frozenMs: 912 })),
    problems: [],
    findings: [],
    felt: [
      {
        server: "db-1",
        database: 'PostgreSQL "main"',
        before: { commits: 15, medianMs: 1.42, longestMs: 3.1 },
        during: { commits: 1, medianMs: 918.3, longestMs: 918.3 },
      },
    ],
    unfelt: [],
  };
  expect(rehearsalText(result).split("\n")).toEqual([
    "orders: rehearsed: frozen, proved and thawed; nothing was cut",
    "  window  934 ms of 10 s, held for 700 ms in place of a cut",
    "  frozen  db-1 for 912 ms: /data, /wal",
    '  felt    db-1 PostgreSQL "main": a commit took 1.4 ms (longest 3.1 ms) before, 918 ms during, (none seen) after',
    "  run     r-1",
  ]);
  const flawed = rehearsalText({
    ...result,
    outcome: "flawed",
    problems: ["db-1 thawed before it was told to (eof)"],
  });
  expect(flawed).toMatch(
    /^orders: the rehearsal was NOT WHOLE; nothing was cut\n {2}problem {2}db-1 thawed before/,
  );
});

test("rows are aligned, and one without a value is left out", () => {
  expect(
    rows([
      ["a", "1", undefined, "2"],
      ["long", ""],
      ["longer", "3"],
    ]),
  ).toEqual(["  a       1", "          2", "  longer  3"]);
  expect(rows([])).toEqual([]);
});

test("a table is as wide as its widest cell, and no line ends in blanks", () => {
  expect(
    table(
      ["A", "B"],
      [
        ["wide cell", "x"],
        ["y", ""],
      ],
    ),
  ).toEqual(["A          B", "wide cell  x", "y"]);
});
