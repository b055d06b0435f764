import type { HomeView, KnownBlock } from "@slack/types";
import type { ApplicationStatus } from "#domain/application-status.ts";
import { type Approval, isOpen } from "#domain/approval.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import { atMost } from "../fit.ts";
import { LIMITS } from "../limits.ts";
import { actorMention, ago, code, date, escaped } from "../mrkdwn.ts";
import { applicationLines, missesRpo, worstFirst } from "./application-lines.ts";
import { approvalHeadline } from "./approval-words.ts";
import { context, header, section } from "./blocks.ts";
import { byUrgency, standingLine } from "./restores-answer.ts";

/** Header, moment, what waits for me, other approvals, restores, commands, what is not shown: no application. */
const FRAME = 8;
/** So many of each are named. */
const NAMED = 5;

export interface Home {
  readonly applications: readonly ApplicationStatus[];
  /** Those that somebody has still to act on count. */
  readonly approvals: readonly Approval[];
  /** Ids of those that whoever looks may decide on; absent: nobody could tell. */
  readonly mine?: ReadonlySet<string> | undefined;
  /** Restores of which something may be there. */
  readonly restores: readonly RestoreRecord[];
}

/** What waits for somebody, what stands of restores, and all applications, what needs somebody first. */
export function homeView({ applications, approvals, mine, restores }: Home, now: number): HomeView {
  const sorted = worstFirst(applications, now);
  const shown = sorted.slice(0, LIMITS.viewBlocks - FRAME);
  const open = approvals.filter(isOpen);
  const own = open.filter(({ id }) => mine?.has(id) === true);
  const others = open.filter(({ id }) => mine?.has(id) !== true);
  const blocks: KnownBlock[] = [
    header(summary(applications, now)),
    context([`As of ${date(now)}. Open this tab again to look again.`]),
    ...approvalSection(own, (many) => `🔐 *${many === 1 ? "1 waits" : `${many} wait`} for you*`, now),
    ...approvalSection(
      others,
      (many) => `*${many} waiting for ${own.length === 0 ? "an approval" : "others"}*`,
      now,
    ),
    ...(restores.length === 0
      ? []
      : [
          section([
            `*${restores.length === 1 ? "1 restore" : `${restores.length} restores`} standing* · ${code("/ff restores")}`,
            ...atMost(byUrgency(restores), NAMED, (one) => standingLine(one, now)),
          ]),
        ]),
    ...shown.map((one) => section(applicationLines(one, now))),
    ...(sorted.length > shown.length
      ? [context([`… and ${sorted.length - shown.length} more: ${code("/ff status APP")}`])]
      : []),
    { type: "divider" },
    section([
      `Type in any channel: ${[snapshotCommand(sorted), "/ff status", "/ff help"].map((text) => code(text, 120)).join("  ")}`,
    ]),
  ];
  return { type: "home", blocks };
}

function approvalSection(
  all: readonly Approval[],
  title: (many: number) => string,
  now: number,
): KnownBlock[] {
  if (all.length === 0) return [];
  const lines = atMost(all, NAMED, (one) => approvalLine(one, now));
  return [section([`${title(all.length)} · ${code("/ff approvals")}`, ...lines])];
}

const approvalLine = (approval: Approval, now: number): string =>
  `${escaped(approvalHeadline(approval), 200)}, asked by ${actorMention(approval.requestedBy)} ${ago(approval.requestedAt, now)}`;

const snapshotCommand = ([first]: readonly ApplicationStatus[]): string =>
  `/ff snapshot ${first?.application ?? "APP"}`;

function summary(applications: readonly ApplicationStatus[], now: number): string {
  if (applications.length === 0) return "No application is protected yet: manifests/ is empty";
  const missed = applications.filter((one) => missesRpo(one, now)).length;
  const failed = applications.filter(({ lastTest }) => lastTest?.verdict === "failed").length;
  const many = applications.length === 1 ? "1 application" : `${applications.length} applications`;
  const bad = [
    ...(missed === 0 ? [] : [`RPO MISSED by ${missed}`]),
    ...(failed === 0 ? [] : [`restore test FAILED of ${failed}`]),
  ];
  return bad.length === 0 ? `${many}, no RPO missed` : `🔴 ${bad.join(", ")} of ${many}`;
}
