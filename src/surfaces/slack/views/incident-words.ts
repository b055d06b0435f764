import type { Application } from "#domain/application.ts";
import type { Incident, IncidentKind } from "#domain/rpo/incident.ts";
import { atMost } from "../fit.ts";
import { actorMention, date } from "../mrkdwn.ts";

const MISSED: Readonly<Record<IncidentKind, string>> = {
  rpo: "RPO MISSED",
  tested: "NO RESTORE TEST HAS PASSED",
  inconclusive: "RESTORE TESTS SAY NOTHING",
  drift: "DRIFTED FROM ITS MANIFEST",
  left: "RESTORE LEFT SOMETHING BEHIND",
  snapshot: "SNAPSHOT FAILED",
  backup: "THE STORE HAS NO NEW BACKUP",
};

const KEPT: Readonly<Record<IncidentKind, string>> = {
  rpo: "RPO kept again",
  tested: "a restore test has passed again",
  inconclusive: "restore tests say something again",
  drift: "as its manifest says again",
  left: "nothing of a restore is left behind",
  snapshot: "ALL CLEAR",
  backup: "the store is backed up again",
};

/** `orders-db: RPO MISSED` */
export const incidentTitle = ({ kind, application, resolvedAt, resolvedBy }: Incident): string => {
  if (resolvedAt === undefined) return `🚨 ${application}: ${MISSED[kind]}`;
  return over(resolvedBy) ? `☑️ ${application}: no longer watched` : `✅ ${application}: ${KEPT[kind]}`;
};

/** Nothing is kept where nothing is wanted any more. */
const over = (resolvedBy = ""): boolean => resolvedBy.endsWith(" is gone");

/** The operators are who can take a snapshot; undefined when the manifest is gone. */
export const calledOf = (application: Application | undefined): string | undefined =>
  application && `*For* ${atMost(application.owners.operators, 20, actorMention).join(" ")}`;

/** Undefined when nobody has snoozed it. */
export const snoozeLine = ({ snoozed }: Incident): string | undefined =>
  snoozed &&
  `💤 Snoozed by ${actorMention(snoozed.by)} ${snoozed.until === undefined ? "until it is resolved" : `until ${date(snoozed.until)}`}: nobody is reminded before that`;
