import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/**
 * What no linter knows of this house: no source file over 300 lines, and every path that ARCHITECTURE.md names exists.
 * Prints each breach and ends with status 1.
 */
const MAX_LINES = 300;
const root = new URL("..", import.meta.url);
const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "src"], {
  cwd: root,
  encoding: "utf8",
});
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

const long = tracked
  .split("\n")
  .filter((path) => path.endsWith(".ts") && existsSync(new URL(path, root)))
  .map((path) => ({ path, lines: read(path).split("\n").length - 1 }))
  .filter(({ lines }) => lines > MAX_LINES)
  .map(({ path, lines }) => `${path} has ${lines} lines, at most ${MAX_LINES} are allowed: split it by idea`);

/** In code spans: what looks like a path of this project, without wildcards and placeholders. */
const named = [...read("ARCHITECTURE.md").matchAll(/`([A-Za-z.][\w.-]*(?:\/[\w.@-]+)*\/?)`/g)].map(
  (match) => match[1] ?? "",
);
const missing = [...new Set(named)]
  .filter((path) => path.includes("/") || /\.(md|json|yml|ts)$/.test(path))
  .filter((path) => !existsSync(new URL(path, root)))
  .map((path) => `ARCHITECTURE.md names ${path}, which does not exist`);

const breaches = [...long, ...missing];
process.stdout.write(`${breaches.length === 0 ? "the house is in order" : breaches.join("\n")}\n`);
process.exitCode = breaches.length === 0 ? 0 : 1;
