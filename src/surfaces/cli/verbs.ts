import { version } from "#support/version.ts";
import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";
import { help } from "./help.ts";
import { snapshotVerb } from "./snapshot-verb.ts";
import { doctorText } from "./text/doctor.ts";
import { evidenceText } from "./text/evidence.ts";
import { pointsText, runsText, thawText } from "./text/lists.ts";
import { withSession } from "./with-session.ts";

interface Verb {
  /** Name of the argument that it needs. */
  readonly subject?: string;
  readonly act: (asked: Asked, subject: string) => Promise<Answer>;
}

const ok = (text: string, json: unknown): Answer => ({ text, json, status: exitStatus.ok });

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
  snapshot: { subject: "APP", act: snapshotVerb },
  points: {
    subject: "APP",
    act: (asked, application) =>
      withSession(asked, async ({ operations }) => {
        const points = await operations.points(application);
        return ok(pointsText(application, points, asked.now()), points);
      }),
  },
  evidence: {
    subject: "POINT",
    act: (asked, point) =>
      withSession(asked, async ({ operations }) => {
        const found = await operations.evidence(point);
        return ok(evidenceText(found), found);
      }),
  },
  thaw: {
    subject: "APP",
    act: async ({ backstage, signal }, application) => {
      const guests = await backstage.thaw(application, signal);
      const failed = guests.some((guest) => guest.was === "unreachable");
      return {
        text: thawText(application, guests),
        json: { application, guests },
        status: failed ? exitStatus.unreachable : exitStatus.ok,
      };
    },
  },
  start: {
    // Without a surface to listen on there is nothing to wait for: what is unfinished is brought to its end.
    act: (asked) =>
      withSession(asked, async ({ recover, idle }) => {
        const recovered = await recover();
        await idle(asked.signal);
        const text =
          recovered.length === 0 ? "nothing was unfinished" : `brought to its end: ${recovered.join(", ")}`;
        return ok(text, { recovered });
      }),
  },
  runs: {
    act: (asked) =>
      withSession(asked, async ({ operations }) => {
        const runs = await operations.runs(asked.arguments.limit);
        return ok(runsText(runs), runs);
      }),
  },
};
