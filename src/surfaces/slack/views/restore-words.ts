import { describeDuration } from "#domain/duration.ts";
import {
  type RestoredThing,
  type RestorePhase,
  type RestoreReport,
  whyNotMeasured,
} from "#domain/restore/report.ts";
import { atMost } from "../fit.ts";
import { actorMention, code, date, escaped, preformatted } from "../mrkdwn.ts";

/** How far a restore came, as a headline: never more than its report says. A tick only for all of the data, verified. */
export function restoreHeadline(report: RestoreReport): string {
  const { application, reached, phases, gaps = [], state, rtoMs, objectiveMs } = report;
  const left = state === "left behind" ? ", SOMETHING IS LEFT BEHIND" : "";
  const failed = failedPhase(phases);
  if (failed !== undefined) return `❌ ${application}: restore FAILED at ${failed}${left}`;
  if (reached !== "data verified")
    return `⚠️ ${application}: ${reached === "nothing" ? "nothing usable was made" : `${reached}, no more`}${left}`;
  if (gaps.length > 0) return `⚠️ ${application}: data verified, NOT THE WHOLE OF IT${left}`;
  return objectiveMs !== undefined && rtoMs !== undefined && rtoMs > objectiveMs
    ? `⚠️ ${application}: data verified, OBJECTIVE MISSED${left}`
    : `${left === "" ? "✅" : "⚠️"} ${application}: data verified${left}`;
}

/** What was being done when it failed; undefined when nothing did. */
export const failedPhase = (phases: RestoreReport["phases"]): string | undefined =>
  PHASES.find(([key]) => seenOf(phases).get(key)?.ok === false)?.[2];

/** After a failure that left nothing: whether the data said no, so that another try would say the same, or something was in the way. */
export function afterFailure({ reading }: RestoreReport, application: string): string {
  const again = code(`/ff restore ${application}`, 120);
  return reading?.saysNo === undefined
    ? `mend what failed, then ${again}`
    : `it is the data of this point that says no. ${code(`/ff points ${application}`, 120)} shows which have passed a restore test, ${again} takes another one`;
}

/** In their order: the report's key, what is reached, and what is done for it. */
const PHASES = [
  ["volumesCreated", "volumes created", "making the volumes"],
  ["attached", "attached", "attaching"],
  ["booted", "booted", "booting the server"],
  ["databaseRecovered", "database recovered", "recovering the database"],
  ["dataVerified", "data verified", "checking the data"],
] as const;

const seenOf = (phases: RestoreReport["phases"]): ReadonlyMap<string, RestorePhase | undefined> =>
  new Map(Object.entries(phases));

/** Each phase for itself, with its time; what was wanted and not reached is said. */
export function phaseLines(report: RestoreReport): string[] {
  const seen = seenOf(report.phases);
  return PHASES.flatMap(([key, reached]) => {
    const phase = seen.get(key);
    if (phase !== undefined) return [phaseLine(reached, phase)];
    return isWanted(key, report) ? [`⚪ ${reached}: *not reached*`] : [];
  });
}

function isWanted(
  key: (typeof PHASES)[number][0],
  { needsDatabase, server, phases }: RestoreReport,
): boolean {
  switch (key) {
    case "attached":
      return server !== undefined && phases.booted === undefined;
    case "booted":
      return false;
    case "databaseRecovered":
      return needsDatabase;
    default:
      return true;
  }
}

const phaseLine = (reached: string, { ok, ms, text }: RestorePhase): string =>
  `${ok ? "✅" : "❌"} ${reached}: ${ok ? "" : "*FAILED* "}after *${describeDuration(ms)}*${text === "" ? "" : ` – ${escaped(text, 300)}`}`;

/** The time to verified data against the objective; less than all of the data, verified, has none. */
export function rtoLine(report: RestoreReport): string {
  const { rtoMs, objectiveMs } = report;
  const objective =
    objectiveMs === undefined ? "no objective set" : `objective ${describeDuration(objectiveMs)}`;
  if (rtoMs === undefined)
    return `*RTO* not measured: ${escaped(whyNotMeasured(report), 300)} (${objective})`;
  return objectiveMs !== undefined && rtoMs > objectiveMs
    ? `*RTO ${describeDuration(rtoMs)}: OBJECTIVE MISSED* (${objective})`
    : `*RTO ${describeDuration(rtoMs)}*, ${objective}`;
}

/** What each check found: those that say no first, last what could not be done or had nothing to be done with. */
export function checkLines({ checks }: RestoreReport): string[] {
  if (checks.length === 0) return [];
  const skipped = checks.filter((check) => check.skipped === true);
  const undone = checks.filter((check) => check.skipped !== true && isUndone(check));
  const done = checks.filter((check) => check.skipped !== true && !isUndone(check));
  const failed = done.filter(({ passed }) => !passed);
  const said = failed.length === 0 ? `${done.length} passed` : `${failed.length} of ${done.length} FAILED`;
  return [
    `*Checks:* ${said}${undone.length === 0 ? "" : `, *${undone.length} could not be done*`}${skipped.length === 0 ? "" : `, ${skipped.length} not done`}`,
    ...atMost([...failed, ...done.filter(({ passed }) => passed), ...undone, ...skipped], CHECKS, checkLine),
  ];
}

type Check = RestoreReport["checks"][number];

/** It says nothing about the data. */
const isUndone = ({ passed, undone }: Check): boolean => !passed && undone === true;

function checkLine(result: Check): string {
  const { check, passed, text, skipped } = result;
  const bad = isUndone(result) ? "❓ could not be done:" : "❌";
  const mark = skipped === true ? "⚪ not done:" : passed ? "✅" : bad;
  return `${mark} ${escaped(check, 100)}${text === "" ? "" : `: ${escaped(text, 200)}`}`;
}

const CHECKS = 12;

/** Who approved it, or that nobody was asked. */
export function approvedLine({ approvedBy, brokeGlass }: RestoreReport): string {
  if (approvedBy.length === 0) return "Nobody approved it: the manifest asks for no approval of restores";
  const who = atMost(approvedBy, 10, actorMention).join(" ");
  return brokeGlass === true ? `🚨 *Approved by breaking the glass:* ${who}` : `*Approved by* ${who}`;
}

/** What is there though it should not be, each with the commands that remove it. */
export function leftThings(left: readonly RestoredThing[]): string[] {
  if (left.length === 0) return [];
  return [
    `🧱 *Left behind:* ${thingsWords(left)}`,
    ...atMost(left, THINGS, (thing) => {
      const { kind, id, status, why, remedy } = thing;
      const commands = remedy.length === 0 ? "" : `\n${preformatted(remedy.slice(0, 4))}`;
      return `${escaped(kind, 20)} ${code(id, 80)} is ${escaped(status, 40)}${why === undefined ? "" : `: ${escaped(why, 200)}`}${commands}`;
    }),
  ];
}

const THINGS = 4;

export const thingsWords = ({ length }: readonly unknown[]): string =>
  length === 1 ? "1 thing" : `${length} things`;

/** Until when it stays; over: that its time is over. */
export const keptWords = (expiresAt: number | undefined, now: number): string => {
  if (expiresAt === undefined) return "kept";
  return expiresAt > now ? `kept until ${date(expiresAt)}` : `*its time is over* since ${date(expiresAt)}`;
};
