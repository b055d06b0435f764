import { describeDuration } from "#domain/duration.ts";
import { fromIso, type Instant, toIso } from "#support/clock.ts";
import { fitPieces } from "./fit.ts";

/** What an outside string may take at most where nothing else is said. */
const ENOUGH = 300;

/**
 * Any string as text inside mrkdwn, on one line. Slack reads `<!channel>` and `<@U…>` in raw text as mentions, so `& < >`
 * become entities (docs.slack.dev/messaging/formatting-message-text); what would start or end our own formatting is replaced by
 * a character that looks like it.
 */
export const escaped = (text: string, max: number = ENOUGH): string => fitPieces(pieces(text), max);

const pieces = (text: string): string[] =>
  characters(text.replaceAll(EMOJI, "∶")).map((char) => entities[char] ?? lookalikes[char] ?? char);

/**
 * The same for words of our own that name moments in UTC, as a terminal shows them: here each reader has them in the own time
 * zone, like every other time that Slack shows.
 */
export const withMoments = (text: string, max: number = ENOUGH): string =>
  fitPieces(
    text.split(MOMENT).flatMap((part, index) => (index % 2 === 1 ? [momentPiece(part)] : pieces(part))),
    max,
  );

/** `2026-11-24 10:00 UTC` */
const MOMENT = /\b(\d{4}-\d\d-\d\d \d\d:\d\d) UTC\b/;

function momentPiece(text: string): string {
  const at = fromIso(text.replace(" ", "T"));
  return Number.isNaN(at) ? `${text} UTC` : date(at);
}

/** Colons before what Slack may take for an emoji: `:orders:` in a run's id. */
const EMOJI = /:(?=[\d_+-]*[A-Za-z][\w+-]*:)/g;

/** The same as code: to be copied, so that nothing but a backtick is replaced. Never empty. */
export const code = (text: string, max: number = ENOUGH): string =>
  `\`${
    fitPieces(
      characters(text).map((char) => entities[char] ?? (char === "`" ? "ˋ" : char)),
      max,
    ).trim() || "–"
  }\``;

/** Lines to be copied as they are. */
export const preformatted = (lines: readonly string[]): string =>
  `\`\`\`${lines.map((line) => code(line, 600).slice(1, -1)).join("\n")}\`\`\``;

/** Any string where Slack wants plain text: nothing is read as markup there, and what looks like markup is defused all the same. */
export const plain = (text: string, max: number = ENOUGH): string =>
  fitPieces(
    characters(text).map((char) => (char === "<" ? "‹" : char === ">" ? "›" : char)),
    max,
  );

/** `<@U…>` for the id of a person, `<!subteam^S…>` for one of a user group; anything else is a name and stays text. */
export function actorMention(actor: string): string {
  if (/^[UW][A-Z0-9]{2,20}$/.test(actor)) return userMention(actor);
  return /^S[A-Z0-9]{2,20}$/.test(actor) ? `<!subteam^${actor}>` : escaped(actor, 80);
}

/**
 * The same as {@link withMoments}, but ids of people and groups are shown by their names. Only for what one person alone sees, where
 * a mention calls nobody.
 */
export const withNames = (text: string, max: number = ENOUGH): string =>
  fitPieces(
    text
      .split(SLACK_ID)
      .map((part, index) => (index % 2 === 1 ? actorMention(part) : withMoments(part, max))),
    max,
  );

/** Long enough, and with a digit, to be no word. */
const SLACK_ID = /\b([UWS](?=[A-Z]*\d)[A-Z0-9]{7,20})\b/;

/** Mentions a person. `id` is Slack's own. */
export const userMention = (id: string): string => `<@${id}>`;

/** A channel by its id, which Slack shows as a link. */
export const channelMention = (id: string): string => `<#${id}>`;

/** A moment in the reader's own time zone; UTC where the client cannot say. */
export const date = (at: Instant): string =>
  `<!date^${Math.floor(at / 1_000)}^{date_short_pretty} {time}|${toIso(at).slice(0, 16).replace("T", " ")} UTC>`;

/** A moment today, to the second. */
export const timeOfDay = (at: Instant): string =>
  `<!date^${Math.floor(at / 1_000)}^{time_secs}|${toIso(at).slice(11, 19)} UTC>`;

/** How old something is; what lies in the future by another clock is new. */
export const age = (at: Instant, now: Instant): string =>
  now - at < 1_000 ? "new" : `${describeDuration(now - at)} old`;

/** How long ago something was. */
export const ago = (at: Instant, now: Instant): string =>
  now - at < 1_000 ? "just now" : `${describeDuration(now - at)} ago`;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const lookalikes: Readonly<Record<string, string>> = { "*": "∗", "`": "ˋ", "~": "∼" };

/** One line of whole characters, none of which is invisible or turns the direction of what follows. */
function characters(text: string): string[] {
  const oneLine = text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
    .replaceAll(/[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "");
  return Array.from(oneLine);
}
