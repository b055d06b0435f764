import type { KnownBlock } from "@slack/types";
import type { Application } from "#domain/application.ts";
import { gibOf } from "#domain/orphans/cleanup-plan.ts";
import type { OrphanReport } from "#domain/orphans/orphan-report.ts";
import type { ScanRecord } from "#domain/orphans/scan-record.ts";
import { atMost } from "../fit.ts";
import { ago, code, date, escaped } from "../mrkdwn.ts";
import { adoptButton } from "./adopt-buttons.ts";
import { context, header, section, sections } from "./blocks.ts";
import { calledOf } from "./incident-words.ts";
import type { Message } from "./message.ts";
import { type OrphanLine, orphanClassLines } from "./orphan-class-lines.ts";
import { orphansCounted } from "./orphan-words.ts";
import { orphansButtons } from "./orphans-buttons.ts";

interface OrphansShown {
  /** Whose; undefined: all that is in the report. */
  readonly whose?: string | undefined;
  readonly report: OrphanReport;
  /** In a channel: its operators are called. */
  readonly called?: Application | undefined;
  /** For one person, who reads it now. Absent: it stands in a channel and is edited, so that it names moments alone. */
  readonly now?: number | undefined;
  /** Clouds that did not let themselves be scanned just now, and why. */
  readonly unseen?: readonly { readonly cloud: string; readonly why: string }[] | undefined;
  /** The run of a scan that takes longer than anybody waits for an answer. */
  readonly scanning?: string | undefined;
}

/** More applications than these, and more of a class, are for the command line. */
const SHOWN = { applications: 6, one: 4, ofEach: 2 };

/**
 * What nobody owns in the cloud, by class, with what may be deleted, why the rest stays, and the buttons of each application: the
 * answer to `orphans`, and what owners are told.
 */
export function orphansMessage(shown: OrphansShown): Message {
  const { whose, report, called } = shown;
  const title = titleOf(shown);
  const one = whose !== undefined;
  const groups = [...Map.groupBy(report.orphans, ({ record }) => record.orphan.application)];
  const all = code(one ? `freezeframe orphans ${whose}` : "freezeframe orphans all", 120);
  return {
    text: escaped(title, 200),
    blocks: [
      header(title),
      ...warnings(shown),
      ...groups
        .slice(0, SHOWN.applications)
        .flatMap(([application, orphans]) =>
          groupBlocks(application, orphans, { one, telling: shown.now === undefined }),
        ),
      ...leftOut(groups.slice(SHOWN.applications)),
      ...report.scans.flatMap((scan) => adoptable(scan, whose)),
      ...(called === undefined || report.orphans.length === 0 ? [] : [section([calledOf(called)])]),
      context([
        ...atMost(report.scans, 5, (scan) => scanLine(scan, shown.now)),
        ...(report.orphans.length === 0 ? [] : [`All of it: ${all} on the command line`]),
      ]),
    ],
  };
}

/** In place of one that was told: nothing of it is there any more. */
export const orphansGoneMessage = (application: string | undefined): Message => {
  const said = `✅ ${application === undefined ? "" : `${escaped(application, 80)}: `}no orphans are left`;
  return {
    text: said,
    blocks: [
      section([`*${said}*`]),
      context(["What this message has told of was cleaned up, or is gone by itself."]),
    ],
  };
};

/** In place of one that was told anew, or that nobody keeps: without buttons, so that nobody decides by what is past. */
export const orphansReplacedMessage = (application: string | undefined): Message => {
  const name = application === undefined ? "" : `${escaped(application, 80)}: `;
  return {
    text: `↪️ ${name}orphans, told anew since`,
    blocks: [
      context([
        `↪️ ${name}a newer message tells of its orphans; ${code(`/ff orphans ${application ?? "all"}`, 120)} shows what there is now`,
      ]),
    ],
  };
};

function titleOf({ whose, report: { orphans } }: OrphansShown): string {
  const name = whose === undefined ? "" : `${whose}: `;
  if (orphans.length === 0) return `✅ ${name}no orphans`;
  const may = orphans.filter(({ stays }) => stays === undefined).map(({ record }) => record.orphan);
  const going =
    may.length === 0
      ? "none may be deleted now"
      : `${may.length} may be deleted now, which frees ${gibOf(may)} GiB`;
  return `🧹 ${name}${orphansCounted(orphans.length)}, ${going}`;
}

function warnings({ report, unseen = [], scanning }: OrphansShown): KnownBlock[] {
  const never = report.unscanned.filter((name) => !unseen.some(({ cloud }) => cloud === name));
  const lines = [
    ...atMost(
      unseen,
      5,
      ({ cloud, why }) => `⚠️ *${escaped(cloud, 80)} was NOT scanned:* ${escaped(why, 300)}`,
    ),
    ...atMost(never, 5, (cloud) => `⚠️ *${escaped(cloud, 80)} was never scanned to its end*`),
    ...(scanning === undefined
      ? []
      : [`⏳ A scan goes on, run ${code(scanning, 80)}: ask again in a minute for what it finds`]),
  ];
  return lines.length === 0 ? [] : [section(lines)];
}

function groupBlocks(
  application: string | undefined,
  orphans: readonly OrphanLine[],
  { one, telling }: { readonly one: boolean; readonly telling: boolean },
): KnownBlock[] {
  const gib = gibOf(orphans.map(({ record }) => record.orphan));
  const title = `*${application === undefined ? "Of no application" : escaped(application, 80)}*: ${orphansCounted(orphans.length)}${gib === 0 ? "" : `, ${gib} GiB`}`;
  const classes = orphanClassLines(orphans, one ? SHOWN.one : SHOWN.ofEach, telling);
  return [
    ...(one ? classes.flatMap((lines) => sections(lines, 2)) : sections([title, ...classes.flat()], 3)),
    ...(application === undefined ? [] : orphansButtons(application, orphans)),
  ];
}

const leftOut = (groups: readonly (readonly [string | undefined, readonly OrphanLine[]])[]): KnownBlock[] =>
  groups.length === 0
    ? []
    : [
        section([
          `… and of ${groups.length} more: ${atMost(groups, 10, ([name, orphans]) => `${escaped(name ?? "no application", 80)} (${orphans.length})`).join(", ")}`,
          `*Next:* ${code("/ff orphans APP")} shows those of one`,
        ]),
      ];

/** What is not lost yet: no clean-up goes ahead before it was taken in. */
function adoptable(
  { cloud, adoptable: sets, adoptableCount: count, unknownCount }: ScanRecord,
  whose: string | undefined,
): KnownBlock[] {
  const on = `on cloud ${escaped(cloud, 80)}`;
  const bear = count === 1 ? "1 group snapshot" : `${count} group snapshots`;
  const adopt =
    count === 0
      ? []
      : [
          section([
            `📦 *${bear} ${on} ${count === 1 ? "bears our stamp and is no point" : "bear our stamp and are no points"} of this store.* Nothing is cleaned up that the store does not know.`,
            ...atMost(sets, 3, ({ name }) => `• ${code(name, 160)}`),
          ]),
          adoptButton(whose),
        ];
  const strange = unknownCount === 1 ? "1 group snapshot says" : `${unknownCount} group snapshots say`;
  return unknownCount === 0
    ? adopt
    : [
        ...adopt,
        section([
          `❔ ${strange} by name to be ours ${on}, of a hold that this store does not know: nothing of it is ever deleted`,
        ]),
      ];
}

function scanLine({ cloud, endedAt, looked, others }: ScanRecord, now: number | undefined): string {
  const { sets, snapshots, groups, volumes, servers } = looked;
  const when = now === undefined ? date(endedAt) : `${ago(endedAt, now)} (${date(endedAt)})`;
  return `${escaped(cloud, 80)} scanned ${when}: ${sets} group snapshots, ${snapshots} snapshots, ${groups} groups, ${volumes} volumes, ${servers} servers${beyond(others)}`;
}

/** How far it went beyond the project; nothing of a scan that was made before it was asked. */
function beyond(others: ScanRecord["others"]): string {
  if (others === undefined) return "";
  return "whyNot" in others
    ? `; only what this project sees: ${escaped(others.whyNot, 150)}`
    : `; and ${others.looked} things of other projects, of which nothing is ever touched`;
}
