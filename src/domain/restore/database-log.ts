/** So many of the last lines tell why a database did not recover; a report has 64 KiB for everything. */
const LINES = 12;
const LENGTH = 300;

/** Each with what stands in its place. What holds rows of the application's is as secret as a password. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [
    /\b(pass(?:word|wd|phrase)?|secret|token|api_?key)(\s*[=:]\s*)(?:'(?:[^'\\]|\\.|'')*'|"[^"]*"|\S+)/gi,
    "$1$2***",
  ],
  [/\b(password\s+)'(?:[^']|'')*'/gi, "$1'***'"],
  [/(:\/\/[^\s:/@]*):[^\s/]*@/g, "$1:***@"],
  // A value may hold what ends it.
  [/\b(key \([^)]*\)=).*/gi, "$1***"],
  [/\b(Failing row contains )\(.*\)/g, "$1(***)"],
  [/\b(parameters: ).*/gi, "$1***"],
  [/\b(STATEMENT|QUERY|CONTEXT):.*/g, "$1: ***"],
  [/\b(SCRAM-SHA-256\$|md5[0-9a-f]{32})\S*/gi, "***"],
];

/** What a database or a program beside it said, as it may be shown: one line, without secrets and the application's rows. */
export function withoutSecrets(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal or Slack would obey
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").trim();
  return secrets.reduce((shown, [secret, instead]) => shown.replace(secret, instead), plain);
}

/** The same, and never long. */
export function redacted(line: string): string {
  const shown = withoutSecrets(line);
  return shown.length > LENGTH ? `${shown.slice(0, LENGTH)}…` : shown;
}

/** The last words of a database's log, as they may be shown. */
export const lastWords = (log: readonly string[]): string[] =>
  log
    .map(redacted)
    .filter((line) => line !== "")
    .slice(-LINES);
