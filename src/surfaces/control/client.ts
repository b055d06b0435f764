import { DomainError } from "#domain/errors.ts";
import type { AskedOperations } from "#operations/index.ts";
import { version as ownVersion } from "#support/version.ts";
import { ask, type Bot, greet } from "./ask.ts";
import { calls } from "./calls.ts";
import { followRun } from "./follow-run.ts";
import { checkSocketPath } from "./socket-path.ts";

/** A running bot, in the shape of an opened store. */
export interface ControlSession {
  readonly operations: AskedOperations;
  /** The bot takes up by itself what was left unfinished: none. */
  recover(): Promise<readonly string[]>;
  /** The bot's other runs are not waited for: at once. */
  idle(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface ControlOptions {
  /** The OS user who asks. */
  readonly user: string;
  /** Default: this package's. */
  readonly version?: string;
  /** Longest wait for the first answer, ms. Default 5 s: a bot that is there answers at once. */
  readonly greetWithinMs?: number;
}

/**
 * The bot that listens at this path; undefined when none does. Throws `refused` for a bot of another version, `unreachable`
 * for one that does not answer, `not-permitted` for a socket that this user may not open.
 */
export async function connectControl(
  path: string,
  { user, version = ownVersion, greetWithinMs = 5_000 }: ControlOptions,
): Promise<ControlSession | undefined> {
  checkSocketPath(path);
  const bot = { path, user, version };
  if (!(await greet(bot, greetWithinMs))) return undefined;
  const closing = new AbortController();
  return {
    operations: remoteOperations(bot, closing.signal),
    recover: async () => [],
    idle: async () => undefined,
    close: async () => closing.abort(),
  };
}

function remoteOperations(bot: Bot, closing: AbortSignal): AskedOperations {
  return {
    doctor: (application, signal) => ask(bot, calls.doctor, { application }, signal),
    rehearse: ({ application, trigger }, signal) =>
      ask(bot, calls.rehearse, { application, ...given({ trigger }) }, signal),
    snapshot: ({ application, reason, trigger }, signal) =>
      ask(bot, calls.snapshot, { application, ...given({ reason, trigger }) }, signal),
    thaw: (application, _actor, signal) => ask(bot, calls.thaw, { application }, signal),
    status: (application, signal) => ask(bot, calls.status, given({ application }), signal),
    overview: () => ask(bot, calls.overview, {}),
    points: (application) => ask(bot, calls.points, { application }),
    evidence: (point) => ask(bot, calls.evidence, { point }),
    runs: (limit) => ask(bot, calls.runs, { limit }),
    run: (runId) => ask(bot, calls.run, { runId }),
    cancel: ({ runId, reason }, signal) => ask(bot, calls.cancel, { runId, ...given({ reason }) }, signal),
    pause: ({ application, until, reason }, signal) =>
      ask(bot, calls.pause, { application, until, reason }, signal),
    resume: ({ application }, signal) => ask(bot, calls.resume, { application }, signal),
    decide: ({ approvalId, what, digest, reason, trigger }, signal) =>
      ask(bot, calls.decide, { approvalId, what, digest, ...given({ reason, trigger }) }, signal),
    withdraw: ({ approvalId, reason }, signal) =>
      ask(bot, calls.withdraw, { approvalId, ...given({ reason }) }, signal),
    breakGlass: ({ approvalId, reason, digest }, signal) =>
      ask(bot, calls.breakGlass, { approvalId, reason, digest }, signal),
    review: ({ approvalId }, signal) => ask(bot, calls.review, { approvalId }, signal),
    approvals: () => ask(bot, calls.approvals, {}),
    approval: (approvalId) => ask(bot, calls.approval, { approvalId }),
    auditVerify: () => ask(bot, calls.auditVerify, {}),
    planRestore: ({ actor: _actor, ...wish }, signal) => ask(bot, calls.planRestore, wished(wish), signal),
    restore: ({ actor: _actor, reason, trigger, ...wish }, signal) =>
      ask(bot, calls.restore, { ...wished(wish), ...given({ reason, trigger }) }, signal),
    discard: ({ restore, trigger }, signal) =>
      ask(bot, calls.discard, { restore, ...given({ trigger }) }, signal),
    restores: () => ask(bot, calls.restores, {}),
    planAdoption: (application, signal) => ask(bot, calls.planAdoption, given({ application }), signal),
    adopt: ({ application }, signal) => ask(bot, calls.adopt, given({ application }), signal),
    retention: (application, signal) => ask(bot, calls.retention, { application }, signal),
    askRetention: ({ application, reason }, signal) =>
      ask(bot, calls.askRetention, { application, ...given({ reason }) }, signal),
    protect: ({ point, reason }, signal) => ask(bot, calls.protect, { point, ...given({ reason }) }, signal),
    unprotect: ({ point }, signal) => ask(bot, calls.unprotect, { point }, signal),
    drift: (application, signal) => ask(bot, calls.drift, given({ application }), signal),
    design: (application, signal) => ask(bot, calls.design, { application }, signal),
    auditCloud: (cloud, signal) => ask(bot, calls.auditCloud, { cloud }, signal),
    backUpStore: ({ file }, signal) => ask(bot, calls.backUpStore, given({ file }), signal),
    test: ({ application, point, trigger }, signal) =>
      ask(bot, calls.test, { application, ...given({ point, trigger }) }, signal),
    tests: (application, limit) => ask(bot, calls.tests, { limit, ...given({ application }) }),
    scanOrphans: ({ application, trigger }, signal) =>
      ask(bot, calls.scanOrphans, given({ application, trigger }), signal),
    orphans: ({ application }, signal) => ask(bot, calls.orphans, given({ application }), signal),
    planCleanup: ({ application, only }, signal) =>
      ask(bot, calls.planCleanup, { application, ...given({ only }) }, signal),
    clean: ({ application, only, reason, trigger }, signal) =>
      ask(bot, calls.clean, { application, ...given({ only, reason, trigger }) }, signal),
    keepOrphan: ({ orphan, forMs, reason }, signal) =>
      ask(bot, calls.keepOrphan, { orphan, ...given({ forMs, reason }) }, signal),
    releaseOrphan: ({ orphan }, signal) => ask(bot, calls.releaseOrphan, { orphan }, signal),
    incidents: () => ask(bot, calls.incidents, {}),
    snooze: ({ incidentId, forMs }, signal) =>
      ask(bot, calls.snooze, { incidentId, ...given({ forMs }) }, signal),
    schedule: (application) => ask(bot, calls.schedule, given({ application })),
    report: (since) => ask(bot, calls.report, { since }),
    reload: (_actor, signal) => ask(bot, calls.reload, {}, signal),
    ended: (runId, signal) =>
      ask(bot, calls.ended, { runId }, signal).catch((error: unknown) => {
        if (signal.aborted) throw noLongerFollowed(runId);
        throw error instanceof DomainError && error.kind === "unreachable" ? botIsGone(runId, error) : error;
      }),
    follow: (runId, listener) => followRun(bot, runId, listener, closing),
  };
}

const noLongerFollowed = (runId: string): DomainError =>
  new DomainError("interrupted", `run ${runId} is no longer followed; it goes on in the running bot`, {
    next: `freezeframe status shows it, freezeframe cancel ${runId} stops it`,
  });

const botIsGone = (runId: string, cause: DomainError): DomainError =>
  new DomainError("interrupted", `the bot went away; run ${runId} goes on when it is started again`, {
    next: "freezeframe start",
    cause,
  });

const wished = ({ application, point, roles, strategy, target, onFailure }: RestoreWish) => ({
  application,
  point,
  ...given({ roles, strategy, target, onFailure }),
});

type RestoreWish = Omit<Parameters<AskedOperations["planRestore"]>[0], "actor">;

/** Only the keys that have a value. */
function given<T extends object>(all: T): Given<T> {
  const entries = Object.entries(all).filter(([, value]) => value !== undefined);
  // Object.fromEntries forgets which keys there are.
  return Object.fromEntries(entries) as Given<T>;
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
