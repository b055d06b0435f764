import type { z } from "zod";

const types: Readonly<Record<string, string>> = {
  object: "a mapping",
  record: "a mapping",
  array: "a list",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

const scalars = new Set(["number", "int", "boolean"]);

/** What an issue expected, for schemas that have no words of their own. */
export function expectation(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${types[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `expected ${oneOf(issue.values)}`;
    case "invalid_union":
      return Array.isArray(issue.options) ? `expected ${oneOf(issue.options)}` : undefined;
    case "too_small":
      return `expected at least ${issue.minimum}${unit(issue.origin)}`;
    case "too_big":
      return `expected at most ${issue.maximum}${unit(issue.origin)}`;
    default:
      return undefined;
  }
}

/** What stood there instead; undefined when that would say nothing or should not be said. */
export function whatWasThere(issue: z.core.$ZodIssue, value: unknown): string | undefined {
  if (!issue.message.startsWith("expected") || issue.message.includes("got ")) return undefined;
  if (issue.code === "custom" && (issue.params?.secret === true || value === undefined)) return undefined;
  if (value === undefined) return "nothing";
  const kind = Array.isArray(value)
    ? "a list"
    : typeof value === "object" && value !== null
      ? "a mapping"
      : undefined;
  if (kind !== undefined) return issue.code === "invalid_type" ? kind : undefined;
  if (value === null) return "nothing";
  // A text where a section belongs may be a secret that slipped a line.
  if (typeof value === "string" && issue.code === "invalid_type" && !scalars.has(issue.expected))
    return "a text";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** The words that would have been right at this place. */
export function rightWords(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  if (issue.code === "invalid_union")
    return "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  if (issue.code === "custom" && Array.isArray(issue.params?.known)) return issue.params.known.map(String);
  return [];
}

const oneOf = (words: readonly unknown[]): string =>
  words.length === 1 ? String(words[0]) : `one of ${words.map(String).join(", ")}`;

const unit = (origin: string): string =>
  origin === "string" ? " characters" : origin === "array" ? " entries" : "";
