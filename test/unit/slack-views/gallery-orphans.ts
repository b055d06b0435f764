import { cleanupLines, planCleanup } from "#domain/orphans/cleanup-plan.ts";
import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import { approvalMessage } from "#surfaces/slack/views/approval-message.ts";
import {
  cleanupFailedMessage,
  cleanupMessage,
  nothingCleanedMessage,
} from "#surfaces/slack/views/cleanup-message.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { orphansKeptAnswer } from "#surfaces/slack/views/orphans-kept-answer.ts";
import {
  orphansGoneMessage,
  orphansMessage,
  orphansReplacedMessage,
} from "#surfaces/slack/views/orphans-message.ts";
import { approval } from "./approvals.ts";
import { cleanups, orphanReports } from "./orphans.ts";
import { application, NOW } from "./sample.ts";

const whose = application.application;
const asked = {
  ...{ runId: "r-20261123-104300-0d0d", application: whose, requestedBy: "U0KIM2345" },
  reason: "quota is full",
};
const inChannel = (report: (typeof orphanReports)[keyof typeof orphanReports]): Message =>
  orphansMessage({ whose, report, called: application });
const answer = (report: (typeof orphanReports)[keyof typeof orphanReports]): Message =>
  orphansMessage({ whose, report, now: NOW });
const records = (report: (typeof orphanReports)[keyof typeof orphanReports]) =>
  report.orphans.map(({ record }) => record);

/** The same thing once more, as another. */
const otherId = (record: OrphanRecord): OrphanRecord => ({
  ...record,
  orphan: { ...record.orphan, id: "o-0123456789" },
});

/** What an application's channel is told of what nobody owns, and how clean-ups end. */
export const orphanMessages: Readonly<Record<string, Message>> = {
  "orphans-found": inChannel(orphanReports.found),
  "orphans-telling": inChannel(orphanReports.untold),
  "orphans-due": inChannel(orphanReports.due),
  "orphans-snoozed": inChannel(orphanReports.snoozed),
  "orphans-kept": inChannel(orphanReports.kept),
  "orphans-gone": orphansGoneMessage(whose),
  "orphans-told-anew": orphansReplacedMessage(whose),
  "cleanup-requested": approvalMessage(
    approval({
      ...{ subject: { kind: "cleanup", planId: "r-20261123-104300-0d0d-clean" }, reason: asked.reason },
      summary: cleanupLines(
        planCleanup([...records(orphanReports.due), ...records(orphanReports.kept).map(otherId)], {
          ...{ instance: "prod", application: whose, cloud: "prod", at: NOW },
          ...{ graceMs: 86_400_000, blastCap: 20 },
        }),
      ),
    }),
  ),
  "cleanup-whole": cleanupMessage(asked, cleanups.whole),
  "cleanup-part": cleanupMessage(asked, cleanups.part),
  "cleanup-nothing": nothingCleanedMessage(asked, {
    ...{ outcome: "nothing to delete", application: whose, why: "everything that was found stays" },
    stays: [
      {
        ...{ id: "o-7f3a9c21d0", kind: "volume", name: "ffr/prod/orders-db/r-20261121-041200-1c2d/data" },
        why: "its owner was told 1 h ago: grace until 2026-11-24 09:42 UTC",
      },
      {
        ...{
          id: "o-02cae23a69",
          kind: "group snapshot",
          name: "ff/prod/orders-db/r-20261123-080001-aa01/0011",
        },
        why: "kept by U0KIM2345 until 2026-11-26 09:42 UTC: the vendor looks at it",
      },
    ],
  }),
  "cleanup-refused": nothingCleanedMessage(asked, {
    ...{ outcome: "refused", application: whose, stays: [] },
    why: "adopt first: the cloud has points of 2026-11-22 02:00 UTC, and the store begins at 2026-11-23 08:00 UTC",
    next: "freezeframe adopt",
  }),
  "cleanup-failed": cleanupFailedMessage(asked, { message: "Keystone did not answer within 30 s" }),
};

export const orphanAnswers: Readonly<Record<string, Message>> = {
  "orphans-answer": answer(orphanReports.due),
  "orphans-answer-none": answer(orphanReports.none),
  "orphans-answer-untold": answer(orphanReports.untold),
  "orphans-answer-lost": answer(orphanReports.lost),
  "orphans-answer-many": answer(orphanReports.many),
  "orphans-answer-all": orphansMessage({ report: orphanReports.all, now: NOW }),
  "orphans-answer-unseen": orphansMessage({
    ...{ report: { ...orphanReports.due, unscanned: ["lab"] }, now: NOW, scanning: "r-20261123-104211-5e5e" },
    unseen: [{ cloud: "prod", why: "Keystone did not answer within 30 s" }],
  }),
  "orphans-kept-answer": orphansKeptAnswer(whose, records(orphanReports.kept)),
  "orphans-snoozed-answer": orphansKeptAnswer(whose, records(orphanReports.snoozed).slice(0, 1)),
  "orphans-released-answer": orphansKeptAnswer(whose, records(orphanReports.due)),
  "orphans-nothing-to-change": orphansKeptAnswer(whose, []),
};
