import type { ModalView } from "@slack/types";
import { warning } from "#domain/finding.ts";
import { planDigest } from "#domain/restore/plan.ts";
import { planLines } from "#domain/restore/plan-lines.ts";
import type { RunView } from "#engine/port.ts";
import { approvalMessage } from "#surfaces/slack/views/approval-message.ts";
import { cutOverModal } from "#surfaces/slack/views/cut-over-modal.ts";
import { discardAlert } from "#surfaces/slack/views/discard-alert.ts";
import { discardMessage } from "#surfaces/slack/views/discard-message.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { planModal } from "#surfaces/slack/views/plan-modal.ts";
import { restoreAskedModal } from "#surfaces/slack/views/restore-asked-modal.ts";
import { restoreMessage } from "#surfaces/slack/views/restore-message.ts";
import { restoreModal } from "#surfaces/slack/views/restore-modal.ts";
import { restoreOutcome } from "#surfaces/slack/views/restore-outcome.ts";
import { restoreReceipt } from "#surfaces/slack/views/restore-receipt.ts";
import { restoreReminder } from "#surfaces/slack/views/restore-reminder.ts";
import type { RestoreState } from "#surfaces/slack/views/restore-state.ts";
import { restoresAnswer } from "#surfaces/slack/views/restores-answer.ts";
import { approvals } from "./approvals.ts";
import {
  approvedRestore,
  child,
  discardRun,
  goneIds,
  heard,
  plan,
  REQUEST,
  recordFor,
  recordOf,
  reports,
  request,
  restoreApproval,
  stuckThings,
} from "./restores.ts";
import { application, evidence, NOW, POINT, pointOf } from "./sample.ts";

const state = (change: Partial<RestoreState> = {}): RestoreState => ({
  run: request(),
  application: "orders-db",
  point: "latest",
  requestedBy: "U0KIM2345",
  reason: "rows were deleted by the 14:00 job",
  phases: [],
  ...change,
});

const tell = (change: Partial<RestoreState> = {}): Message => restoreMessage(state(change), NOW);
const going = {
  child: child(),
  approval: approvedRestore,
  record: recordOf({ state: "running", report: undefined }),
};
const done = (result: unknown): RunView =>
  request({ state: "done", endedAt: NOW, result: JSON.parse(JSON.stringify(result)) });

const notApproved = Object.entries({
  denied: approvals.denied,
  expired: approvals.expired,
  withdrawn: approvals.withdrawn,
  voided: approvals.voided,
}).map(([outcome, approval]): [string, RestoreState] => [
  outcome,
  state({
    run: done({ outcome, application: "orders-db", approvalId: approval.id, why: outcome }),
    approval,
  }),
]);

const withReport = Object.entries(reports).map(([name, report]): [string, RestoreState] => [
  name,
  state({ run: done(report), approval: approvedRestore, record: recordFor(report), child: child() }),
]);

const failed = (message: string, change: Partial<RestoreState> = {}, next?: string): RestoreState =>
  state({
    run: request({
      state: "failed",
      endedAt: NOW,
      error: { kind: "unreachable", message, ...(next === undefined ? {} : { next }) },
    }),
    ...change,
  });

/** Ends that have no report. */
const others: Readonly<Record<string, RestoreState>> = {
  "not-possible": state({
    run: done({
      outcome: "not possible",
      application: "orders-db",
      point: POINT,
      problems: [
        "orders-db: quota volumes: 98 of 100 are used, the restore needs 3 more; delete what nobody needs, or ask for a limit of 101 for volumes",
        "recovery-1: it has no metadata freezeframe:recovery=yes; set it with openstack server set --property freezeframe:recovery=yes",
      ],
    }),
  }),
  failed: failed(
    "Keystone at https://cloud.example/identity did not answer within 10 s",
    {},
    "try again; if it stays, ask whoever runs the cloud",
  ),
  "failed-left": failed("the journal could not be read; could not be removed: volume 99e0c1d2 (detaching)", {
    child: child(),
    record: recordOf({ state: "left", report: reports["left-behind"] }),
  }),
  cancelled: state({
    run: request({
      state: "cancelled",
      endedAt: NOW,
      error: {
        kind: "interrupted",
        message: "cancelled: by U0KIM2345: wrong point; nothing of the restore is left",
      },
    }),
    child: child({ state: "cancelled" }),
  }),
  parked: state({ run: request({ state: "parked", workflow: "request-restore@2" }) }),
};

const outcomes = [...withReport, ...Object.entries(others)].flatMap(([name, one]): [string, Message][] => {
  const outcome = restoreOutcome(one, application);
  return outcome === undefined ? [] : [[`restore-end-${name}`, outcome.message]];
});

const discarding = (change: Partial<RunView>): Message =>
  discardMessage({
    ...{ run: discardRun(change), application: "orders-db", restore: `${REQUEST}-restore` },
    requestedBy: "U0KIM2345",
  });
const notGone = { restore: REQUEST, application: "orders-db", gone: goneIds.slice(1), left: stuckThings };

/** A plan with so many volumes, as its approvers see it. */
const planned = (many: number, warned = false) => {
  const volumes = Array.from({ length: many }, (_, index) => {
    const base = plan.volumes[index % 3] ?? plan.volumes[0];
    return { ...base, role: many === 3 ? base?.role : `data-${index}` };
  });
  const findings = warned
    ? [
        warning("mixed-epochs", POINT, "config is left out: what is restored is of another moment than it", {
          costs: "the application may find the two do not fit",
        }),
      ]
    : [];
  const whole = { ...plan, volumes, findings, leftOut: warned ? ["config"] : [] } as typeof plan;
  return {
    ...restoreApproval,
    digest: planDigest(whole),
    summary: planLines(whole, NOW),
    reason: "rows were deleted by the 14:00 job",
  };
};

/** What a channel sees of restores. */
export const restoreMessages: Readonly<Record<string, Message>> = {
  "restore-starting": tell(),
  "restore-planning": tell({ phases: [{ phase: "planning" }] }),
  "restore-waits-for-approval": tell({ phases: [{ phase: "approval" }], approval: restoreApproval }),
  "restore-approved": tell({ phases: [{ phase: "approval" }], approval: approvedRestore }),
  "restore-queued": tell({
    child: child({ state: "queued" }),
    approval: approvedRestore,
    busyWith: "r-20261123-104158-02be",
  }),
  "restore-goes-on-after-a-restart": tell(going),
  ...Object.fromEntries(
    Object.entries(heard).map(([name, phases]) => [`restore-${name}`, tell({ ...going, phases })]),
  ),
  "restore-stopping": tell({ ...going, phases: heard.attaching, stopping: true }),
  ...Object.fromEntries(
    [...withReport, ...notApproved, ...Object.entries(others)].map(([name, one]) => [
      `restore-${name}`,
      restoreMessage(one, NOW),
    ]),
  ),
  "restore-discarded": restoreMessage(state({ run: done(reports.verified), approval: approvedRestore }), NOW),
  "restore-time-over": restoreMessage(
    state({ run: done(reports.verified), approval: approvedRestore, record: recordOf() }),
    NOW + 72 * 3_600_000,
  ),
  "restore-broken-glass": restoreMessage(
    state({
      run: done({ ...reports.verified, approvedBy: ["U0ZOE9988"], brokeGlass: true }),
      approval: { ...approvals["break-glass"], subject: restoreApproval.subject },
      record: recordOf(),
    }),
    NOW,
  ),
  ...Object.fromEntries(outcomes),
  "discard-queued": discarding({ state: "queued" }),
  "discard-running": discarding({ state: "running" }),
  "discard-done": discarding({ state: "done", result: { ...notGone, gone: goneIds, left: [] } }),
  "discard-not-gone": discarding({ state: "done", result: JSON.parse(JSON.stringify(notGone)) }),
  "discard-failed": discarding({
    state: "failed",
    error: { kind: "unreachable", message: "Cinder did not answer within 30 s" },
  }),
  "discard-alert": discardAlert(
    {
      run: discardRun({ state: "done", result: JSON.parse(JSON.stringify(notGone)) }),
      ...{ application: "orders-db", restore: `${REQUEST}-restore`, requestedBy: "U0KIM2345" },
    },
    application,
  ),
  "restore-reminder-24h": restoreReminder(recordOf(), "24h"),
  "restore-reminder-1h": restoreReminder(recordOf(), "1h"),
  "restore-reminder-over": restoreReminder(recordOf(), "over"),
  "approval-restore": approvalMessage(planned(3)),
  "approval-restore-warned": approvalMessage(planned(3, true)),
  "approval-restore-40-volumes": approvalMessage(planned(40, true)),
  "approval-restore-approved": approvalMessage({ ...approvedRestore, summary: planned(40).summary }),
};

/** What only whoever asked sees of them. */
export const restoreAnswers: Readonly<Record<string, Message>> = {
  restores: restoresAnswer(
    [
      recordOf(),
      recordOf({ id: "r-2-restore", state: "left", report: reports["left-behind"] }),
      recordOf({ id: "r-3-restore", state: "running", report: undefined }),
    ],
    NOW,
  ),
  "restores-none": restoresAnswer([], NOW),
  "restores-many": restoresAnswer(
    Array.from({ length: 14 }, (_, index) => recordOf({ id: `r-${index}-restore` })),
    NOW,
  ),
  "receipt-restore": restoreReceipt(
    { runId: REQUEST, how: "approval", approvalId: restoreApproval.id },
    { what: "restore", application: "orders-db", channel: "C0123456789" },
  ),
  "receipt-discard": restoreReceipt(
    { runId: REQUEST, how: "started" },
    { what: "discard", application: "orders-db", channel: "C0123456789" },
  ),
};

const points = (many: number) =>
  Array.from({ length: many }, (_, index) => {
    const seen =
      [evidence.lost, evidence.whole, evidence.whole, evidence.unknown][index % 4] ?? evidence.whole;
    const createdAt = NOW - (index + 1) * 4.1 * 3_600_000;
    const id = `orders-db-202611${String(23 - (index % 20)).padStart(2, "0")}-0${index % 10}0000-${(index + 4_096).toString(16)}`;
    return pointOf(seen, { id, createdAt });
  });
const named = {
  ...application,
  approve: ["restore" as const],
  restore: { recoveryServer: "recovery-1", boot: { flavor: "m1.small", networks: "none" as const } },
};
const form = (many: number, app: Parameters<typeof restoreModal>[0]["application"] = named) => {
  const all = points(many);
  const verified = new Map([[all[2]?.id ?? "", NOW - 3 * 86_400_000]]);
  return restoreModal({ application: app, points: all, verified }, NOW);
};

const anyGrade = { ...named, objectives: {} };
const testedPoints = [
  pointOf(evidence.testFailed),
  pointOf(evidence.siblingFailed, { id: "orders-db-20261123-082011-71aa", createdAt: NOW - 8_640_000 }),
  pointOf(evidence.tested, { id: "orders-db-20261122-104207-55c0", createdAt: NOW - 86_400_000 }),
];

export const restoreModals: Readonly<Record<string, ModalView>> = {
  "modal-restore": form(5),
  "modal-restore-250-points": form(250),
  // The newest failed its restore test, and where no grade is wanted it is not what is offered first either.
  "modal-restore-tested": restoreModal(
    { application: anyGrade, points: testedPoints, verified: new Map() },
    NOW,
  ),
  "modal-restore-volumes-only": form(1, application),
  "modal-restore-asked": restoreAskedModal(
    { runId: REQUEST, how: "approval", approvalId: restoreApproval.id },
    named,
    POINT,
    "C0123456789",
  ),
  "modal-restore-asked-no-approval": restoreAskedModal(
    { runId: REQUEST, how: "started" },
    application,
    POINT,
    undefined,
  ),
  "modal-cut-over": cutOverModal(reports.verified),
  "modal-plan": planModal(planned(3, true)),
  "modal-plan-40-volumes": planModal(planned(40, true)),
};
