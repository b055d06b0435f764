import { describe, expect, test } from "vitest";
import type { ApplicationStatus } from "#domain/application-status.ts";
import type { Approval } from "#domain/approval.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import type { Json, RunView } from "#engine/port.ts";
import { createMetrics } from "#surfaces/http/metrics.ts";
import { nothingShown, nothingWatched } from "../nothing-shown.ts";
import { approvals } from "../slack-views/approvals.ts";
import { recordOf, reports } from "../slack-views/restores.ts";

const NOW = Date.UTC(2026, 10, 23, 10);

function standing(application: string, change: Partial<ApplicationStatus> = {}): ApplicationStatus {
  return {
    application,
    runs: [],
    newest: undefined,
    usable: undefined,
    wanted: "A",
    rpoMs: undefined,
    paused: undefined,
    channel: undefined,
    ...nothingShown,
    ...nothingWatched,
    rtoMs: undefined,
    ...change,
  };
}

function house() {
  const listeners = new Set<(run: RunView) => void>();
  const state = {
    applications: [standing("orders-db"), standing("shop")],
    approvals: [] as Approval[],
    restores: [] as RestoreRecord[],
    incidents: [] as Incident[],
  };
  const slack = {
    waiting: 0,
    oldestWaitingMs: 0,
    delivered: 0,
    failures: new Map<string, number>(),
  };
  const metrics = createMetrics({
    operations: {
      applications: () => state.applications.map(({ application }) => application),
      overview: async () => state.applications,
      approvals: async () => state.approvals,
      restores: async () => state.restores,
      incidents: async () => state.incidents,
      onRun: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    clock: { now: () => NOW, monotonic: () => 0 },
    slack: () => slack,
  });
  return {
    metrics,
    state,
    slack,
    tell: (change: Partial<RunView>) => {
      for (const listener of listeners)
        listener({
          id: "r-1",
          workflow: "snapshot-application@1",
          state: "done",
          input: { application: "orders-db" },
          createdAt: NOW,
          ...change,
        });
    },
    lines: async (name: string) =>
      (await metrics.render())
        .split("\n")
        .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `)),
  };
}

const result = (outcome: string, windowMs?: number, thawCause = "ordered"): Json => ({
  outcome,
  ...(windowMs === undefined
    ? {}
    : { frozen: { windowMs, budgetMs: 10_000, thawConfirmed: true, thawCause } }),
});

describe("metrics", () => {
  test("count runs by how they ended, once", async () => {
    const { tell, lines } = house();
    tell({ state: "queued" });
    tell({ state: "running" });
    tell({ result: result("ok", 812) });
    tell({ result: result("degraded") });
    tell({ state: "failed" });
    tell({ workflow: "request-snapshot@1", result: result("ok", 812) });
    tell({ workflow: "request-snapshot@1", result: { outcome: "denied" } });
    expect(await lines("freezeframe_runs_total")).toEqual([
      'freezeframe_runs_total{application="orders-db",outcome="ok"} 1',
      'freezeframe_runs_total{application="orders-db",outcome="degraded"} 1',
      'freezeframe_runs_total{application="orders-db",outcome="failed"} 1',
    ]);
  });

  test("tell what waits for whom, what stands of restores, and how far they came", async () => {
    const { tell, lines, state } = house();
    state.approvals = [approvals.requested, approvals["break-glass"], approvals.denied];
    const over = { ...reports.verified, expiresAt: NOW - 1 };
    state.restores = [
      recordOf({ report: { ...reports.verified, expiresAt: NOW + 1 } }),
      recordOf({ report: over }),
      recordOf({ state: "left", report: reports["left-behind"] }),
      recordOf({ state: "running", report: undefined }),
    ];
    const workflow = "restore-application@1";
    const asJson = (report: object): Json => JSON.parse(JSON.stringify(report));
    tell({ workflow, result: asJson(reports.verified) });
    tell({ workflow, result: asJson(reports["create-failed"]) });
    tell({ workflow, state: "failed" });
    tell({ workflow: "request-restore@1", result: asJson(reports.verified) });
    expect(await lines("freezeframe_approvals_open")).toEqual([
      'freezeframe_approvals_open{waiting_for="decision"} 1',
      'freezeframe_approvals_open{waiting_for="review"} 1',
    ]);
    expect(await lines("freezeframe_restores")).toEqual([
      'freezeframe_restores{state="running"} 1',
      'freezeframe_restores{state="kept"} 1',
      'freezeframe_restores{state="overdue"} 1',
      'freezeframe_restores{state="left"} 1',
    ]);
    expect(await lines("freezeframe_restore_results_total")).toEqual([
      'freezeframe_restore_results_total{application="orders-db",reached="data_verified"} 1',
      'freezeframe_restore_results_total{application="orders-db",reached="nothing"} 1',
    ]);
    expect(await lines("freezeframe_restore_rto_seconds_sum")).toEqual([
      'freezeframe_restore_rto_seconds_sum{application="orders-db"} 184',
    ]);
    state.applications = [standing("shop")];
    expect(await lines("freezeframe_restore_results_total")).toEqual([]);
    expect(await lines("freezeframe_restore_rto_seconds_sum")).toEqual([]);
  });

  test("tell how long windows were and why guests thawed", async () => {
    const { tell, lines } = house();
    tell({ result: result("ok", 812) });
    tell({ result: result("requirement-missed", 10_100, "deadline") });
    tell({ result: result("requirement-missed", 100, "not heard") });
    tell({ result: result("requirement-missed", 100, "a word of the future") });
    const buckets = await lines("freezeframe_freeze_window_seconds_bucket");
    expect(buckets).toContain(
      'freezeframe_freeze_window_seconds_bucket{le="0.25",application="orders-db"} 2',
    );
    expect(buckets).toContain('freezeframe_freeze_window_seconds_bucket{le="1",application="orders-db"} 3');
    expect(buckets).toContain('freezeframe_freeze_window_seconds_bucket{le="30",application="orders-db"} 4');
    expect(await lines("freezeframe_thaws_total")).toEqual(
      ["ordered", "deadline", "not-heard", "other"].map(
        (cause) => `freezeframe_thaws_total{application="orders-db",cause="${cause}"} 1`,
      ),
    );
  });

  test("say what is frozen, runs, waits and is paused now", async () => {
    const { state, lines } = house();
    const run = { runId: "r-1", workflow: "w", since: NOW, requestedBy: undefined };
    state.applications = [
      standing("orders-db", {
        runs: [
          { ...run, state: "running", phase: "frozen" },
          { ...run, state: "queued", phase: undefined },
        ],
      }),
      standing("shop", {
        runs: [{ ...run, state: "running", phase: "collecting" }],
        paused: { application: "shop", until: NOW + 1, reason: "swap", by: "U1", at: NOW },
      }),
    ];
    expect(await lines("freezeframe_frozen")).toEqual([
      'freezeframe_frozen{application="orders-db"} 1',
      'freezeframe_frozen{application="shop"} 0',
    ]);
    expect(await lines("freezeframe_runs_running")).toEqual([
      'freezeframe_runs_running{application="orders-db"} 1',
      'freezeframe_runs_running{application="shop"} 1',
    ]);
    expect(await lines("freezeframe_runs_queued")).toContain(
      'freezeframe_runs_queued{application="orders-db"} 1',
    );
    expect(await lines("freezeframe_paused")).toContain('freezeframe_paused{application="shop"} 1');
  });

  test("tell the age of the newest usable point and how much of the RPO it uses", async () => {
    const { state, lines } = house();
    const usable = { id: "p", grade: "A" as const, text: "", createdAt: NOW - 7_200_000 };
    state.applications = [
      standing("orders-db", { usable, rpoMs: 14_400_000 }),
      standing("shop", { rpoMs: 3_600_000 }),
      standing("wiki", { usable }),
    ];
    expect(await lines("freezeframe_usable_point_age_seconds")).toEqual([
      'freezeframe_usable_point_age_seconds{application="orders-db"} 7200',
      'freezeframe_usable_point_age_seconds{application="wiki"} 7200',
    ]);
    expect(await lines("freezeframe_rpo_used_ratio")).toEqual([
      'freezeframe_rpo_used_ratio{application="orders-db"} 0.5',
      'freezeframe_rpo_used_ratio{application="shop"} +Inf',
    ]);
  });

  test("tell what was proved, how long a restore takes and which objectives are missed", async () => {
    const { state, lines } = house();
    const test = {
      ...{ runId: "t-1", verdict: "passed" as const, text: "", point: "p" },
      ...{ startedAt: NOW - 4_000_000, endedAt: NOW - 3_600_000, rtoMs: 184_000 },
    };
    state.applications = [
      standing("orders-db", {
        ...{ lastTest: { ...test, verdict: "inconclusive" }, lastGoodTest: test },
        ...{ tested: { id: "p", createdAt: NOW - 7_200_000, testedAt: test.endedAt } },
        ...{ rtoMs: 900_000, lastRtoMs: 184_000 },
        incidents: [{ id: "i", kind: "tested", application: "orders-db", openedAt: NOW, text: "", next: "" }],
      }),
      standing("shop"),
    ];
    const told = async (name: string) => await lines(`freezeframe_${name}`);
    expect(await told("tested_point_age_seconds")).toEqual([
      'freezeframe_tested_point_age_seconds{application="orders-db"} 7200',
    ]);
    expect(await told("restore_test_passed_age_seconds")).toEqual([
      'freezeframe_restore_test_passed_age_seconds{application="orders-db"} 3600',
    ]);
    expect(await told("restore_test_last_passed")).toEqual([
      'freezeframe_restore_test_last_passed{application="orders-db"} 0',
    ]);
    expect(await told("rto_seconds")).toEqual(['freezeframe_rto_seconds{application="orders-db"} 900']);
    expect(await told("rto_last_seconds")).toEqual([
      'freezeframe_rto_last_seconds{application="orders-db"} 184',
    ]);
    const open = (application: string, kind: string, many: number) =>
      `freezeframe_incidents_open{application="${application}",kind="${kind}"} ${many}`;
    expect(await told("incidents_open")).toEqual([
      ...[
        open("orders-db", "rpo", 0),
        open("orders-db", "tested", 1),
        open("orders-db", "inconclusive", 0),
        open("orders-db", "drift", 0),
        open("orders-db", "left", 0),
        open("orders-db", "snapshot", 0),
      ],
      ...[
        open("shop", "rpo", 0),
        open("shop", "tested", 0),
        open("shop", "inconclusive", 0),
        open("shop", "drift", 0),
        open("shop", "left", 0),
        open("shop", "snapshot", 0),
      ],
    ]);
  });

  test("forget an application whose manifest is gone, and never learn one that has none", async () => {
    const { state, tell, metrics } = house();
    tell({ result: result("ok", 812) });
    tell({ input: { application: "stranger" }, result: result("ok", 812) });
    expect(await metrics.render()).toContain('application="orders-db"');
    state.applications = [standing("shop")];
    const rendered = await metrics.render();
    expect(rendered).not.toContain("orders-db");
    expect(rendered).not.toContain("stranger");
  });

  test("tell how far Slack is behind, with a bounded number of codes", async () => {
    const { slack, lines } = house();
    slack.waiting = 2;
    slack.oldestWaitingMs = 1_500;
    slack.delivered = 7;
    slack.failures = new Map(Array.from({ length: 80 }, (_, index) => [`code_${index}`, 1]));
    expect(await lines("freezeframe_slack_messages_waiting")).toEqual([
      "freezeframe_slack_messages_waiting 2",
    ]);
    expect(await lines("freezeframe_slack_lag_seconds")).toEqual(["freezeframe_slack_lag_seconds 1.5"]);
    await lines("freezeframe_slack_deliveries_total");
    expect(await lines("freezeframe_slack_deliveries_total")).toEqual([
      "freezeframe_slack_deliveries_total 7",
    ]);
    const failures = await lines("freezeframe_slack_failures_total");
    expect(failures).toHaveLength(51);
    expect(failures.at(-1)).toBe('freezeframe_slack_failures_total{code="other"} 30');
  });

  test("tell of the process itself", async () => {
    const { metrics } = house();
    expect(await metrics.render()).toContain("process_resident_memory_bytes");
  });
});
