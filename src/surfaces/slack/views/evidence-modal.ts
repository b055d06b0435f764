import type { ModalView } from "@slack/types";
import type { Evidence } from "#domain/evidence.ts";
import type { Grade, Label } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { statementsOf } from "#domain/statements.ts";
import { fromIso } from "#support/clock.ts";
import { atMost } from "../fit.ts";
import { actorMention, code, date, escaped } from "../mrkdwn.ts";
import { context, header, section, sections } from "./blocks.ts";
import { modal } from "./modal.ts";
import { isGood, secondsOf, thawWords } from "./snapshot-words.ts";
import { statementWords } from "./statement-words.ts";

/** Why a point has its label: every need that was looked at, observed or not, and what was seen. */
export function evidenceModal(point: RecoveryPoint): ModalView {
  const { label, evidence } = point;
  return modal("Evidence", [
    header(`${label.grade ?? "No grade"} – ${label.text}`),
    section([
      `${code(point.id, 120)} of *${escaped(point.application, 80)}*, ${date(point.createdAt)}`,
      `asked by ${actorMention(point.requestedBy)}${point.reason === undefined ? "" : `: “${escaped(point.reason, 200)}”`}`,
    ]),
    ...sections(holdsLines(point), 2),
    ...reasonSections(label),
    section(["*The freeze*", ...freezeLines(evidence)]),
    section(["*The set*", ...setLines(evidence)]),
    section(["*The back end*", ...backendLines(evidence)]),
    context([
      "Assumed, since it cannot be read from here: the hypervisor's cache mode and write barriers.",
      `group snapshot ${code(point.groupSnapshotId, 80)} in cloud ${escaped(point.cloud, 80)}, run ${code(point.runId, 80)}`,
    ]),
  ]);
}

const holdsLines = ({ evidence, label }: RecoveryPoint): string[] => [
  ...atMost(statementsOf(evidence, label), 5, (line) => `👉 ${statementWords(line)}`),
  ...atMost(evidence.holdFailure, 8, (line) => `⚠️ not whole: ${escaped(line, 400)}`),
];

const MEANS: Readonly<Record<Grade, string>> = {
  A: "on top of B, the application took part",
  B: "file systems were frozen around the cut",
  C: "without a freeze, the back end cuts all volumes at one moment",
  D: "the back end takes the volumes one after another",
  E: "complete, but the moment is unknown",
};

/** A is B and more. */
const ORDER: readonly Grade[] = ["B", "A", "C", "D", "E"];

/** By grade, in the order that the label looks at them; what was not observed stands out in words. */
function reasonSections({ reasons, grade: reached }: Label) {
  const grades = ORDER.filter((grade) => reasons.some((reason) => reason.grade === grade));
  return grades.flatMap((grade) => {
    const own = reasons.filter((reason) => reason.grade === grade);
    // With a freeze proved, nobody needs the back end to do it.
    const spare = grade === "C" && (reached === "A" || reached === "B");
    const seen = own.filter((reason) => reason.observed).length;
    return sections(
      [
        `*${grade}: ${MEANS[grade]}* (${seen} of ${own.length} observed)`,
        ...own.map(
          ({ observed, text }) =>
            `${observed ? "✅" : `${spare ? "⚪" : "❌"} *not observed:*`} ${escaped(text, 600)}`,
        ),
      ],
      6,
    );
  });
}

function freezeLines({ hold, policy }: Evidence): string[] {
  if (hold === undefined) return [policy === "skip" ? "none: the manifest says skip" : "none was held"];
  return [
    `frozen ${date(fromIso(hold.frozenAt))} for *${secondsOf(hold.windowMs)} of ${secondsOf(hold.budgetMs)}*`,
    ...atMost(hold.servers, 8, ({ server, thawCause, thawProved, mounts }) => {
      return `${escaped(server, 80)}: ${thawWords(thawCause, thawProved)}; ${atMost(mounts, 6, ({ mount }) => code(mount, 80)).join(", ")}`;
    }),
  ];
}

function setLines({ set: { members } }: Evidence): string[] {
  const sorted = members.toSorted((a, b) => Number(isGood(a)) - Number(isGood(b)));
  return [
    `${members.filter(isGood).length}/${members.length} volumes`,
    ...atMost(
      sorted,
      12,
      ({ role, status, size, snapshotId }) =>
        `${escaped(role, 40)}: ${escaped(status ?? "missing", 40)}, ${size ?? "?"} GiB, ${code(snapshotId ?? "no snapshot", 60)}`,
    ),
  ];
}

function backendLines({ backend }: Evidence): string[] {
  const { pools, groupTypeSpec, poolCapability, driver, unread } = backend;
  const spec =
    groupTypeSpec === undefined ? "not read" : groupTypeSpec === null ? "none" : code(groupTypeSpec, 80);
  return [
    `pool: ${pools === undefined ? "not read" : atMost(pools, 5, (pool) => code(pool, 120)).join(", ")}`,
    `group type's spec: ${spec}; pool says it takes consistent ones: ${poolCapability === undefined ? "not read" : poolCapability ? "yes" : "no"}`,
    driver === undefined
      ? "driver: not known"
      : `driver ${escaped(driver.driver ?? "", 80)}: ${driver.verdict} (${driver.by === "declared" ? "declared by the operator" : "knowledge base"}, ${escaped(driver.source, 200)})`,
    ...atMost(unread, 5, (line) => `not read: ${escaped(line, 200)}`),
  ];
}
