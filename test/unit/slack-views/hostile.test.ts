import type { HomeView, ModalView } from "@slack/types";
import fc from "fast-check";
import { expect, inject, test } from "vitest";
import type { ApplicationStatus } from "#domain/application-status.ts";
import type { Approval } from "#domain/approval.ts";
import type { Finding } from "#domain/finding.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { SnapshotResult } from "#domain/snapshot-result.ts";
import type { RunView } from "#engine/port.ts";
import { assertWithinLimits } from "#surfaces/slack/limits.ts";
import * as views from "#surfaces/slack/views/index.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { approvals } from "./approvals.ts";
import { hostile } from "./hostile.ts";
import { hostileDesigns } from "./hostile-design.ts";
import { hostileIncidents } from "./hostile-incidents.ts";
import { hostileOrphans } from "./hostile-orphans.ts";
import { hostileRecord, hostileRestores } from "./hostile-restores.ts";
import { hostileRetention } from "./hostile-retention.ts";
import { hostileTests } from "./hostile-tests.ts";
import { results } from "./results.ts";
import { application, evidence, member, NOW, pointOf, run } from "./sample.ts";
import { standing } from "./standing.ts";

/** Whatever the cloud, the guests, the manifests and people write, Slack takes the message and nobody is called by it. */
type Shown = Message | ModalView | HomeView;

const status = fc.constantFrom("available", "error", "creating", undefined);
const members = fc
  .record({
    many: fc.constantFrom(0, 1, 3, 40, 500),
    role: hostile,
    status,
    id: fc.option(hostile, { nil: undefined }),
  })
  .map(({ many, role, status, id }) =>
    Array.from({ length: many }, (_, index) =>
      member(`${role}${index}`, {
        ...(status === undefined ? {} : { status: index % 3 === 0 ? status : "available" }),
        ...(id === undefined ? {} : { snapshotId: id }),
      }),
    ),
  );
const leftovers = fc.array(
  fc.record({
    kind: fc.constant("group snapshot" as const),
    id: hostile,
    name: hostile,
    status: hostile,
    remedy: fc.array(hostile, { maxLength: 6 }),
  }),
  { maxLength: 40 },
);
const findings: fc.Arbitrary<Finding[]> = fc.array(
  fc.record({
    code: hostile,
    severity: fc.constantFrom("error" as const, "warning" as const, "info" as const),
    subject: hostile,
    text: hostile,
    costs: hostile,
    next: hostile,
  }),
  { maxLength: 60 },
);
const many = fc.array(hostile, { maxLength: 60 });

const result: fc.Arbitrary<SnapshotResult> = fc
  .record({
    base: fc.constantFrom(...Object.values(results)),
    application: hostile,
    point: fc.option(hostile, { nil: undefined }),
    text: hostile,
    statements: many,
    problems: many,
    members,
    leftovers,
    unstamped: many,
    findings,
    cause: hostile,
  })
  .map(({ base, text, point, cause, ...rest }) => {
    const { point: _point, label, frozen, ...known } = base;
    return {
      ...known,
      ...rest,
      ...(point === undefined ? {} : { point }),
      ...(label === undefined ? {} : { label: { ...label, text } }),
      ...(frozen === undefined ? {} : { frozen: { ...frozen, thawCause: cause } }),
    };
  });

const runView: fc.Arbitrary<RunView> = fc
  .record({
    state: fc.constantFrom("queued", "running", "done", "failed", "cancelled", "parked"),
    id: hostile,
    workflow: hostile,
    lockKey: hostile,
    error: fc.option(fc.record({ kind: hostile, message: hostile, next: hostile }), { nil: undefined }),
  })
  .map(({ error, ...rest }) => run({ ...rest, ...(error === undefined ? {} : { error }) }));

const phases = fc
  .subarray(["preflight", "freezing", "frozen", "thawed", "collecting"] as const)
  .map((seen) => seen.map((phase) => ({ phase, at: NOW, ...(phase === "thawed" ? { windowMs: 800 } : {}) })));

const point: fc.Arbitrary<RecoveryPoint> = fc
  .record({
    seen: fc.constantFrom(...Object.values(evidence)),
    id: hostile,
    application: hostile,
    cloud: hostile,
    reason: hostile,
    requestedBy: hostile,
    holdFailure: many,
    members,
    unread: many,
    reasons: fc.array(
      fc.record({ grade: fc.constantFrom("A", "B", "C", "D", "E"), observed: fc.boolean(), text: hostile }),
      { maxLength: 80 },
    ),
  })
  .map(({ seen, holdFailure, members: all, unread, reasons, ...rest }) => {
    const made = pointOf(seen, rest);
    return {
      ...made,
      label: { ...made.label, text: rest.reason, reasons },
      evidence: {
        ...seen,
        holdFailure,
        set: { ...seen.set, members: all },
        backend: { ...seen.backend, unread },
      },
    };
  });

const applicationStatus: fc.Arbitrary<ApplicationStatus> = fc
  .record({ base: fc.constantFrom(...Object.values(standing)), name: hostile, text: hostile, by: hostile })
  .map(({ base, name, text, by }) => ({
    ...base,
    application: name,
    newest: base.newest && { ...base.newest, text },
    runs: base.runs.map((one) => ({ ...one, runId: text, requestedBy: by, phase: text })),
    paused: base.paused && { ...base.paused, reason: text, by },
  }));

const approval: fc.Arbitrary<Approval> = fc
  .record({
    base: fc.constantFrom<Approval>(...Object.values(approvals)),
    id: hostile,
    application: hostile,
    cloud: hostile,
    runId: hostile,
    summary: many,
    requestedBy: hostile,
    reason: hostile,
    approvers: many,
    endedBy: hostile,
    endedWhy: hostile,
    voices: fc.array(fc.tuple(hostile, hostile), { maxLength: 40 }),
  })
  .map(({ base, voices, endedBy, endedWhy, ...rest }) => ({
    ...base,
    ...rest,
    decisions: voices.map(([by, reason]) => ({
      ...{ by, reason, what: "approve" as const, at: NOW, via: "slack" as const },
    })),
    ...(base.endedAt === undefined ? {} : { endedBy, endedWhy }),
    ...(base.breakGlass === undefined
      ? {}
      : { breakGlass: { ...base.breakGlass, by: endedBy, reason: endedWhy } }),
  }));

const made: Readonly<Record<string, fc.Arbitrary<Shown>>> = {
  runMessage: fc
    .record({
      run: runView,
      application: hostile,
      requestedBy: hostile,
      reason: hostile,
      phases,
      result,
      busyWith: hostile,
      stopping: fc.boolean(),
    })
    .map((state) => views.runMessage(state, NOW)),
  alertMessage: fc
    .record({ run: runView, result: fc.option(result, { nil: undefined }), name: hostile })
    .map(({ run: about, result: ended, name }) =>
      views.alertMessage(
        {
          run: about,
          application: { ...application, application: name },
          ...(ended === undefined ? {} : { result: ended }),
        },
        NOW,
      ),
    ),
  approvalMessage: approval.map(views.approvalMessage),
  approvalOutcome: approval.map(views.approvalOutcome),
  approvalsAnswer: fc.array(approval, { maxLength: 40 }).map((all) => views.approvalsAnswer(all, NOW)),
  denyModal: approval.map(views.denyModal),
  noteMessage: fc.record({ title: hostile, lines: many }).map(views.noteMessage),
  receipt: fc
    .record({
      runId: hostile,
      how: fc.constantFrom("started", "queued", "joined", "known", "approval"),
      busyWith: hostile,
      approvalId: hostile,
    })
    .chain((requested) => hostile.map((name) => views.receipt(requested, name, { channel: "C0123456789" }))),
  refusal: fc.record({ kind: hostile, message: hostile, next: hostile }).map(views.refusal),
  errorModal: fc.record({ kind: hostile, message: hostile, next: hostile }).map(views.errorModal),
  loadingModal: hostile.map(views.loadingModal),
  evidenceModal: point.map(views.evidenceModal),
  helpAnswer: hostile.map(views.helpAnswer),
  unknownAnswer: fc.tuple(hostile, hostile).map(([text, near]) => views.unknownAnswer(text, near)),
  lookingAnswer: hostile.map(views.lookingAnswer),
  pointsAnswer: fc
    .tuple(hostile, fc.array(point, { maxLength: 30 }))
    .map(([name, points]) => views.pointsAnswer(name, points, NOW)),
  runsAnswer: fc.array(runView, { maxLength: 30 }).map((runs) => views.runsAnswer(runs, NOW)),
  doctorAnswer: fc
    .record({
      application: hostile,
      ready: fc.boolean(),
      findings,
      because: hostile,
      server: hostile,
      mount: hostile,
      passed: fc.array(fc.record({ subject: hostile, text: hostile }), { maxLength: 30 }),
      lacks: fc.array(hostile, { maxLength: 10 }),
    })
    .map(({ because, server, mount, lacks, ...rest }) =>
      views.doctorAnswer({
        ...rest,
        foreseen: { grade: "D", text: because, wanted: "A", lacks },
        mounts: Array.from({ length: 30 }, () => ({
          server,
          mounts: [{ mount, volumeIds: ["v"], device: mount, fsType: "ext4" }],
        })),
        prediction: { ms: 700, because, sure: true },
      }),
    ),
  rehearsalAnswer: fc
    .record({
      outcome: fc.constantFrom("held", "flawed", "not-frozen", "refused"),
      hostile,
      state: fc.constantFrom("done" as const, "failed" as const),
    })
    .map(({ outcome, hostile: text, state }) => {
      const server = {
        server: text,
        mounts: [{ mount: text, volumeIds: ["v"], device: text, fsType: "ext4" }],
      };
      const many = Array.from({ length: 12 }, () => text);
      const result = {
        ...{ outcome, application: text, runId: text, budgetMs: 10_000, windowMs: 900, heldMs: 700 },
        servers: many.map(() => server),
        problems: many,
        findings: [],
        felt: many.map((database) => ({ server: text, database })),
        unfelt: many,
      };
      const error = { kind: "failed", message: text, next: text };
      const asked = { id: text, workflow: "rehearse-application@1", input: {}, createdAt: 0, state };
      return views.rehearsalAnswer(state === "done" ? { ...asked, result } : { ...asked, error }, text);
    }),
  thawAnswer: fc
    .tuple(
      hostile,
      fc.array(
        fc.record({
          server: hostile,
          was: fc.constantFrom("idle", "thawed", "foreign", "unreachable"),
          text: hostile,
        }),
        { maxLength: 40 },
      ),
    )
    .map(([name, guests]) => views.thawAnswer(name, guests)),
  cancelAnswer: runView.map(views.cancelAnswer),
  pauseAnswer: fc
    .record({
      application: hostile,
      reason: hostile,
      by: hostile,
      until: fc.constant(NOW),
      at: fc.constant(NOW),
    })
    .map(views.pauseAnswer),
  resumeAnswer: hostile.map((name) =>
    views.resumeAnswer({ application: name, reason: name, by: name, until: NOW, at: NOW }, name),
  ),
  reloadAnswer: fc
    .record({
      added: many,
      removed: many,
      changed: fc.array(fc.record({ application: hostile, lines: many }), { maxLength: 60 }),
    })
    .map(views.reloadAnswer),
  statusAnswer: fc
    .record({
      asked: fc.nat(),
      frozen: fc.array(
        fc.record({
          application: hostile,
          server: hostile,
          state: fc.constantFrom("armed", "frozen", "thawing"),
          instance: hostile,
          ours: fc.boolean(),
          runId: hostile,
          frozenMs: fc.constantFrom(undefined, 3_000),
          mounts: many,
        }),
        { maxLength: 30 },
      ),
      unreachable: fc.array(fc.record({ application: hostile, server: hostile, reason: hostile }), {
        maxLength: 30,
      }),
      applications: fc.array(applicationStatus, { maxLength: 120 }),
    })
    .map((all) => views.statusAnswer(all, NOW)),
  ...hostileRestores(approval, point),
  ...hostileTests,
  ...hostileIncidents,
  ...hostileRetention,
  ...hostileOrphans,
  ...hostileDesigns,
  homeView: fc
    .record({
      applications: fc.array(applicationStatus, { maxLength: 320 }),
      approvals: fc.array(approval, { maxLength: 40 }),
      restores: fc.array(hostileRecord, { maxLength: 40 }),
    })
    .map((all) => views.homeView(all, NOW)),
};

/** There are more views than npm test has time for. */
const runs = inject("thorough") > 1 ? 100 : 3;

test("every view is put to this test", () => {
  const functions = Object.entries(views).flatMap(([name, value]) =>
    typeof value === "function" ? [name] : [],
  );
  expect(Object.keys(made).toSorted()).toEqual(functions.toSorted());
});

test.each(Object.entries(made))(
  "%s keeps Slack's limits and calls nobody who was not meant",
  (_name, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (shown) => {
        expect(assertWithinLimits(shown)).toEqual([]);
        for (const text of textsIn(shown)) expect(strayMarkup(text)).toEqual([]);
      }),
      { numRuns: runs },
    );
  },
);

test.each([
  "runMessage",
  "alertMessage",
  "noteMessage",
  "approvalMessage",
  "approvalOutcome",
  "restoreMessage",
  "restoreOutcome",
  "restoreReminder",
  "discardMessage",
  "discardAlert",
  "testMessage",
  "testOutcome",
  "incidentMessage",
  "incidentNews",
  "orphansMessage",
  "cleanupMessage",
  "nothingCleanedMessage",
])("%s mentions nobody whom outside text names", (name) => {
  fc.assert(
    fc.property(made[name] ?? fc.constant(views.lookingAnswer("")), (shown) => {
      expect(textsIn(shown).join("\n")).not.toMatch(/<[@!][^>]*HOSTILE/);
    }),
    { numRuns: runs },
  );
});

/** What Slack gives back to us as it is. */
const OURS: ReadonlySet<string> = new Set(["value", "private_metadata"]);

/** All strings that Slack may read as markup. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (OURS.has(key) ? [] : textsIn(inner)));
}

/** What stands in angle brackets and was not put there by a view. People's ids are mentions; words for many never are. */
const strayMarkup = (text: string): string[] =>
  [...text.matchAll(/<[^>]*>?/g)]
    .map(([token]) => token)
    .filter(
      (token) =>
        !/^<(@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+|#C[A-Z0-9]+|!date\^\d+\^[^|<>]*\|[^<>]*)>$/.test(token),
    );
