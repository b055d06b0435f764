import type { Observation } from "./observe.ts";
import type { Told } from "./told.ts";

/** What Slack told of a run, beside what was seen of it from outside. */
export interface Seen extends Observation, Told {}

/** Something that Freezeframe promises, and whether it was kept as far as can be seen. */
export interface Promised {
  readonly text: string;
  readonly kept: boolean;
}

export type ShownGrade = "A" | "C" | "D";

/** Slack gives an app three seconds to answer a command; ours promises one, measured where the machine has time. */
export const receipt = ({ delivery }: Seen): Promised => ({
  text: `the receipt came at once (${Math.round(delivery.ms)} ms; Slack waits 3 s)`,
  kept: delivery.status === 200 && delivery.ms < 3_000,
});

/** The label comes first: `✅ orders-db: A – …`, `⚠️ orders-db: DEGRADED: C – …`. */
export const says =
  (grade: ShownGrade) =>
  ({ lines }: Seen): Promised => ({
    text: `the message in Slack is headed with grade ${grade}`,
    kept: /^\S+ \S+: (?:[A-Z ]+: )?([A-E]) – /u.exec(lines[0] ?? "")?.[1] === grade,
  });

export const oneMessage = ({ messages }: Seen): Promised => ({
  text: `one message for the run, edited in place (${messages[0]?.edits.length ?? 0} ×)`,
  kept: messages.length === 1 && (messages[0]?.edits.length ?? 0) > 0,
});

export const mentions =
  (text: string, pattern: RegExp) =>
  ({ lines, alerts }: Seen): Promised => ({
    text,
    kept: [...lines, ...alerts.flat()].some((line) => pattern.test(line)),
  });

export const alerted = ({ alerts }: Seen): Promised => ({
  text: "one alert beside it, which mentions the operators' group (@storage)",
  kept: alerts.length === 1 && alerts[0]?.some((line) => line.includes("@storage")) === true,
});

export const thawed = ({ stillFrozen, writerGoesOn }: Seen): Promised => ({
  text:
    stillFrozen.length === 0
      ? "nothing is frozen, and the writer goes on"
      : `still frozen: ${stillFrozen.join(", ")}`,
  kept: stillFrozen.length === 0 && writerGoesOn,
});

export const heldAround = ({ cutInsideFreeze, frozenMs }: Seen): Promised => ({
  text: `every copy was made while all mounts were frozen (${frozenMs ?? 0} ms)`,
  kept: cutInsideFreeze,
});

export const oneMoment = ({ verdict }: Seen): Promised => ({
  text:
    verdict?.oneMoment === true
      ? "the copies show one moment: no write is missing before one that is there"
      : `the copies should show one moment, and ${verdict?.lost ?? "all"} writes are missing`,
  kept: verdict?.oneMoment === true,
});

export const torn = ({ verdict }: Seen): Promised => ({
  text:
    verdict?.oneMoment === false
      ? `the copies are torn: ${verdict.lost} acknowledged writes are missing although later ones are there`
      : "the copies should be torn, and are not",
  kept: verdict?.oneMoment === false,
});

export const namesLeftover = ({ lines, alerts, groupSnapshots }: Seen): Promised => {
  const [left] = groupSnapshots;
  return {
    text: "what was left behind in the cloud is named",
    kept: left !== undefined && [...lines, ...alerts.flat()].join("\n").includes(left.id),
  };
};

export const neverFrozen = ({ frozenMs }: Seen): Promised => ({
  text: "nothing was frozen, as the policy says",
  kept: frozenMs === undefined,
});

export const thawedBeforeCut = ({ frozenMs, frozenAtCut }: Seen): Promised => ({
  text: "everything was thawed before the first copy was made: no half freeze that looks like one",
  kept: frozenMs !== undefined && frozenAtCut.length === 0,
});

/** What a snapshot of grade A keeps. */
export const whole = [
  receipt,
  says("A"),
  mentions("it says that the thaw is confirmed", /thawed, confirmed/),
  oneMessage,
  heldAround,
  oneMoment,
  thawed,
] as const;
