import { version } from "#support/version.ts";
import { adoptVerb } from "./adopt-verb.ts";
import { approvalsVerb, breakGlassVerb, decideVerb, reviewVerb, withdrawVerb } from "./approval-verbs.ts";
import { auditVerb } from "./audit-verb.ts";
import { cancelVerb } from "./cancel-verb.ts";
import { cleanVerb } from "./clean-verb.ts";
import { discardVerb } from "./discard-verb.ts";
import { driftVerb } from "./drift-verb.ts";
import { exitStatus } from "./exit-status.ts";
import { help } from "./help.ts";
import { incidentsVerb, snoozeVerb } from "./incident-verbs.ts";
import { keepVerb, orphansVerb, releaseVerb } from "./orphan-verbs.ts";
import { pauseVerb, resumeVerb } from "./pause-verbs.ts";
import { pointsVerb } from "./points-verb.ts";
import { protectVerb, unprotectVerb } from "./protect-verbs.ts";
import { reloadVerb } from "./reload-verb.ts";
import { reportVerb } from "./report-verb.ts";
import { restoreVerb } from "./restore-verb.ts";
import { retentionVerb } from "./retention-verb.ts";
import { scheduleVerb } from "./schedule-verb.ts";
import { snapshotVerb } from "./snapshot-verb.ts";
import { startVerb } from "./start-verb.ts";
import { statusVerb } from "./status-verb.ts";
import { storeVerb } from "./store-verb.ts";
import { testVerb } from "./test-verb.ts";
import { doctorText } from "./text/doctor.ts";
import { evidenceText } from "./text/evidence.ts";
import { runsText } from "./text/lists.ts";
import { restoresText } from "./text/restores.ts";
import { thawVerb } from "./thaw-verb.ts";
import { ok, type Verb } from "./verb.ts";
import { withSession } from "./with-session.ts";

export const verbs: Readonly<Record<string, Verb>> = {
  help: { act: async () => ok(help, { help }) },
  version: { act: async () => ok(`freezeframe ${version}`, { version }) },
  validate: {
    act: async ({ backstage }) => {
      const { findings, text } = await backstage.validate();
      return {
        text,
        json: findings,
        status: findings.problems.length === 0 ? exitStatus.ok : exitStatus["invalid-input"],
      };
    },
  },
  status: { subject: "APP", subjectOptional: true, act: statusVerb },
  doctor: {
    subject: "APP",
    act: (asked, application) =>
      withSession(asked, async ({ operations }) => {
        const diagnosis = await operations.doctor(application, asked.signal);
        return {
          text: doctorText(diagnosis),
          json: diagnosis,
          status: diagnosis.ready ? exitStatus.ok : exitStatus.refused,
        };
      }),
  },
  snapshot: { subject: "APP", options: ["reason"], act: snapshotVerb },
  schedule: { subject: "APP", subjectOptional: true, act: scheduleVerb },
  points: { subject: "APP", options: ["prune"], act: pointsVerb },
  retention: { subject: "APP", options: ["simulate", "ask", "reason"], act: retentionVerb },
  protect: { subject: "POINT", options: ["reason"], act: protectVerb },
  unprotect: { subject: "POINT", act: unprotectVerb },
  evidence: {
    subject: "POINT",
    act: (asked, point) =>
      withSession(asked, async ({ operations }) => {
        const found = await operations.evidence(point);
        return ok(evidenceText(found), found);
      }),
  },
  restore: {
    subject: "APP",
    second: "POINT|latest",
    options: ["plan", "roles", "strategy", "target", "keep", "reason"],
    act: restoreVerb,
  },
  restores: {
    act: (asked) =>
      withSession(asked, async ({ operations }) => {
        const restores = await operations.restores();
        return ok(restoresText(restores, asked.now()), restores);
      }),
  },
  discard: { subject: "RESTORE", act: discardVerb },
  test: { subject: "APP", second: "POINT", act: testVerb },
  adopt: { subject: "APP", subjectOptional: true, options: ["yes"], act: adoptVerb },
  orphans: { subject: "APP|all", subjectOptional: true, options: ["csv"], act: orphansVerb },
  clean: { subject: "APP", second: "ORPHAN", options: ["plan", "reason"], act: cleanVerb },
  keep: { subject: "ORPHAN", options: ["until", "reason"], act: keepVerb },
  release: { subject: "ORPHAN", act: releaseVerb },
  drift: { subject: "APP", subjectOptional: true, act: driftVerb },
  store: { subject: "backup|restore", second: "FILE", act: storeVerb },
  thaw: { subject: "APP", act: thawVerb },
  runs: {
    options: ["limit"],
    act: (asked) =>
      withSession(asked, async ({ operations }) => {
        const runs = await operations.runs(asked.arguments.limit);
        return ok(runsText(runs), runs);
      }),
  },
  cancel: { subject: "RUN", options: ["reason"], act: cancelVerb },
  pause: { subject: "APP", needs: ["until", "reason"], act: pauseVerb },
  resume: { subject: "APP", act: resumeVerb },
  incidents: { act: incidentsVerb },
  snooze: { subject: "INCIDENT", options: ["until"], act: snoozeVerb },
  approvals: { subject: "ID", subjectOptional: true, act: approvalsVerb },
  approve: { subject: "ID", options: ["reason"], act: decideVerb("approve") },
  deny: { subject: "ID", needs: ["reason"], act: decideVerb("deny") },
  withdraw: { subject: "ID", options: ["reason"], act: withdrawVerb },
  "break-glass": { subject: "ID", needs: ["reason"], act: breakGlassVerb },
  review: { subject: "ID", act: reviewVerb },
  audit: { subject: "verify", act: auditVerb },
  report: { options: ["since", "out"], act: reportVerb },
  reload: { act: reloadVerb },
  start: { options: ["until-idle"], act: startVerb },
};
