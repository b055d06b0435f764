import type { HomeView, KnownBlock } from "@slack/types";
import type { ApplicationStatus } from "#domain/application-status.ts";
import { LIMITS } from "../limits.ts";
import { code, date } from "../mrkdwn.ts";
import { applicationLines, urgency, worstFirst } from "./application-lines.ts";
import { context, header, section } from "./blocks.ts";

/** Header, what is urgent, commands, what is not shown: the blocks that are no application. */
const FRAME = 5;

/** All applications, what needs somebody first. */
export function homeView(applications: readonly ApplicationStatus[], now: number): HomeView {
  const sorted = worstFirst(applications, now);
  const shown = sorted.slice(0, LIMITS.viewBlocks - FRAME);
  const blocks: KnownBlock[] = [
    header(summary(applications, now)),
    context([`As of ${date(now)}. Open this tab again to look again.`]),
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

const snapshotCommand = ([first]: readonly ApplicationStatus[]): string =>
  `/ff snapshot ${first?.application ?? "APP"}`;

function summary(applications: readonly ApplicationStatus[], now: number): string {
  if (applications.length === 0) return "No application is protected yet: manifests/ is empty";
  const missed = applications.filter((one) => urgency(one, now) === 2).length;
  const many = applications.length === 1 ? "1 application" : `${applications.length} applications`;
  return missed === 0 ? `${many}, no RPO missed` : `🔴 RPO MISSED by ${missed} of ${many}`;
}
