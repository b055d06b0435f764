import { EventEmitter, once } from "node:events";
import { DomainError } from "#domain/errors.ts";
import { labelOf } from "#domain/label.ts";
import type { Pause } from "#domain/pause.ts";
import type { Actor } from "#domain/permission.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { TestRecord } from "#domain/restore-test/record.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import type { Json, RunView } from "#engine/port.ts";
import type { Operations, ScheduleLine, Status } from "#operations/index.ts";
import { audited } from "../domain/audit-report/audited.ts";
import { whole } from "../domain/observed.ts";
import { nothingShown, nothingWatched } from "../nothing-shown.ts";
import { noAdoption } from "../operations/no-adoption.ts";
import { noApprovals } from "../operations/no-approvals.ts";
import { noDesign } from "../operations/no-design.ts";
import { noOrphans } from "../operations/no-orphans.ts";
import { noRetention } from "../operations/no-retention.ts";
import { plan, record } from "./restored.ts";

/** One application, `orders`, whose operators are known by Slack id, kept in memory by hand: what a bot keeps in its store. */
export interface SmallHouse {
  readonly operations: Operations;
  /** Everything that was asked with a right: `pause U0OPS`. */
  readonly acts: string[];
  /** Tells whoever follows a run. */
  progress(runId: string, update: Json): void;
  /** Brings a run to its end. */
  end(runId: string): void;
  /** Calls of `ended` and `follow` that have not come to their end. */
  waiting(): number;
}

export const point: RecoveryPoint = {
  id: "orders-1",
  application: "orders",
  cloud: "prod",
  runId: "r-0",
  groupId: "group",
  groupSnapshotId: "g",
  createdAt: 1_000,
  requestedBy: "U0OPS",
  evidence: whole,
  label: labelOf(whole),
};

export const frozen: Status["frozen"][number] = {
  application: "orders",
  server: "db-1",
  state: "frozen",
  instance: "test",
  ours: true,
  runId: "r-0",
  frozenMs: undefined,
  mounts: ["/data"],
};

const NOW = 10_000;

/** One that is open. */
const incident: Incident = {
  id: "rpo:orders:2026-11-23T10:00:07Z",
  kind: "rpo",
  application: "orders",
  openedAt: NOW,
  text: "RPO 1 h is missed",
  next: "freezeframe snapshot orders takes one now",
};

/** A restore test that goes on. */
const running: TestRecord = {
  id: "t-2",
  application: "orders",
  requestedBy: "schedule",
  startedAt: NOW,
  state: "running",
};

export function smallHouse(): SmallHouse {
  const acts: string[] = [];
  const runs = new Map<string, RunView>();
  const pauses = new Map<string, Pause>();
  const events = new EventEmitter();
  const waiting = new Set<object>();

  const known = (application: string) => {
    if (application !== "orders")
      throw new DomainError("not-found", `there is no application "${application}"; did you mean "orders"?`, {
        next: "an application is one file",
      });
  };
  const runOf = (id: string): RunView => {
    const run = runs.get(id);
    if (run === undefined) throw new DomainError("not-found", `there is no run "${id}"`);
    return run;
  };
  const permitted = (actor: Actor | undefined, act: string): string => {
    if (actor?.slackId === undefined)
      throw new DomainError("not-permitted", `${actor?.name} may only read`, { next: "map the OS user" });
    acts.push(`${act} ${actor.slackId} ${actor.name}`);
    return actor.slackId;
  };
  const waitingFor = async <T>(wait: () => Promise<T>): Promise<T> => {
    const token = {};
    waiting.add(token);
    return wait().finally(() => waiting.delete(token));
  };
  const status = () => ({
    application: "orders",
    runs: [...runs.values()]
      .filter(({ state }) => state === "running")
      .map((run) => ({
        runId: run.id,
        workflow: run.workflow,
        state: "running" as const,
        since: run.createdAt,
        requestedBy: undefined,
        phase: undefined,
      })),
    newest: { id: point.id, grade: point.label.grade, text: point.label.text, createdAt: point.createdAt },
    usable: undefined,
    wanted: "A" as const,
    rpoMs: 3_600_000,
    paused: pauses.get("orders"),
    channel: undefined,
    ...nothingShown,
    ...nothingWatched,
    rtoMs: undefined,
  });

  const operations: Operations = {
    ...noAdoption,
    ...noDesign,
    ...noApprovals,
    ...noRetention,
    ...noOrphans,
    doctor: async (application) => {
      known(application);
      return { application, ready: true, findings: [], passed: [], mounts: [], prediction: undefined };
    },
    rehearse: async ({ application, actor }) => {
      known(application);
      permitted(actor, "rehearse a freeze");
      return { runId: "r-rehearsal", how: "started" };
    },
    snapshot: async ({ application, reason, actor, trigger }) => {
      known(application);
      const requestedBy = permitted(actor, "snapshot");
      const running = [...runs.values()].find(({ state }) => state === "running");
      if (running !== undefined) return { runId: running.id, how: "joined", busyWith: running.id };
      const id = `r-${runs.size + 1}`;
      const input = { application, requestedBy, reason, trigger };
      runs.set(id, { id, workflow: "snapshot@1", state: "running", input, createdAt: NOW });
      return { runId: id, how: "started" };
    },
    thaw: async (application, actor) => {
      known(application);
      permitted(actor, "thaw");
      return [{ server: "db-1", was: "idle", text: "nothing is frozen" }];
    },
    status: async (application) => {
      if (application !== undefined) known(application);
      return {
        asked: application === undefined ? 0 : 1,
        frozen: application === undefined ? [] : [frozen],
        unreachable: [],
        applications: [status()],
      };
    },
    overview: async () => [status()],
    points: async (application) => {
      known(application);
      return [point];
    },
    evidence: async (id) => {
      if (id !== point.id) throw new DomainError("not-found", `there is no recovery point "${id}"`);
      return point;
    },
    runs: async (limit) => [...runs.values()].toReversed().slice(0, limit),
    run: async (id) => runOf(id),
    cancel: async ({ runId, reason, actor }) => {
      const run = runOf(runId);
      const by = permitted(actor, "cancel");
      if (run.state !== "running") throw new DomainError("refused", `run ${runId} has ended already`);
      const error = { kind: "interrupted", message: `cancelled by ${by}: ${reason ?? "no reason given"}` };
      const cancelled: RunView = { ...run, state: "cancelled", error, endedAt: NOW };
      runs.set(runId, cancelled);
      events.emit(`end ${runId}`);
      return cancelled;
    },
    pause: async ({ application, until, reason, actor }) => {
      known(application);
      const paused = { application, until, reason, by: permitted(actor, "pause"), at: NOW };
      pauses.set(application, paused);
      return paused;
    },
    resume: async ({ application, actor }) => {
      known(application);
      permitted(actor, "resume");
      const ended = pauses.get(application);
      pauses.delete(application);
      return ended;
    },
    planRestore: async ({ application }) => {
      known(application);
      return plan;
    },
    restore: async ({ actor, ...input }) => {
      known(input.application);
      const requestedBy = permitted(actor, "restore");
      const id = `r-${runs.size + 1}`;
      const asked = JSON.parse(JSON.stringify({ ...input, requestedBy }));
      runs.set(id, { id, workflow: "request-restore@1", state: "running", input: asked, createdAt: NOW });
      return { runId: id, how: "approval", approvalId: `a-${id}` };
    },
    discard: async ({ restore, actor }) => {
      if (restore !== record.id) throw new DomainError("not-found", `there is no restore "${restore}"`);
      permitted(actor, `discard ${restore} as`);
      return { runId: "r-9", how: "started" };
    },
    restores: async () => [record],
    test: async ({ actor, ...input }) => {
      known(input.application);
      const requestedBy = permitted(actor, "test");
      const id = `r-${runs.size + 1}`;
      const asked = JSON.parse(JSON.stringify({ ...input, requestedBy }));
      runs.set(id, { id, workflow: "test-restore@1", state: "running", input: asked, createdAt: NOW });
      return { runId: id, how: "started" };
    },
    tests: async (application, limit) =>
      [running, { ...running, id: "t-1", application: "billing" }]
        .filter((one) => application === undefined || one.application === application)
        .slice(0, limit),
    report: async (since) => audited(since),
    verifiedPoints: async () => new Map(),
    incidents: async () => [incident],
    snooze: async ({ incidentId, forMs, actor }) => {
      if (incidentId !== incident.id)
        throw new DomainError("not-found", `there is no incident "${incidentId}"`);
      const by = permitted(actor, "snooze");
      const until = forMs === undefined ? {} : { until: NOW + forMs };
      return { ...incident, snoozed: { ...until, by, at: NOW } };
    },
    incidentOfRun: async () => undefined,
    watchObjectives: async () => [],
    onIncident: () => () => undefined,
    reload: async (actor) => {
      permitted(actor, "reload");
      return {
        added: ["billing"],
        removed: [],
        changed: [{ application: "orders", lines: ["quorum: 1 → 2"] }],
      };
    },
    applications: () => ["orders"],
    application: () => {
      throw new Error("is not asked over a socket");
    },
    ended: (id, signal) =>
      waitingFor(async () => {
        if (runOf(id).state === "running") await once(events, `end ${id}`, { signal });
        return runOf(id);
      }),
    follow: (id, listener) => {
      const token = {};
      waiting.add(token);
      events.on(`progress ${id}`, listener);
      return () => {
        waiting.delete(token);
        events.off(`progress ${id}`, listener);
      };
    },
    onProgress: () => () => undefined,
    onRun: () => () => undefined,
    schedule: async (application) =>
      application === undefined
        ? [scheduled, { ...scheduled, last: undefined, paused: undefined }]
        : [scheduled],
    lookAtSchedules: async () => [],
    onSchedule: () => () => undefined,
    onReload: () => () => undefined,
  };
  return {
    operations,
    acts,
    progress: (runId, update) => void events.emit(`progress ${runId}`, update),
    end: (runId) => {
      runs.set(runId, { ...runOf(runId), state: "done", result: { outcome: "ok" }, endedAt: NOW });
      events.emit(`end ${runId}`);
    },
    waiting: () => waiting.size,
  };
}

const scheduled = {
  application: "orders",
  kind: "snapshot",
  cron: "0 * * * *",
  timezone: "Europe/Vienna",
  missed: "all",
  blackout: ["Mon-Fri 08:00-10:00"],
  next: [3_600_000, 7_200_000, 10_800_000],
  last: { slot: 0, at: 12, how: "skipped", why: "paused" },
  owed: [0],
  paused: { application: "orders", until: 99_000, reason: "rack move", by: "U0OPS", at: 10_000 },
} as const satisfies ScheduleLine;
