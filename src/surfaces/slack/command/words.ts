/**
 * The text after a slash command, as a person meant it. Slack escapes `&`, `<` and `>` and, with `should_escape`, writes
 * users, channels and links as tokens (https://docs.slack.dev/interactivity/implementing-slash-commands); keyboards add
 * curly quotes, no-break and zero-width spaces. What comes out is plain text that mentions nobody.
 */
export function plainText(text: string): string {
  const one = PLAIN.test(text)
    ? text
    : unescaped(text.replaceAll(TOKEN, tokenText).replaceAll(INVISIBLE, ""));
  return one.trim().replaceAll(/\s+/g, " ");
}

/** The first word and what follows it, both without quotes around them. */
export function firstWord(text: string): { readonly word: string; readonly rest: string } {
  const quoted = /^(["'`])(.+?)\1(?: |$)/.exec(text);
  if (quoted?.[2] !== undefined) return { word: quoted[2].trim(), rest: text.slice(quoted[0].length).trim() };
  const end = text.indexOf(" ");
  return end === -1 ? { word: text, rest: "" } : { word: text.slice(0, end), rest: text.slice(end + 1) };
}

/** Without one pair of quotes around the whole. */
export function unquoted(text: string): string {
  const inner = /^(["'`])(.*)\1$/.exec(text)?.[2];
  return inner === undefined ? text : inner.trim();
}

/** Most commands need no more than one look. */
const PLAIN = /^[\w ./:,-]*$/;
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
const TOKEN = /<([^<>]*)>/g;

/** `<@U1|kim>` is `@kim`, `<#C1|ops>` is `#ops`, `<!here>` is `@here`, `<https://x|y>` is `https://x`. */
function tokenText(whole: string, inside: string): string {
  const [target = "", label] = inside.split("|", 2);
  const shown = (sigil: string, id: string) => `${sigil}${(label || id).replace(/^[@#]/, "")}`;
  if (target.startsWith("@")) return shown("@", target);
  if (target.startsWith("#")) return shown("#", target);
  if (target.startsWith("!")) return shown("@", target.slice(1).replace(/^subteam\^/, ""));
  return target === "" ? whole : target;
}

function unescaped(text: string): string {
  return text
    .replaceAll(/[\u2018\u2019\u201a\u201b]/g, "'")
    .replaceAll(/[\u201c\u201d\u201e\u201f\u00ab\u00bb]/g, '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
