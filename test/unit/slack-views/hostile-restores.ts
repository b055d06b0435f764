import type { ModalView } from "@slack/types";
import fc from "fast-check";
import type { Approval } from "#domain/approval.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import type { RestoredThing, RestoreReport } from "#domain/restore/report.ts";
import type { RunView } from "#engine/port.ts";
import * as views from "#surfaces/slack/views/index.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import type { RestoreState } from "#surfaces/slack/views/restore-state.ts";
import { hostile } from "./hostile.ts";
import { child, discardRun, heard, plan, recordOf, reports, request } from "./restores.ts";
import { application, NOW } from "./sample.ts";

/** Restores of which outsiders chose every word, and of which there may be 500 volumes. */

const many = fc.array(hostile, { maxLength: 60 });
const count = fc.constantFrom(0, 1, 3, 40, 500);

const things: fc.Arbitrary<RestoredThing[]> = fc
  .record({ count, id: hostile, name: hostile, status: hostile, why: hostile, remedy: many })
  .map(({ count: length, ...rest }) => Array.from({ length }, () => ({ kind: "volume" as const, ...rest })));

const report: fc.Arbitrary<RestoreReport> = fc
  .record({
    base: fc.constantFrom<RestoreReport>(...Object.values(reports)),
    runId: hostile,
    application: hostile,
    point: hostile,
    headline: hostile,
    text: hostile,
    count,
    approvedBy: many,
    brokeGlass: fc.boolean(),
    gaps: many,
    left: things,
    cutOver: many,
    state: fc.constantFrom("kept", "torn down", "left behind"),
  })
  .map(({ base, text, count: length, ...rest }) => ({
    ...base,
    ...rest,
    phases: Object.fromEntries(
      Object.entries(base.phases).map(([name, phase]) => [name, phase && { ...phase, text }]),
    ),
    checks: Array.from({ length }, (_, index) => ({
      ...{ check: text, text, passed: index % 2 === 0, skipped: index % 5 === 0, readsData: true },
    })),
    volumes: Array.from({ length }, () => ({ role: text, volumeId: text, name: text })),
    ...(base.server === undefined ? {} : { server: { id: text, name: text } }),
  }));

export const hostileRecord: fc.Arbitrary<RestoreRecord> = fc
  .record({
    id: hostile,
    application: hostile,
    requestedBy: hostile,
    reason: hostile,
    pointId: hostile,
    leftOut: many,
    report: fc.option(report, { nil: undefined }),
    state: fc.constantFrom("running", "kept", "left", "gone"),
  })
  .map(({ pointId, leftOut, report: told, ...rest }) => {
    const { report: _report, ...base } = recordOf();
    return {
      ...base,
      ...rest,
      plan: { ...plan, leftOut, point: { ...plan.point, id: pointId } },
      ...(told === undefined ? {} : { report: told }),
    };
  });

const runView = (base: RunView): fc.Arbitrary<RunView> =>
  fc
    .record({
      state: fc.constantFrom("queued", "running", "done", "failed", "cancelled", "parked"),
      id: hostile,
      workflow: hostile,
      error: fc.option(fc.record({ kind: hostile, message: hostile, next: hostile }), { nil: undefined }),
      result: fc.oneof(
        report,
        fc.record({
          outcome: fc.constant("not possible"),
          application: hostile,
          point: hostile,
          problems: many,
        }),
        fc.record({
          ...{ outcome: fc.constantFrom("denied", "expired", "withdrawn", "voided"), application: hostile },
          ...{ approvalId: hostile, why: hostile },
        }),
        fc.record({ restore: hostile, application: hostile, gone: many, left: things }),
        hostile,
      ),
    })
    .map(({ error, result, ...rest }) => ({
      ...base,
      ...rest,
      result: JSON.parse(JSON.stringify(result)),
      ...(error === undefined ? {} : { error }),
    }));

const state = (approval: fc.Arbitrary<Approval>): fc.Arbitrary<RestoreState> =>
  fc.record({
    run: runView(request()),
    application: hostile,
    point: hostile,
    requestedBy: hostile,
    reason: hostile,
    phases: fc.tuple(fc.constantFrom(...Object.values(heard)), hostile).map(([phases, said]) =>
      phases.map((phase) => {
        if (phase.phase === "recovering") return { ...phase, what: said };
        return phase.phase === "tearing down" || phase.phase === "listing" ? { ...phase, why: said } : phase;
      }),
    ),
    child: fc.option(runView(child()), { nil: undefined }),
    approval: fc.option(approval, { nil: undefined }),
    record: fc.option(hostileRecord, { nil: undefined }),
    stopping: fc.boolean(),
    busyWith: hostile,
  });

const discard = fc.record({
  run: runView(discardRun()),
  application: hostile,
  restore: hostile,
  requestedBy: hostile,
  busyWith: hostile,
  stopping: fc.boolean(),
});

const requested = fc.record({
  runId: hostile,
  how: fc.constantFrom("started", "queued", "joined", "known", "approval"),
  busyWith: hostile,
  approvalId: hostile,
});

const named = (names: readonly string[], name: string, server: string) => ({
  ...application,
  application: name,
  approve: ["restore" as const],
  owners: { operators: [...names], approvers: [...names], quorum: 2 },
  restore: { recoveryServer: server },
});

export const hostileRestores = (
  approval: fc.Arbitrary<Approval>,
  point: fc.Arbitrary<RecoveryPoint>,
): Readonly<Record<string, fc.Arbitrary<Message | ModalView>>> => ({
  restoreMessage: state(approval).map((one) => views.restoreMessage(one, NOW)),
  restoreOutcome: state(approval).map(
    (one) => views.restoreOutcome(one, application)?.message ?? views.lookingAnswer("nothing"),
  ),
  discardMessage: discard.map(views.discardMessage),
  discardAlert: discard.map((one) => views.discardAlert(one, application)),
  restoreReminder: fc
    .tuple(hostileRecord, fc.constantFrom("24h", "1h", "over"))
    .map(([one, moment]) => views.restoreReminder(one, moment)),
  restoresAnswer: fc.array(hostileRecord, { maxLength: 30 }).map((all) => views.restoresAnswer(all, NOW)),
  restoreReceipt: fc
    .tuple(requested, hostile, fc.constantFrom("restore", "discard"))
    .map(([one, name, what]) =>
      views.restoreReceipt(one, { what, application: name, channel: "C0123456789" }),
    ),
  restoreAskedModal: fc
    .tuple(requested, hostile, hostile, many)
    .map(([one, name, id, names]) =>
      views.restoreAskedModal(one, named(names, name, name), id, "C0123456789"),
    ),
  restoreModal: fc
    .tuple(fc.array(point, { minLength: 1, maxLength: 3 }), count, hostile, hostile, many)
    .map(([points, times, name, server, names]) =>
      views.restoreModal(
        {
          application: named(names, name, server),
          // Ids are unique in an installation, and never blank.
          points: Array.from({ length: times + points.length }, (_, index) => {
            const base = points[index % points.length] ?? points[0];
            return { ...(base as RecoveryPoint), id: `${index}${base?.id}` };
          }),
          verified: new Map([[`0${points[0]?.id}`, NOW]]),
        },
        NOW,
      ),
    ),
  cutOverModal: report.map(views.cutOverModal),
  planModal: approval.map(views.planModal),
});
