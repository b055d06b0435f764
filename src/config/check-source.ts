import { z } from "zod";
import { didYouMean } from "#domain/did-you-mean.ts";
import { pathText } from "#domain/manifest/flaws.ts";
import { expectation, rightWords, whatWasThere } from "./issue-words.ts";
import type { Problem } from "./problem.ts";
import { valueAt } from "./value-at.ts";
import type { YamlSource } from "./yaml-source.ts";

export interface Checked<T> {
  /** Undefined when there is any problem. */
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}

/** Holds a file against a schema: every issue becomes a problem with its place, what was expected and what was there. */
export function checkSource<S extends z.ZodType>(schema: S, source: YamlSource): Checked<z.output<S>> {
  if (source.problems.length > 0) return { value: undefined, problems: source.problems };
  // The issue itself does not say which keys would have been right; the schema that raised it does.
  const knownKeys = new Map<string, readonly string[]>();
  const result = schema.safeParse(source.value, {
    error: (issue) => {
      if (issue.code === "unrecognized_keys" && issue.inst instanceof z.ZodObject) {
        knownKeys.set(pathText(issue.path ?? []), Object.keys(issue.inst.shape));
      }
      return expectation(issue);
    },
  });
  if (result.success) return { value: result.data, problems: [] };
  return {
    value: undefined,
    problems: result.error.issues.flatMap((issue) => problemsOf(issue, source, knownKeys)),
  };
}

/** One problem at a place in a source. */
export function problemAt(
  source: YamlSource,
  path: readonly PropertyKey[],
  message: string,
  options: { readonly hint?: string | undefined; readonly part?: "key" | "value" } = {},
): Problem {
  return {
    file: source.file,
    ...source.at(path, options.part),
    path: pathText(path),
    message,
    hint: options.hint,
  };
}

type Issue = z.core.$ZodIssue;

function problemsOf(
  issue: Issue,
  source: YamlSource,
  knownKeys: ReadonlyMap<string, readonly string[]>,
): Problem[] {
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys.get(pathText(issue.path)) ?? [];
    return issue.keys.map((key) =>
      problemAt(source, [...issue.path, key], "unknown key", {
        part: "key",
        hint: didYouMean(key, known) ?? among(known),
      }),
    );
  }
  const value = valueAt(source.value, issue.path);
  const got = whatWasThere(issue, value);
  const wrong = issue.code === "custom" && typeof issue.params?.got === "string" ? issue.params.got : value;
  const hint = typeof wrong === "string" ? didYouMean(wrong, rightWords(issue)) : undefined;
  return [
    problemAt(source, issue.path, got === undefined ? issue.message : `${issue.message}, got ${got}`, {
      hint,
    }),
  ];
}

const among = (known: readonly string[]): string | undefined =>
  known.length === 0 ? undefined : `known here: ${known.join(", ")}`;
