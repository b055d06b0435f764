import { type ApplicationStatus, applicationStatus } from "#domain/application-status.ts";
import type { Approval } from "#domain/approval.ts";
import { DomainError } from "#domain/errors.ts";
import type { OrphanReport } from "#domain/orphans/orphan-report.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import type { TestRecord } from "#domain/restore-test/record.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import type { Json, RunView } from "#engine/port.ts";
import type { Operations, ScheduleLine } from "#operations/index.ts";
import { nothingShown, nothingWatched } from "../nothing-shown.ts";
import { application } from "../slack-views/sample.ts";

/** Runs and approvals as operations tell of them. */
export class RunsInMemory
  implements
    Pick<
      Operations,
      | "onRun"
      | "onProgress"
      | "runs"
      | "run"
      | "application"
      | "approvals"
      | "approval"
      | "onApproval"
      | "overview"
      | "restores"
      | "tests"
      | "schedule"
      | "incidents"
      | "onIncident"
      | "incidentOfRun"
      | "orphans"
      | "onOrphans"
      | "lastDrift"
    >
{
  readonly #approvals = new Map<string, Approval>();
  readonly #approvalListeners = new Set<(approval: Approval) => void>();
  readonly #runs = new Map<string, RunView>();
  readonly #runListeners = new Set<(run: RunView) => void>();
  readonly #progressListeners = new Set<(runId: string, update: Json) => void>();
  readonly #incidents = new Map<string, Incident>();
  readonly #incidentListeners = new Set<(incident: Incident) => void>();
  readonly #now: () => number;
  /** The newest point of the wanted grade. */
  usable: Parameters<typeof applicationStatus>[1]["usable"];
  /** Restores of which something may be there. */
  standing: RestoreRecord[] = [];
  /** Applications that have a manifest. */
  readonly known = new Set(["orders-db"]);

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Durable, and told to whoever listens. */
  change(id: string, change: Partial<RunView> = {}): void {
    const before = this.#runs.get(id);
    const run: RunView = {
      id,
      workflow: "snapshot-application@1",
      state: "running",
      input: { application: "orders-db", requestedBy: "U0KIM", reason: "before the upgrade" },
      lockKey: "orders-db",
      createdAt: this.#now(),
      ...before,
      ...change,
    };
    const over = run.state !== "queued" && run.state !== "running";
    this.#runs.set(id, over ? { endedAt: this.#now(), ...run } : run);
    for (const listener of this.#runListeners) listener(this.#runs.get(id) ?? run);
  }

  /** Durable, and told to whoever listens. */
  save(approval: Approval): void {
    this.#approvals.set(approval.id, approval);
    for (const listener of this.#approvalListeners) listener(approval);
  }

  progress(runId: string, update: Json): void {
    for (const listener of this.#progressListeners) listener(runId, update);
  }

  /** The process is another one now: nobody listens yet. */
  /** Durable, and told to whoever listens. */
  watch(incident: Incident): void {
    this.#incidents.set(incident.id, incident);
    for (const listener of this.#incidentListeners) listener(incident);
  }

  async incidents(): Promise<Incident[]> {
    return [...this.#incidents.values()];
  }

  async incidentOfRun(runId: string): Promise<Incident | undefined> {
    return [...this.#incidents.values()].find(({ failure }) => failure?.runs.some(({ id }) => id === runId));
  }

  onIncident(listener: (incident: Incident) => void): () => void {
    this.#incidentListeners.add(listener);
    return () => this.#incidentListeners.delete(listener);
  }

  /** What the store has of orphans. */
  found: OrphanReport = { scans: [], unscanned: [], orphans: [] };
  readonly #orphanListeners = new Set<(application: string | undefined) => void>();

  async orphans(): Promise<OrphanReport> {
    return this.found;
  }

  async lastDrift(): Promise<undefined> {}

  onOrphans(listener: (application: string | undefined) => void): () => void {
    this.#orphanListeners.add(listener);
    return () => this.#orphanListeners.delete(listener);
  }

  /** Durable, and told to whoever listens. */
  findOrphans(found: OrphanReport): void {
    this.found = found;
    for (const listener of this.#orphanListeners) listener("orders-db");
  }

  forgetListeners(): void {
    this.#orphanListeners.clear();
    this.#incidentListeners.clear();
    this.#runListeners.clear();
    this.#progressListeners.clear();
    this.#approvalListeners.clear();
  }

  onRun(listener: (run: RunView) => void): () => void {
    this.#runListeners.add(listener);
    return () => this.#runListeners.delete(listener);
  }

  onProgress(listener: (runId: string, update: Json) => void): () => void {
    this.#progressListeners.add(listener);
    return () => this.#progressListeners.delete(listener);
  }

  onApproval(listener: (approval: Approval) => void): () => void {
    this.#approvalListeners.add(listener);
    return () => this.#approvalListeners.delete(listener);
  }

  async approvals(): Promise<Approval[]> {
    return [...this.#approvals.values()].toReversed();
  }

  async approval(id: string): Promise<Approval> {
    const found = this.#approvals.get(id);
    if (found === undefined) throw new DomainError("not-found", `there is no approval ${id}`);
    return found;
  }

  async runs(limit: number): Promise<RunView[]> {
    return [...this.#runs.values()].toReversed().slice(0, limit);
  }

  async run(id: string): Promise<RunView> {
    const found = this.#runs.get(id);
    if (found === undefined) throw new DomainError("not-found", `there is no run ${id}`);
    return found;
  }

  async restores(): Promise<RestoreRecord[]> {
    return this.standing;
  }

  /** Restore tests, newest first. */
  tested: TestRecord[] = [];

  async tests(): Promise<TestRecord[]> {
    return this.tested;
  }

  async schedule(): Promise<ScheduleLine[]> {
    return [];
  }

  async overview(): Promise<ApplicationStatus[]> {
    return [
      applicationStatus(application, {
        runs: [],
        newest: this.usable,
        usable: this.usable,
        paused: undefined,
        shown: nothingShown,
        watched: nothingWatched,
      }),
    ];
  }

  application(name: string): typeof application {
    if (!this.known.has(name)) throw new DomainError("not-found", `there is no application ${name}`);
    return application;
  }
}
