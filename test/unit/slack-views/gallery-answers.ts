import type { RehearsalResult } from "#domain/doctor/rehearsal.ts";
import { error, info, warning } from "#domain/finding.ts";
import type { Pause } from "#domain/pause.ts";
import type { Diagnosis, Status, Thawed } from "#operations/index.ts";
import { cancelAnswer } from "#surfaces/slack/views/cancel-answer.ts";
import { doctorAnswer } from "#surfaces/slack/views/doctor-answer.ts";
import { helpAnswer } from "#surfaces/slack/views/help-answer.ts";
import { lookingAnswer } from "#surfaces/slack/views/looking-answer.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { pauseAnswer, resumeAnswer } from "#surfaces/slack/views/pause-answer.ts";
import { pointsAnswer } from "#surfaces/slack/views/points-answer.ts";
import { receipt } from "#surfaces/slack/views/receipt.ts";
import { refusal } from "#surfaces/slack/views/refusal.ts";
import { rehearsalAnswer } from "#surfaces/slack/views/rehearsal-answer.ts";
import { reloadAnswer } from "#surfaces/slack/views/reload-answer.ts";
import { runsAnswer } from "#surfaces/slack/views/runs-answer.ts";
import { statusAnswer } from "#surfaces/slack/views/status-answer.ts";
import { thawAnswer } from "#surfaces/slack/views/thaw-answer.ts";
import { unknownAnswer } from "#surfaces/slack/views/unknown-answer.ts";
import { results } from "./results.ts";
import { evidence, hold, NOW, pointOf, RUN, run } from "./sample.ts";
import { standing } from "./standing.ts";

const HOUR = 3_600_000;
const channel = { channel: "C0123456789" };
const earlier = "r-20261123-104158-02be";

const frozen: Status["frozen"][number] = {
  application: "orders-db",
  server: "orders-db-1",
  state: "frozen",
  instance: "prod",
  ours: true,
  runId: RUN,
  frozenMs: 3_200,
  mounts: ["/srv/data", "/srv/wal", "/srv/config"],
};
const silent = {
  application: "orders-db",
  server: "orders-db-1",
  reason: "ssh: connection timed out after 5 s",
};
const status = (change: Partial<Status>): Message =>
  statusAnswer({ asked: 1, frozen: [], unreachable: [], applications: [standing.fine], ...change }, NOW);

const points = [
  pointOf(evidence.whole),
  pointOf(evidence.lost, {
    id: "orders-db-20261123-082011-71aa",
    createdAt: NOW - 2.4 * HOUR,
    reason: "schedule",
  }),
  pointOf(evidence.unknown, { id: "orders-db-20261122-104207-55c0", createdAt: NOW - 24 * HOUR }),
];

const testedPoints = [
  pointOf(evidence.testFailed),
  pointOf(evidence.siblingFailed, {
    id: "orders-db-20261123-082011-71aa",
    createdAt: NOW - 2.4 * HOUR,
    reason: "schedule",
  }),
  pointOf(evidence.tested, { id: "orders-db-20261122-104207-55c0", createdAt: NOW - 24 * HOUR }),
];

const ready: Diagnosis = {
  application: "orders-db",
  ready: true,
  foreseen: { grade: "A", text: "application-consistent (verified freeze)", wanted: "A", lacks: [] },
  passed: [
    {
      subject: "orders-db",
      text: "the group has exactly the 3 volumes of the manifest, and is of type generic-groups",
    },
    { subject: "quota", text: "room for 12 more sets" },
    {
      subject: "orders-db-1",
      text: "guest kit 1.4.0, kernel 6.1.0-38-amd64; its clock is in step with the bot's",
    },
    { subject: "orders-db-1", text: "no cluster manager (Patroni, Pacemaker, etcd) runs there" },
    { subject: "orders-db-1", text: 'PostgreSQL "main": no transaction is older than 5 min' },
    {
      subject: "credential prod-bot",
      text: "an application credential with the role member, good for the calls that are needed",
    },
    { subject: "Slack", text: "the app has the scopes that it needs, and is in the channel C0123456789" },
  ],
  findings: [
    warning(
      "group-type-not-consistent",
      "generic-groups",
      "the group type has no spec consistent_group_snapshot_enabled: Cinder takes the volumes one after another",
      {
        costs: "without a freeze: no C; with a proved freeze of all volumes A and B stay in reach",
        next: 'cinder group-type-key generic-groups set consistent_group_snapshot_enabled="<is> True"',
      },
    ),
    info("window-not-predicted", "orders-db", "no earlier set to predict the freeze window from"),
  ],
  mounts: hold.servers.map((server) => ({ server: server.server, mounts: server.mounts })),
  prediction: { ms: 700, because: "the median of its last 6 sets", sure: true },
};

const rehearsal: RehearsalResult = {
  outcome: "held",
  application: "orders-db",
  runId: RUN,
  budgetMs: 10_000,
  windowMs: 934,
  heldMs: 700,
  servers: hold.servers.map(({ server, mounts }) => ({ server, mounts, frozenMs: 912 })),
  problems: [],
  findings: [],
  felt: [
    {
      server: "orders-db-1",
      database: 'PostgreSQL "main"',
      before: { commits: 15, medianMs: 1.42, longestMs: 3.1 },
      during: { commits: 1, medianMs: 918, longestMs: 918 },
      after: { commits: 14, medianMs: 1.38, longestMs: 6.7 },
    },
  ],
  unfelt: [],
};
const rehearsalRun = (result: RehearsalResult) =>
  run({ workflow: "rehearse-application@1", state: "done", result: JSON.parse(JSON.stringify(result)) });

const pause: Pause = {
  application: "orders-db",
  until: NOW + 2 * HOUR,
  reason: "disk swap on cinder-3",
  by: "U0KIM2345",
  at: NOW,
};

const thaw = (was: Thawed["was"], text: string): Thawed[] => [
  { server: "orders-db-1", was, text },
  { server: "orders-db-2", was: "idle", text: "nothing of Freezeframe's is frozen" },
];

const refusals = {
  "refusal-not-permitted": refusal({
    kind: "not-permitted",
    message: "only operators of orders-db may take a snapshot; U0LEE6789 is not one",
    next: "ask one of S0STORAGE1, U0KIM2345, or have owners.operators changed in the manifest",
  }),
  "refusal-too-soon": refusal({
    kind: "refused",
    message:
      "orders-db was frozen 2 min ago (orders-db-20261123-104007-9c1e); the least time between two freezes is 5 min",
    next: "use orders-db-20261123-104007-9c1e, or ask again in 3 min (config: limits.betweenFreezes)",
  }),
  "refusal-not-found": refusal({
    kind: "not-found",
    message: 'there is no application "order-db"',
    next: 'did you mean "orders-db"?',
  }),
  "refusal-invalid": refusal({
    kind: "invalid-input",
    message: "pause needs a reason: others will ask",
    next: "type /ff pause APP until 2h REASON",
  }),
  "refusal-unreachable": refusal({
    kind: "unreachable",
    message: "the guest orders-db-1 did not answer within 5 s",
  }),
};

/** What only the asker sees. */
export const answers: Readonly<Record<string, Message>> = {
  "receipt-started": receipt({ runId: RUN, how: "started" }, "orders-db", channel),
  "receipt-no-channel": receipt({ runId: RUN, how: "started" }, "orders-db", {}),
  "receipt-queued": receipt({ runId: RUN, how: "queued", busyWith: earlier }, "orders-db", channel),
  "receipt-joined": receipt({ runId: earlier, how: "joined" }, "orders-db", channel),
  "receipt-known": receipt({ runId: RUN, how: "known" }, "orders-db", channel),
  "receipt-approval": receipt(
    { runId: RUN, how: "approval", approvalId: "ap-7f3a9c21" },
    "orders-db",
    channel,
  ),
  ...refusals,
  help: helpAnswer(),
  "help-snapshot": helpAnswer("snapshot"),
  "help-pause": helpAnswer("pause"),
  "help-approvals": helpAnswer("approvals"),
  "status-nothing-frozen": status({}),
  "status-no-hold-open": status({ asked: 0, applications: Object.values(standing) }),
  "status-tests": status({
    asked: 0,
    applications: [standing.tested, standing.testFailed, standing.testInconclusive, standing.incident],
  }),
  "status-frozen": status({ frozen: [frozen], applications: [standing.running] }),
  "status-about-to-freeze": status({ frozen: [{ ...frozen, state: "armed", frozenMs: undefined }] }),
  "status-frozen-by-another": status({
    frozen: [{ ...frozen, ours: false, instance: "staging", state: "thawing" }],
  }),
  "status-not-known": status({ unreachable: [silent] }),
  "status-many": status({
    asked: 40,
    applications: Array.from({ length: 40 }, (_, index) => ({
      ...standing.fine,
      application: `app-${index}`,
    })),
  }),
  points: pointsAnswer("orders-db", points, NOW),
  "points-tested": pointsAnswer("orders-db", testedPoints, NOW),
  "points-none": pointsAnswer("orders-db", [], NOW),
  "points-many": pointsAnswer(
    "orders-db",
    Array.from({ length: 20 }, (_, index) =>
      pointOf(evidence.whole, { id: `orders-db-${index}`, createdAt: NOW - index * 2 * HOUR }),
    ),
    NOW,
  ),
  runs: runsAnswer(
    [
      run(),
      run({ id: "r-20261123-104201-aa10", state: "queued", lockKey: "shop" }),
      ...Object.values(results).map((result, index) =>
        run({ id: `r-20261123-0${index}0203-02be`, state: "done", result, createdAt: NOW - index * HOUR }),
      ),
      run({
        state: "failed",
        error: { kind: "failed", message: "Keystone did not answer" },
        createdAt: NOW - 9 * HOUR,
      }),
    ],
    NOW,
  ),
  "runs-ended": runsAnswer(
    [
      run({ state: "cancelled" }),
      run({ state: "parked", lockKey: "shop" }),
      run({
        workflow: "request-snapshot@1",
        state: "done",
        result: { outcome: "denied", application: "orders-db", approvalId: "ap-7f3a9c21", why: "denied" },
      }),
      run({ state: "done", result: results.ok }),
      rehearsalRun(rehearsal),
    ],
    NOW,
  ),
  "runs-none": runsAnswer([], NOW),
  "doctor-ready": doctorAnswer(ready),
  "doctor-ready-clean": doctorAnswer({ ...ready, findings: [] }),
  "doctor-weaker": doctorAnswer({
    ...ready,
    foreseen: {
      grade: "D",
      text: "non-atomic: per-volume snapshots",
      wanted: "A",
      lacks: [
        "A: the application itself took part (a database or hook recipe with proof)",
        "B: a freeze was held in the guests",
      ],
    },
    findings: [
      warning("cannot-freeze", "orders-db", "orders-db-1: Host key verification failed.", {
        costs: "the snapshot would be degraded: no A, no B",
        next: "Pin the guest's host key in the known_hosts file of the config, after checking it on the guest's console.",
      }),
      warning(
        "cluster-manager-ttl",
        "orders-db-1",
        "Patroni may give this server up 10 s after a freeze has begun (it waits for 20 s and renews each 10 s); a freeze may last 13 s, budget and watchdog together",
        {
          costs: "nothing of a grade; a failover in the middle of a freeze",
          next: "quiesce.budget: 6s at most, or snapshot a standby",
        },
      ),
      ...ready.findings,
    ],
    mounts: [],
  }),
  "rehearsal-held": rehearsalAnswer(rehearsalRun(rehearsal), "orders-db"),
  "rehearsal-flawed": rehearsalAnswer(
    rehearsalRun({
      ...rehearsal,
      outcome: "flawed",
      windowMs: 10_400,
      problems: ["orders-db-1 thawed before it was told to (deadline)"],
      felt: [],
      unfelt: ['PostgreSQL "main" of orders-db-1: the server is a standby: nothing is committed there'],
    }),
    "orders-db",
  ),
  "rehearsal-refused": rehearsalAnswer(
    rehearsalRun({
      ...rehearsal,
      outcome: "refused",
      windowMs: undefined,
      servers: [],
      felt: [],
      problems: ["wal: volume orders-wal (v-2) is in the manifest but not in group orders-db"],
    }),
    "orders-db",
  ),
  "rehearsal-failed": rehearsalAnswer(
    run({
      workflow: "rehearse-application@1",
      state: "failed",
      error: {
        kind: "interrupted",
        message: "Freezeframe stopped in the middle of the rehearsal; what it held is thawed",
        next: "freezeframe doctor orders-db --rehearse, when it is wanted again",
      },
    }),
    "orders-db",
  ),
  "doctor-not-ready": doctorAnswer({
    application: "orders-db",
    ready: false,
    findings: [
      error("hold-open", "orders-db-1", `the guest is frozen by run ${RUN} of instance prod`, {
        next: "wait for it, or: freezeframe thaw orders-db",
      }),
      ...ready.findings,
    ],
    passed: ready.passed,
    mounts: [],
  }),
  "thaw-nothing": thawAnswer("orders-db", thaw("idle", "nothing of Freezeframe's is frozen")),
  "thaw-thawed": thawAnswer(
    "orders-db",
    thaw("thawed", `a freeze of run ${RUN} (/srv/data, /srv/wal) was thawed`),
  ),
  "thaw-foreign": thawAnswer(
    "orders-db",
    thaw("foreign", `a freeze of run ${RUN} (/srv/data) belongs to instance staging: left alone`),
  ),
  "thaw-unreachable": thawAnswer(
    "orders-db",
    thaw("unreachable", "does not answer (timed out); a freeze there ends by itself at its deadline"),
  ),
  "cancel-queued": cancelAnswer(
    run({
      state: "cancelled",
      error: { kind: "interrupted", message: "cancelled: by U0KIM2345: wrong application" },
    }),
  ),
  "cancel-running": cancelAnswer(run()),
  "cancel-ended": cancelAnswer(run({ state: "done" })),
  pause: pauseAnswer(pause),
  resume: resumeAnswer(pause, "orders-db"),
  "resume-not-paused": resumeAnswer(undefined, "orders-db"),
  reload: reloadAnswer({
    added: ["billing"],
    removed: ["legacy-crm"],
    changed: [
      {
        application: "orders-db",
        lines: ["owners.approvers: S0DBATEAM1 → S0DBATEAM1, U0LEE6789", "retention.daily: 7 → 14"],
      },
    ],
  }),
  "reload-unchanged": reloadAnswer({ added: [], removed: [], changed: [] }),
  "unknown-near": unknownAnswer("snapshto orders-db", "snapshot"),
  unknown: unknownAnswer("make me a sandwich"),
  "unknown-empty": unknownAnswer(""),
  looking: lookingAnswer("orders-db in the cloud and its guests"),
};
