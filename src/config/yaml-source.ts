import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import type { Problem } from "./problem.ts";

interface Position {
  readonly line: number;
  readonly column: number;
}

/** A YAML file that was read: its value, and where in the text each key stands. */
export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Position of the value at `path`, or of the nearest thing around it that exists; `key`: of the key instead. */
  at(path: readonly PropertyKey[], part?: "key" | "value"): Position;
}

const TOO_LARGE = 1_048_576;
/** Aliases that one document may expand: enough for people, too few for a bomb. */
const MAX_ALIASES = 100;
const MAX_PROBLEMS = 20;
const TOO_DEEP = "the YAML is nested too deeply";

/** Parses one YAML document. Never throws: what is wrong with the text is in `problems`, and then `value` is undefined. */
export function parseYaml(file: string, text: string): YamlSource {
  if (text.length > TOO_LARGE) return unreadable(file, "expected at most 1 MiB of YAML");
  const lines = new LineCounter();
  try {
    // prettyErrors would quote the text, which may hold what should have been a secret.
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const problems = syntaxProblems(file, document, lines);
    const value: unknown = problems.length > 0 ? undefined : document.toJS({ maxAliasCount: MAX_ALIASES });
    return { file, value, problems, at: (path, part = "value") => locate(document, lines, path, part) };
  } catch (error) {
    return unreadable(file, reasonOf(error));
  }
}

const unreadable = (file: string, message: string): YamlSource => ({
  file,
  value: undefined,
  problems: [{ file, line: 1, column: 1, path: "", message }],
  at: () => ({ line: 1, column: 1 }),
});

function reasonOf(error: unknown): string {
  if (error instanceof ReferenceError) return `expected at most ${MAX_ALIASES} expanded YAML aliases`;
  return error instanceof RangeError ? TOO_DEEP : "the YAML cannot be read";
}

/** Own words where the parser's would quote the text, which may hold a secret, or say too little. */
const words: Readonly<Partial<Record<ErrorCode, string>>> = {
  MULTIPLE_DOCS: "expected one YAML document a file",
  DUPLICATE_KEY: "this key is there twice in the same mapping",
  TAG_RESOLVE_FAILED: "unknown tag: quote a text that starts with !",
  BAD_DIRECTIVE: "unknown YAML directive: quote a text that starts with %",
};

function syntaxProblems(file: string, document: Document, lines: LineCounter): Problem[] {
  // One slip makes the parser stumble again and again: the first at each place says it.
  const first = [...document.errors, ...document.warnings].filter(
    (error, index, all) => all.findIndex(({ pos }) => pos[0] === error.pos[0]) === index,
  );
  const problems: Problem[] = first.slice(0, MAX_PROBLEMS).map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    const message =
      words[error.code] ??
      error.message.replace(/ in YAML stream: .*$/s, "").replace(/^Maximum call stack.*/, TOO_DEEP);
    return { file, line, column: col, path: "", message };
  });
  // The parser gives up wherever the stack happens to end, sometimes at two places: once is enough.
  const tooDeep = problems.find(({ message }) => message === TOO_DEEP);
  if (tooDeep !== undefined) return [tooDeep];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return;
      const { line, col } = lines.linePos(alias.range?.[0] ?? 0);
      problems.push({
        file,
        line,
        column: col,
        path: "",
        message: "an alias without its anchor before it: quote a text that starts with *",
      });
    },
  });
  return problems;
}

function locate(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
  part: "key" | "value",
): Position {
  let node: unknown = document.contents;
  let offset = offsetOf(node) ?? 0;
  for (const [index, key] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const last = index === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(
        ({ key: candidate }) => String(isScalar(candidate) ? candidate.value : candidate) === String(key),
      );
      if (pair === undefined) break;
      offset = (last && part === "key" ? undefined : offsetOf(pair.value)) ?? offsetOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === "number") {
      node = node.items[key];
      offset = offsetOf(node) ?? offset;
    } else break;
  }
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function offsetOf(node: unknown): number | undefined {
  const range = (isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node : ({} as Node)).range;
  return range?.[0];
}
