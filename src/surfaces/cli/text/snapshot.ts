import { describeDuration } from "#domain/duration.ts";
import type { SnapshotResult } from "#domain/snapshot-result.ts";
import { approvedText } from "./approved.ts";
import { rows } from "./rows.ts";

/** The answer to `snapshot`: label first, then the numbers, then the next step. */
export function snapshotText(result: SnapshotResult): string {
  return [
    headline(result),
    ...rows([
      ["point", result.point],
      ["approved by", approvedText(result)],
      ["volumes", volumes(result)],
      ["frozen", frozen(result)],
      [
        "cut",
        result.cutMs === undefined
          ? undefined
          : `${describeDuration(result.cutMs)} from the request to available`,
      ],
      ["holds", ...result.statements],
      ["why", ...result.problems],
      [
        "stamp",
        result.unstamped.length === 0
          ? undefined
          : `could not be written on: ${result.unstamped.join(", ")}; the point is good, but cannot be rebuilt from the cloud`,
      ],
      [
        "left",
        ...result.leftovers.flatMap((left) => [
          `${left.kind} ${left.id} is ${left.status} (${left.name})`,
          ...left.remedy.map((line) => `  ${line}`),
        ]),
      ],
      ["last good", lastGood(result)],
      ["notes", ...notes(result)],
      ["next", next(result)],
    ]),
  ].join("\n");
}

function headline({ application, outcome, label }: SnapshotResult): string {
  const said = label?.grade === undefined ? "no recovery point" : `${label.grade} – ${label.text}`;
  const how = {
    ok: "",
    degraded: "DEGRADED: ",
    "requirement-missed": "REQUIREMENT MISSED: ",
    refused: "REFUSED: ",
    incomplete: "INCOMPLETE: ",
  }[outcome];
  return `${application}: ${how}${said}`;
}

function volumes({ members }: SnapshotResult): string | undefined {
  if (members.length === 0) return undefined;
  const good = members.filter(
    (member) => member.status === "available" && member.size === member.expectedSize,
  );
  const each = members.map(({ role, status, size, expectedSize }) =>
    status === "available" && size !== expectedSize
      ? `${role} ${size} GiB of ${expectedSize}`
      : `${role} ${status ?? "missing"}`,
  );
  return `${good.length}/${members.length}: ${good.length === members.length ? members.map((member) => member.role).join(", ") : each.join(", ")}`;
}

function frozen({ frozen }: SnapshotResult): string | undefined {
  if (frozen === undefined) return undefined;
  const { windowMs, budgetMs, thawConfirmed, thawCause } = frozen;
  const cause = thawCause === "ordered" ? "" : ` (thawed by ${thawCause})`;
  return `${describeDuration(windowMs)} of ${describeDuration(budgetMs)}, ${thawConfirmed ? "thaw confirmed" : "THAW NOT CONFIRMED: look into the guest with freezeframe-hold status"}${cause}`;
}

const lastGood = ({ lastGood, outcome }: SnapshotResult): string | undefined =>
  outcome === "ok"
    ? undefined
    : lastGood === undefined
      ? "there is no earlier point of the wanted grade"
      : `${lastGood.point} (${lastGood.grade}), ${describeDuration(lastGood.ageMs)} old`;

const notes = ({ findings }: SnapshotResult): string[] =>
  findings.filter((found) => found.severity === "warning").map((found) => `${found.subject}: ${found.text}`);

function next({ outcome, point, application, findings }: SnapshotResult): string | undefined {
  const advised = findings.find((found) => found.severity === "error")?.next;
  switch (outcome) {
    case "ok":
      return `freezeframe evidence ${point}`;
    case "degraded":
    case "requirement-missed":
      return `freezeframe doctor ${application}, mend what it names, and ask again; freezeframe evidence ${point} shows what this one has`;
    case "refused":
      return advised ?? `freezeframe doctor ${application}`;
    case "incomplete":
      return "remove what is left when nobody needs it, mend the back end, and ask again";
  }
}
