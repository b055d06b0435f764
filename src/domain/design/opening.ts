import type { BackEnd } from "./back-end.ts";
import type { Reachable } from "./document.ts";
import type { DesignFacts } from "./facts.ts";
import { manifest, published, type Source } from "./source.ts";
import { type Statement, say, unknown } from "./statement.ts";

/** The first paragraph. Whoever reads no further knows where a consistent group is none, and what this application gets. */
export function opening(
  { application, cloud }: DesignFacts,
  backEnds: readonly BackEnd[],
  { frozen, unfrozen }: { readonly frozen: Reachable; readonly unfrozen: Reachable },
): Statement[] {
  const labels = published("Freezeframe docs, decision 3: labels are derived from evidence");
  return [
    ...fallBacks(cloud.name, backEnds, cloudRead(cloud)),
    say(
      `Without a freeze a snapshot of \`${application.application}\` is at best ${graded(unfrozen)}; with a freeze of all its volumes that is proved in the guests it can be ${graded(frozen)}.`,
      manifest("quiesce"),
      labels,
    ),
    say(
      "No snapshot is called application-consistent because of its back end, its group type or this design: only the proof of one freeze makes one snapshot so.",
      labels,
    ),
  ];
}

const graded = ({ grade, text }: Reachable): string => (grade === undefined ? text : `${grade}, ${text}`);

/** Which back ends fall back, which do not, and of which nothing is known. Also of a cloud without an application. */
export function fallBacks(cloud: string, backEnds: readonly BackEnd[], seen: Source): Statement[] {
  const of = (does: BackEnd["does"]) => backEnds.filter((one) => one.does === does);
  const [loops, atomic, open] = [of("loops"), of("atomic"), of("unknown")];
  if (backEnds.length === 0)
    return [
      unknown(
        `No back end of cloud \`${cloud}\` could be seen: these rights show no pools, and config.yml declares none (\`clouds.${cloud}.backends\`). Every group of this cloud may be a loop.`,
        seen,
      ),
    ];
  return [
    loops.length === 0
      ? say(`No back end of cloud \`${cloud}\` is known to fall back silently.`, seen)
      : say(
          `On cloud \`${cloud}\` ${names(loops)} silently ${verb(loops, "falls back", "fall back")}: a group snapshot there is one volume after another, even of a consistent group type, and Cinder answers \`available\` all the same.`,
          ...nonEmpty(
            loops.flatMap(({ from }) => from),
            seen,
          ),
        ),
    ...atomic.map((one) =>
      say(
        `${names([one])} cuts a group at one moment, but only where the group type's spec is exactly \`<is> True\`; for any other spelling it falls back just as silently.`,
        ...nonEmpty(one.from, seen),
      ),
    ),
    ...open.map((one) =>
      unknown(`What ${names([one])} does with a group: ${one.why}.`, ...nonEmpty(one.from, seen)),
    ),
  ];
}

const names = (backEnds: readonly BackEnd[]): string => backEnds.map(({ pool }) => `\`${pool}\``).join(", ");
const verb = (many: readonly unknown[], one: string, more: string): string =>
  many.length === 1 ? one : more;

const nonEmpty = ([first, ...rest]: readonly Source[], instead: Source): [Source, ...Source[]] =>
  first === undefined ? [instead] : [first, ...rest];

const cloudRead = ({ as, at }: DesignFacts["cloud"]): Source => ({
  kind: "cloud",
  what: "pools and their capabilities",
  as: as.reader,
  at,
});
