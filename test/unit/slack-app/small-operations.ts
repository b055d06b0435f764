import { Application } from "#domain/application.ts";
import { applicationStatus } from "#domain/application-status.ts";
import { DomainError } from "#domain/errors.ts";
import { findApplication } from "#domain/find-application.ts";
import { type Actor, type Members, requireOperator } from "#domain/permission.ts";
import type { Operations } from "#operations/index.ts";
import { nothingShown, nothingWatched } from "../nothing-shown.ts";
import { noAdoption } from "../operations/no-adoption.ts";
import { noApprovals } from "../operations/no-approvals.ts";
import { noDesign } from "../operations/no-design.ts";
import { noOrphans } from "../operations/no-orphans.ts";
import { noRetention } from "../operations/no-retention.ts";
import { evidence, NOW, POINT, pointOf, run } from "../slack-views/sample.ts";

const { servers, ...manifest } = structuredClone({
  version: 1,
  application: "orders-db",
  cloud: "prod",
  channel: "C0STORAGE",
  owners: { operators: ["U0PLAYGROUND"] },
  approve: [],
  group: { name: "orders-db", volumes: [{ role: "data", name: "orders-data" }] },
  servers: [{ name: "orders-db-1", local: { port: 7001 } }],
  quiesce: { policy: "skip" },
});

const parse = (change: object) => Application.parse({ ...manifest, servers, ...change });

/** `orders-db` names its operator, `grouped` names a group, `unknown-group` one that Slack does not know. */
export const applications: ReadonlyMap<string, Application> = new Map(
  [
    parse({}),
    parse({ application: "grouped", channel: "C0SHOP", owners: { operators: ["S0STORAGE"] } }),
    parse({ application: "unknown-group", owners: { operators: ["S0NOBODY"] } }),
    parse({ application: "nowhere", channel: undefined }),
  ].map((one) => [one.application, one]),
);

export interface Call {
  readonly act: string;
  readonly application?: string | undefined;
  readonly reason?: string | undefined;
  readonly trigger?: string | undefined;
  readonly by?: string | undefined;
}

export interface SmallOperations extends Operations {
  /** What was asked and permitted, in order. */
  readonly calls: readonly Call[];
}

const none = (): (() => void) => () => {};

/** Operations without engine, cloud or guests; rights are those of the domain. */
export function smallOperations(members: Members, change: Partial<Operations> = {}): SmallOperations {
  const calls: Call[] = [];
  const triggers = new Map<string, string>();
  const reloads = new Set<Parameters<Operations["onReload"]>[0]>();
  const permitted = async (name: string, actor: Actor, act: string, signal: AbortSignal) => {
    const application = findApplication(applications, name);
    await requireOperator(application, actor, act, members, signal);
    return application.application;
  };
  const base: Operations = {
    ...noAdoption,
    ...noDesign,
    ...noApprovals,
    ...noRetention,
    ...noOrphans,
    snapshot: async ({ application, actor, trigger = "", reason }, signal) => {
      const name = await permitted(application, actor, "take a snapshot", signal);
      const before = triggers.get(trigger);
      if (before !== undefined) return { runId: before, how: "known" };
      const runId = `r-${triggers.size + 1}`;
      triggers.set(trigger, runId);
      calls.push({ act: "snapshot", application: name, reason, trigger, by: actor.slackId });
      return { runId, how: "started" };
    },
    thaw: async (application, actor, signal) => {
      await permitted(application, actor, "thaw", signal);
      calls.push({ act: "thaw", application, by: actor.slackId });
      return [{ server: "orders-db-1", was: "thawed", text: "a freeze of run r-1 (/data) was thawed" }];
    },
    cancel: async ({ runId, reason, actor }) => {
      calls.push({ act: "cancel", reason, by: actor.slackId });
      return run({ id: runId, state: "running" });
    },
    pause: async ({ application, until, reason, actor }, signal) => {
      await permitted(application, actor, "pause it", signal);
      calls.push({ act: "pause", application, reason });
      return { application, until, reason, by: actor.slackId ?? "", at: NOW };
    },
    resume: async ({ application, actor }, signal) => {
      await permitted(application, actor, "resume it", signal);
      calls.push({ act: "resume", application });
      return undefined;
    },
    planRestore: () => Promise.reject(new DomainError("not-found", "no restores here")),
    restore: () => Promise.reject(new DomainError("not-found", "no restores here")),
    discard: () => Promise.reject(new DomainError("not-found", "no restores here")),
    restores: async () => [],
    verifiedPoints: async () => new Map(),
    test: () => Promise.reject(new DomainError("not-found", "no restore tests here")),
    tests: async () => [],
    incidents: async () => [],
    snooze: () => Promise.reject(new DomainError("not-found", "no incidents here")),
    incidentOfRun: async () => undefined,
    watchObjectives: async () => [],
    onIncident: () => () => undefined,
    reload: async (actor) => {
      calls.push({ act: "reload" });
      const lines = ["owners.operators: U0PLAYGROUND → U0PLAYGROUND, U0APPROVER"];
      const diff = {
        added: [],
        removed: [],
        changed: ["orders-db", "grouped"].map((application) => ({ application, lines })),
      };
      for (const tell of reloads) tell({ by: actor?.name ?? "SIGHUP", diff });
      return diff;
    },
    doctor: async (application) => ({
      application: findApplication(applications, application).application,
      ready: true,
      findings: [],
      passed: [],
      mounts: [],
    }),
    rehearse: async ({ application }) => {
      findApplication(applications, application);
      return { runId: run().id, how: "started" };
    },
    status: async (application) => ({
      asked: 1,
      frozen: [],
      unreachable: [],
      applications: standing.filter((one) => application === undefined || one.application === application),
    }),
    overview: async () => standing,
    points: async (application) => {
      findApplication(applications, application);
      return [pointOf(evidence.whole)];
    },
    evidence: async (id) => {
      if (id === POINT) return pointOf(evidence.whole);
      throw new DomainError("not-found", `there is no recovery point "${id}"`, { next: "/ff points APP" });
    },
    // Whoever looks for what is owed finds nothing; whoever asks for a list gets one.
    runs: async (limit) => (limit > 100 ? [] : [run()]),
    run: async () => run(),
    applications: () => [...applications.keys()],
    application: (name) => findApplication(applications, name),
    ended: async () => run(),
    follow: none,
    onProgress: none,
    onRun: none,
    schedule: async () => [],
    report: () => Promise.reject(new Error("not asked")),
    lookAtSchedules: async () => [],
    onSchedule: () => () => undefined,
    onReload: (listener) => {
      reloads.add(listener);
      return () => void reloads.delete(listener);
    },
  };
  return { ...base, ...change, calls };
}

const standing = [...applications.values()].map((application) =>
  applicationStatus(application, {
    ...{ runs: [], newest: undefined, usable: undefined, paused: undefined },
    ...{ shown: nothingShown, watched: nothingWatched },
  }),
);
