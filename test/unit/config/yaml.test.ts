import { expect, test } from "vitest";
import { parseYaml } from "#config/yaml-source.ts";

const problems = (text: string) =>
  parseYaml("f.yml", text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

test("a key that is there twice is refused", () => {
  expect(problems("a: 1\nb:\n  c: 1\n  c: 2\n")).toEqual(["4:3 this key is there twice in the same mapping"]);
});

test("a tab as indentation is refused where it stands", () => {
  expect(problems("a:\n\tb: 1\n")).toEqual(["2:1 Tabs are not allowed as indentation"]);
});

test("a second document is refused", () => {
  expect(problems("a: 1\n---\nb: 2\n")).toEqual(["2:1 expected one YAML document a file"]);
});

test("an alias without anchor is refused", () => {
  expect(problems("a: *b\n")).toEqual([
    "1:4 an alias without its anchor before it: quote a text that starts with *",
  ]);
});

test("a tag that nobody knows is refused", () => {
  expect(problems("a: !!js/function x\n")).toHaveLength(1);
});

test("a bomb of aliases is refused before it expands", () => {
  const levels = Array.from(
    { length: 9 },
    (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(", ")}]`,
  );
  expect(problems(["l0: &l0 [x]", ...levels].join("\n"))).toEqual([
    "1:1 expected at most 100 expanded YAML aliases",
  ]);
});

test("brackets nested without end are refused", () => {
  const found = problems("[".repeat(20_000));
  expect(found).toEqual([expect.stringContaining("nested too deeply")]);
});

test("a file of more than 1 MiB is refused", () => {
  expect(problems(`a: ${"x".repeat(1_048_576)}`)).toEqual(["1:1 expected at most 1 MiB of YAML"]);
});

test("what stands in the file is not part of a problem: it could be a secret", () => {
  for (const text of [
    "a: 'b' sesame",
    "a: sesame: b",
    "- sesame\nsesame",
    "%sesame\na",
    'a: "sesame',
    "a: !sesame x",
    "a: *sesame",
    "`sesame`: `b`",
  ]) {
    expect(problems(text).length, text).toBeGreaterThan(0);
    expect(problems(text).join("\n"), text).not.toContain("sesame");
  }
});

test("a place is found through lists and aliases, and a missing one at what is around it", () => {
  const source = parseYaml("f.yml", "x: &x\n  - k: 1\ny: *x\nz: { a: { b: 2 } }\n");
  expect(source.at(["x", 0, "k"])).toEqual({ line: 2, column: 8 });
  expect(source.at(["x", 0, "k"], "key")).toEqual({ line: 2, column: 5 });
  expect(source.at(["y", 0, "k"])).toEqual({ line: 2, column: 8 });
  expect(source.at(["z", "a", "nowhere", "b"])).toEqual({ line: 4, column: 9 });
});
