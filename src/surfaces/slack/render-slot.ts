import type { Application } from "#domain/application.ts";
import type { PointLine } from "#domain/application-status.ts";
import type { Approval } from "#domain/approval.ts";
import { DomainError } from "#domain/errors.ts";
import type { MessageSlot } from "#domain/message-slot.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import type { RunView } from "#engine/port.ts";
import type { Operations } from "#operations/index.ts";
import type { Clock } from "#support/clock.ts";
import { approvalId } from "#support/ids.ts";
import { incidentOfSlot, inThreadOf } from "./incident-thread.ts";
import type { SlotRecords } from "./outbox/outbox.ts";
import type { Render, Rendered } from "./outbox/rendered.ts";
import { renderApproval, renderOutcome } from "./render-approval.ts";
import { renderCleanup } from "./render-cleanup.ts";
import { renderIncident, renderIncidentNews } from "./render-incident.ts";
import { renderOrphans } from "./render-orphans.ts";
import {
  type RestoreSources,
  renderDiscard,
  renderDiscardAlert,
  renderRestore,
  renderRestoreOutcome,
  restoreStateOf,
} from "./render-restore.ts";
import { renderTest, renderTestOutcome, type TestSources, testStateOf } from "./render-test.ts";
import { reminderMoment } from "./restore-reminders.ts";
import { asDiscardRun, asRestoreRequest } from "./restore-run.ts";
import { isUnfinished, type RunMemory } from "./run-memory.ts";
import { asRequestRun, asSnapshotRun, type SnapshotRun } from "./snapshot-run.ts";
import { asTestRun } from "./test-run.ts";
import { alertMessage } from "./views/alert-message.ts";
import { noteMessage } from "./views/note-message.ts";
import { restoreReminder } from "./views/restore-reminder.ts";
import { runMessage } from "./views/run-message.ts";

export interface RenderOptions {
  readonly operations: Pick<
    Operations,
    | "run"
    | "application"
    | "approval"
    | "overview"
    | "restores"
    | "tests"
    | "schedule"
    | "incidents"
    | "incidentOfRun"
    | "orphans"
    | "lastDrift"
  >;
  readonly memory: RunMemory;
  readonly clock: Clock;
  readonly slots: Pick<SlotRecords, "slot" | "openSlots">;
}

/** What a slot's message says now: from memory while its run goes on, from the store once it has ended. */
export function createRender({ operations, memory, clock, slots }: RenderOptions): Render {
  const approvalOf = (id: string): Promise<Approval | undefined> =>
    unlessMissing(() => operations.approval(id));
  const runOf = async (id: string): Promise<RunView | undefined> =>
    memory.unfinished(id) ?? (await unlessMissing(() => operations.run(id)));
  const applicationOf = (name: string): Promise<Application | undefined> =>
    unlessMissing(async () => operations.application(name));
  const lastGoodOf = async (name: string): Promise<PointLine | undefined> =>
    (await operations.overview()).find(({ application }) => application === name)?.usable;
  const recordOf: RestoreSources["recordOf"] = async (id) =>
    (await operations.restores()).find((restore) => restore.id === id);
  const sources: RestoreSources = { memory, runOf, approvalOf, recordOf };
  const testSources: TestSources = { memory, recordOf, ...testReads(operations) };
  const aboutRun = async (run: RunView, { ts }: MessageSlot): Promise<Rendered | undefined> => {
    const [restore, discard] = [asRestoreRequest(run), asDiscardRun(run)];
    if (restore !== undefined) return renderRestore(await restoreStateOf(restore, sources), ts, clock.now());
    if (discard !== undefined) return renderDiscard(discard, memory, ts);
    const test = asTestRun(run);
    if (test !== undefined) return renderTest(await testStateOf(test, testSources), ts, clock.now());
    const snapshot = asSnapshotRun(run);
    return snapshot && renderRun(snapshot, ts, memory, clock.now());
  };
  const aboutEnd = async (run: RunView): Promise<Rendered | undefined> => {
    const [restore, discard] = [asRestoreRequest(run), asDiscardRun(run)];
    if (restore !== undefined)
      return renderRestoreOutcome(
        await restoreStateOf(restore, sources),
        await applicationOf(restore.application),
      );
    if (discard !== undefined) return renderDiscardAlert(discard, await applicationOf(discard.application));
    const test = asTestRun(run);
    if (test !== undefined)
      return renderTestOutcome(await testStateOf(test, testSources), await applicationOf(test.application));
    const alarming = asSnapshotRun(run) ?? (await untold(run, approvalOf));
    if (alarming === undefined) return undefined;
    const { application } = alarming;
    const known = {
      application: await applicationOf(application),
      usable: await lastGoodOf(application),
      incident: await operations.incidentOfRun(run.id),
    };
    return renderAlert(alarming, known, clock.now());
  };
  const render: Render = async (slot) => {
    const { about } = slot;
    switch (about.kind) {
      case "note":
        return { message: noteMessage(about), final: true, priority: "final" };
      case "incident":
        return renderIncident(about, { operations, applicationOf, slots });
      case "incident-news":
        return renderIncidentNews(about, { operations, applicationOf, slots });
      case "orphans":
        return renderOrphans(slot, about, { operations, applicationOf, slots });
      case "cleanup": {
        const run = await runOf(about.runId);
        return run && renderCleanup(run);
      }
      case "restore-reminder": {
        const record = await recordOf(about.restoreId);
        // Discarded meanwhile, or another moment has come before this one could be told.
        if (record === undefined || reminderMoment(record, clock.now()) !== about.before) return undefined;
        return { message: restoreReminder(record, about.before), final: true, priority: "final" };
      }
      case "approval":
      case "approval-outcome": {
        const approval = await approvalOf(about.approvalId);
        if (approval === undefined) return undefined;
        if (about.kind === "approval-outcome") return renderOutcome(approval, about.state);
        const run = await runOf(approval.runId);
        const over = run === undefined || !isUnfinished(run);
        return renderApproval(approval, { application: await applicationOf(approval.application), over });
      }
      case "run":
      case "alert": {
        const run = await runOf(about.runId);
        if (run === undefined) return undefined;
        return about.kind === "run" ? aboutRun(run, slot) : aboutEnd(run);
      }
    }
  };
  return async (slot) => {
    const rendered = await render(slot);
    if (rendered === undefined || slot.ts !== undefined) return rendered;
    const incident = await incidentOfSlot(slot, {
      ...{ runOf, approvalOf },
      incidentOfRun: (id) => operations.incidentOfRun(id),
    });
    const broadcast = slot.about.kind === "approval";
    return inThreadOf(incident, rendered, { incidents: () => operations.incidents(), slots, broadcast });
  };
}

/** As many tests as a chart of them shows, and a few that have no figures. */
const TESTS = 30;

const testReads = (
  operations: Pick<Operations, "tests" | "schedule">,
): Pick<TestSources, "testsOf" | "nextTestOf"> => ({
  testsOf: (application) => operations.tests(application, TESTS),
  nextTestOf: async (application) => {
    const lines = await unlessMissing(() => operations.schedule(application));
    return lines?.find(({ kind }) => kind === "test-restore")?.next[0];
  },
});

/** A request that failed after it was put before the approvers has been told by their message, or by the run that it began. */
async function untold(
  run: RunView,
  approvalOf: (id: string) => Promise<Approval | undefined>,
): Promise<SnapshotRun | undefined> {
  const told = run.state !== "parked" && (await approvalOf(approvalId(run.id))) !== undefined;
  return told ? undefined : asRequestRun(run);
}

function renderRun(snapshot: SnapshotRun, ts: string | undefined, memory: RunMemory, now: number): Rendered {
  const { run, ...request } = snapshot;
  const { stopping } = memory;
  const waiting = { ...request, busyWith: memory.busyWith(run) };
  if (ts === undefined) {
    const message = runMessage({ ...waiting, run: asBegun(run), phases: [] }, now);
    return { message, final: false, priority: "progress" };
  }
  const message = runMessage({ ...waiting, run, phases: memory.phases(run.id), stopping }, now);
  // A parked run may be taken up again by the version that knows it.
  const final = !isUnfinished(run) && run.state !== "parked";
  return { message, final, priority: isUnfinished(run) && !stopping ? "progress" : "final" };
}

/** A first post may turn out to be a duplicate that nobody edits again: it never says more than that the run begins. */
function asBegun({ result: _result, error: _error, endedAt: _endedAt, ...run }: RunView): RunView {
  return { ...run, state: run.state === "queued" ? "queued" : "running" };
}

interface Known {
  readonly application: Application | undefined;
  readonly usable: PointLine | undefined;
  /** What the failed run belongs to. */
  readonly incident: Incident | undefined;
}

function renderAlert(
  { run, application: name }: SnapshotRun,
  { application, usable, incident }: Known,
  now: number,
): Rendered {
  const message =
    application === undefined
      ? noteMessage({
          title: `${name}: the snapshot did not end well`,
          lines: [`Run ${run.id}. The application's manifest is gone, so nobody is mentioned.`],
        })
      : alertMessage({ run, application, usable, incident }, now);
  // The first one's is edited until all is clear.
  const open = incident?.failure?.runs[0]?.id === run.id && incident.resolvedAt === undefined;
  return { message, final: !open, priority: "alert" };
}

async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DomainError && error.kind === "not-found") return undefined;
    throw error;
  }
}
