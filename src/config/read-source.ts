import { readFileSync } from "node:fs";
import { parseYaml, type YamlSource } from "./yaml-source.ts";

/** Reads and parses one YAML file; a file that cannot be read is a problem like any other. `shown` is its name in problems. */
export function readSource(file: string, shown: string): YamlSource {
  try {
    return parseYaml(shown, readFileSync(file, "utf8"));
  } catch (error) {
    const problem = {
      file: shown,
      line: 1,
      column: 1,
      path: "",
      message: `cannot read this file: ${errorCode(error)}`,
    };
    return { file: shown, value: undefined, problems: [problem], at: () => ({ line: 1, column: 1 }) };
  }
}

/** `ENOENT`, `EACCES` …: the part of a file system's error that says something. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unreadable";
