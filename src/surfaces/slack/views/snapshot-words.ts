import { describeDuration } from "#domain/duration.ts";
import type { MemberEvidence } from "#domain/evidence.ts";
import type { Grade, Label } from "#domain/label.ts";
import type { Outcome, SnapshotResult } from "#domain/snapshot-result.ts";
import { age, code, date, escaped } from "../mrkdwn.ts";

/** How a run ended: a word for everything that is not what was asked for, and an emoji that never stands alone. */
export function headline(result: SnapshotResult): string {
  const { application, label, frozen } = result;
  const { emoji, word } = outcomeWords(result);
  const thaw = frozen?.thawConfirmed === false ? "THAW NOT CONFIRMED, " : "";
  return `${emoji} ${application}: ${thaw}${word}${labelWords(label)}`;
}

/** Emoji and word of an outcome; `ok` needs no word but the label. */
export const outcomeWords = ({ outcome, label }: SnapshotResult): { emoji: string; word: string } =>
  outcome === "ok" ? okWords(label) : HOW[outcome];

/** The label as a title: what follows its colon is told elsewhere when it is long. */
export function labelWords(label: Label | undefined): string {
  if (label?.grade === undefined) return "no recovery point";
  const said = `${label.grade} – ${label.text}`;
  return said.length <= 100 ? said : (said.split(": ")[0] ?? said);
}

/** A tick only for what was proved to be of one moment. */
const okWords = (label: Label | undefined) => ({
  emoji: label?.grade === "D" || label?.grade === "E" ? "📸" : "✅",
  word: "",
});

const HOW: Readonly<Record<Exclude<Outcome, "ok">, { readonly emoji: string; readonly word: string }>> = {
  degraded: { emoji: "⚠️", word: "DEGRADED: " },
  "requirement-missed": { emoji: "❌", word: "REQUIREMENT MISSED: " },
  refused: { emoji: "🚫", word: "REFUSED: " },
  incomplete: { emoji: "❌", word: "INCOMPLETE: " },
};

/** `*3/3 volumes* · frozen *0.8 s of 10 s* · thawed, confirmed` */
export function numbers(result: SnapshotResult): string {
  return [volumes(result), ...freezeWords(result)].filter((said) => said !== undefined).join(" · ");
}

/** A member of the set that is there, available and as large as its volume. */
export const isGood = (member: MemberEvidence): boolean =>
  member.status === "available" && member.size === member.expectedSize;

function volumes({ members, outcome }: SnapshotResult): string | undefined {
  if (members.length === 0) return outcome === "refused" ? "Cinder was asked for nothing" : undefined;
  return `*${members.filter(isGood).length}/${members.length} volumes*`;
}

function freezeWords({ frozen, outcome }: SnapshotResult): string[] {
  if (frozen === undefined) return [outcome === "refused" ? "no freeze was held" : "taken without a freeze"];
  const { windowMs, budgetMs, thawConfirmed, thawCause } = frozen;
  return [`frozen *${secondsOf(windowMs)} of ${secondsOf(budgetMs)}*`, thawWords(thawCause, thawConfirmed)];
}

/** What is known of a thaw. `cause` is the guest's word; anything but `ordered` was its own doing. */
export function thawWords(cause: string, confirmed: boolean): string {
  const why = cause === "ordered" ? "" : ` by itself (${escaped(cause, 60)})`;
  return confirmed
    ? `thawed${why}, confirmed`
    : `🚨 *thaw NOT confirmed*${cause === "ordered" ? "" : ` (${escaped(cause, 60)})`}`;
}

/** `0.8 s`: a freeze is told in seconds, as its budget is. */
export const secondsOf = (ms: number): string =>
  ms < 50 || ms >= 60_000 ? describeDuration(ms) : `${Number((ms / 1_000).toFixed(1))} s`;

/** What to do about a thaw that nobody saw; undefined when there is nothing to do. */
export function thawWarning({ frozen }: SnapshotResult): string | undefined {
  if (frozen === undefined || frozen.thawConfirmed) return undefined;
  return "🚨 Nobody saw the thaw. The guest thaws by itself, at the latest 3 s after its budget.";
}

/** `Last good point: … (A), 5 h old`. Its age counts on from when the run looked. */
export function lastGoodLine(
  { lastGood }: Pick<SnapshotResult, "lastGood">,
  lookedAt: number,
  now: number,
): string {
  if (lastGood === undefined) return "*Last good point:* none";
  return lastGoodWords(lastGood.point, lastGood.grade, lookedAt - lastGood.ageMs, now);
}

export const lastGoodWords = (id: string, grade: Grade | undefined, takenAt: number, now: number): string =>
  `*Last good point:* ${code(id, 120)} (${grade ?? "–"}), ${age(takenAt, now)} (${date(takenAt)})`;

/** What the reader should do now. */
export function nextOf(result: SnapshotResult): string {
  const { application, frozen } = result;
  return frozen?.thawConfirmed === false
    ? `${code(`/ff status ${application}`)}; no answer: ${code("freezeframe-hold status")} in the guest. Then ${stepOf(result)}`
    : stepOf(result);
}

function stepOf({ outcome, label, application, findings }: SnapshotResult): string {
  const again = code(`/ff snapshot ${application}`);
  switch (outcome) {
    case "ok":
      return okStep(label);
    case "degraded":
    case "requirement-missed":
      return `mend what ${code(`/ff doctor ${application}`)} names, then ${again}`;
    case "refused":
      return `${adviceOf(findings) ?? `see ${code(`/ff doctor ${application}`)}`}, then ${again}`;
    case "incomplete":
      return `remove what is left behind, mend the back end, then ${again}`;
  }
}

/** "Go ahead" is only for a point of one moment. */
const okStep = (label: Label | undefined): string =>
  label?.grade === "D" || label?.grade === "E"
    ? "before you rely on it, *Why?* tells what it is worth"
    : "go ahead; *Why?* has the proof";

const adviceOf = (findings: SnapshotResult["findings"]): string | undefined => {
  const advised = findings.find((found) => found.severity === "error")?.next;
  return advised === undefined ? undefined : escaped(advised, 400);
};
