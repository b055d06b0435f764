import { lazily } from "#support/lazily.ts";
import { version } from "#support/version.ts";
import { help } from "./help.ts";
import { ok, type Verb } from "./verb.ts";

/** Each is loaded when it is asked for: a bot is one command line, too, and needs none but its own. */
export const verbs: Readonly<Record<string, Verb>> = {
  help: { act: async () => ok(help, { help }) },
  version: { act: async () => ok(`freezeframe ${version}`, { version }) },
  validate: { act: lazily(async () => (await import("./validate-verb.ts")).validateVerb) },
  status: {
    subject: "APP",
    subjectOptional: true,
    act: lazily(async () => (await import("./status-verb.ts")).statusVerb),
  },
  doctor: {
    subject: "APP",
    options: ["rehearse"],
    act: lazily(async () => (await import("./doctor-verb.ts")).doctorVerb),
  },
  snapshot: {
    subject: "APP",
    options: ["reason"],
    act: lazily(async () => (await import("./snapshot-verb.ts")).snapshotVerb),
  },
  schedule: {
    subject: "APP",
    subjectOptional: true,
    act: lazily(async () => (await import("./schedule-verb.ts")).scheduleVerb),
  },
  points: {
    subject: "APP",
    options: ["prune"],
    act: lazily(async () => (await import("./points-verb.ts")).pointsVerb),
  },
  retention: {
    subject: "APP",
    subjectOptional: true,
    options: ["simulate", "ask", "reason"],
    act: lazily(async () => (await import("./retention-verb.ts")).retentionVerb),
  },
  protect: {
    subject: "POINT",
    options: ["reason"],
    act: lazily(async () => (await import("./protect-verbs.ts")).protectVerb),
  },
  unprotect: {
    subject: "POINT",
    act: lazily(async () => (await import("./protect-verbs.ts")).unprotectVerb),
  },
  evidence: { subject: "POINT", act: lazily(async () => (await import("./evidence-verb.ts")).evidenceVerb) },
  restore: {
    subject: "APP",
    second: "POINT|latest",
    options: ["plan", "roles", "strategy", "target", "keep", "reason"],
    act: lazily(async () => (await import("./restore-verb.ts")).restoreVerb),
  },
  restores: { act: lazily(async () => (await import("./restores-verb.ts")).restoresVerb) },
  discard: { subject: "RESTORE", act: lazily(async () => (await import("./discard-verb.ts")).discardVerb) },
  test: {
    subject: "APP",
    second: "POINT|latest",
    act: lazily(async () => (await import("./test-verb.ts")).testVerb),
  },
  adopt: {
    subject: "APP",
    subjectOptional: true,
    options: ["yes"],
    act: lazily(async () => (await import("./adopt-verb.ts")).adoptVerb),
  },
  orphans: {
    subject: "APP|all",
    subjectOptional: true,
    options: ["csv"],
    act: lazily(async () => (await import("./orphan-verbs.ts")).orphansVerb),
  },
  clean: {
    subject: "APP",
    second: "ORPHAN|INCIDENT|RUN",
    options: ["plan", "reason"],
    act: lazily(async () => (await import("./clean-verb.ts")).cleanVerb),
  },
  keep: {
    subject: "ORPHAN",
    options: ["until", "reason"],
    act: lazily(async () => (await import("./orphan-verbs.ts")).keepVerb),
  },
  release: { subject: "ORPHAN", act: lazily(async () => (await import("./orphan-verbs.ts")).releaseVerb) },
  drift: {
    subject: "APP",
    subjectOptional: true,
    act: lazily(async () => (await import("./drift-verb.ts")).driftVerb),
  },
  design: {
    subject: "APP",
    subjectOptional: true,
    options: ["cloud", "csv"],
    act: lazily(async () => (await import("./design-verb.ts")).designVerb),
  },
  store: {
    subject: "backup|restore",
    second: "FILE",
    act: lazily(async () => (await import("./store-verb.ts")).storeVerb),
  },
  thaw: { subject: "APP", act: lazily(async () => (await import("./thaw-verb.ts")).thawVerb) },
  runs: { options: ["limit"], act: lazily(async () => (await import("./runs-verb.ts")).runsVerb) },
  cancel: {
    subject: "RUN",
    options: ["reason"],
    act: lazily(async () => (await import("./cancel-verb.ts")).cancelVerb),
  },
  pause: {
    subject: "APP",
    needs: ["until", "reason"],
    act: lazily(async () => (await import("./pause-verbs.ts")).pauseVerb),
  },
  resume: { subject: "APP", act: lazily(async () => (await import("./pause-verbs.ts")).resumeVerb) },
  incidents: { act: lazily(async () => (await import("./incident-verbs.ts")).incidentsVerb) },
  snooze: {
    subject: "INCIDENT",
    options: ["until"],
    act: lazily(async () => (await import("./incident-verbs.ts")).snoozeVerb),
  },
  approvals: {
    subject: "ID",
    subjectOptional: true,
    act: lazily(async () => (await import("./approval-verbs.ts")).approvalsVerb),
  },
  approve: {
    subject: "ID",
    options: ["reason"],
    act: lazily(async () => (await import("./approval-verbs.ts")).decideVerb("approve")),
  },
  deny: {
    subject: "ID",
    needs: ["reason"],
    act: lazily(async () => (await import("./approval-verbs.ts")).decideVerb("deny")),
  },
  withdraw: {
    subject: "ID",
    options: ["reason"],
    act: lazily(async () => (await import("./approval-verbs.ts")).withdrawVerb),
  },
  "break-glass": {
    subject: "ID",
    needs: ["reason"],
    act: lazily(async () => (await import("./approval-verbs.ts")).breakGlassVerb),
  },
  review: { subject: "ID", act: lazily(async () => (await import("./approval-verbs.ts")).reviewVerb) },
  audit: { subject: "verify", act: lazily(async () => (await import("./audit-verb.ts")).auditVerb) },
  report: {
    options: ["since", "out"],
    act: lazily(async () => (await import("./report-verb.ts")).reportVerb),
  },
  reload: { act: lazily(async () => (await import("./reload-verb.ts")).reloadVerb) },
  start: { options: ["until-idle"], act: lazily(async () => (await import("./start-verb.ts")).startVerb) },
};
