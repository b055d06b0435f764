import type { Adoption, AdoptionPlan } from "#domain/adopt/adoption.ts";
import { describeDuration } from "#domain/duration.ts";
import { table } from "./rows.ts";

/** The answer to `adopt`: what is or would be taken into the store, and what is refused. */
export function adoptionText(plan: AdoptionPlan, application: string | undefined, now: number): string {
  const { found, known, adopted } = plan;
  const possible = found.filter((one) => one.verdict === "adopt");
  const refused = found.filter((one) => one.verdict === "refused");
  const lines = [
    ...(possible.length === 0 ? [] : pointLines(possible, now)),
    ...refused.flatMap(refusalLines),
    `${counted(known, "stamped set")} known to the store already`,
  ];
  if (found.length === 0) return `nothing to adopt: ${lines.join("")}`;
  return [...lines, nextLine(possible.length, adopted, application)].join("\n");
}

type Possible = Extract<Adoption, { verdict: "adopt" }>;

const pointLines = (possible: readonly Possible[], now: number): string[] => [
  ...table(
    ["POINT", "GRADE", "AGE", "LABEL"],
    possible.map(({ point: { id, label, createdAt } }) => [
      id,
      label.grade ?? "–",
      describeDuration(now - createdAt),
      label.text,
    ]),
  ),
  ...possible.flatMap(({ point, notes }) => notes.map((note) => `  ${point.id}: ${note}`)),
];

const refusalLines = ({ why, next, ...one }: Extract<Adoption, { verdict: "refused" }>): string[] => [
  `REFUSED  ${one.groupSnapshotId} (${one.name})`,
  ...why.map((reason) => `  ${reason}`),
  `  next: ${next}`,
];

function nextLine(
  possible: number,
  adopted: readonly string[] | undefined,
  application: string | undefined,
): string {
  if (adopted !== undefined) return `adopted: ${counted(adopted.length, "point")}`;
  if (possible === 0) return "nothing was changed: none of it can be adopted";
  const command = ["freezeframe adopt", ...(application === undefined ? [] : [application]), "--yes"].join(
    " ",
  );
  return `nothing was changed yet: ${command} takes ${counted(possible, "point")} into the store`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
