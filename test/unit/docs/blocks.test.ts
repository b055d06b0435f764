import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { blocksOf, filled, missingLines } from "../../../scripts/docs/blocks.ts";

const page = [
  "# Page",
  "```sh",
  "freezeframe points orders-db",
  "```",
  "words",
  "```sh approver",
  "freezeframe approve APPROVAL",
  "```",
  "```text",
  "approved",
  "```",
].join("\n");

test("a page's blocks are read in order, with who runs them and where they stand", () => {
  expect(blocksOf(page)).toEqual([
    { kind: "sh", who: "operator", line: 2, text: "freezeframe points orders-db" },
    { kind: "sh", who: "approver", line: 6, text: "freezeframe approve APPROVAL" },
    { kind: "text", who: "", line: 9, text: "approved" },
  ]);
});

test("a block that cannot be run, or is not closed, is refused with its line", () => {
  expect(() => blocksOf("words\n```python\n```")).toThrow('line 2: a block is sh or text, not "python"');
  expect(() => blocksOf("```sh\nls")).toThrow("line 1: the block is not closed");
});

test("a word in capitals stands for the newest of its kind, and waits until there is one", () => {
  const printed = "orders-db-20261123-065156-2d11\norders-db-20261123-080613-34da and ap-0123abcd";
  expect(filled("restore POINT", printed)).toBe("restore orders-db-20261123-080613-34da");
  expect(filled("approve APPROVAL; see POINT", printed)).toBe(
    "approve ap-0123abcd; see orders-db-20261123-080613-34da",
  );
  expect(filled("discard RESTORE", printed)).toBeUndefined();
  expect(filled("ls POINTS", "")).toBe("ls POINTS");
});

test("every line that a page shows has to be printed; … and runs of blanks are forgiven", () => {
  const output = "  state    kept until 2026-11-26\r\n  rto 10 s\n";
  expect(missingLines("state kept until …\nrto 1… s", output)).toEqual([]);
  expect(missingLines("state gone\nrto 10 s", output)).toEqual(["state gone"]);
  expect(missingLines("rto (10|9) s", output)).toEqual(["rto (10|9) s"]);
});

test("what docs/restore.md shows can be run: its blocks are known", async () => {
  const blocks = blocksOf(await readFile(new URL("../../../docs/restore.md", import.meta.url), "utf8"));
  expect(new Set(blocks.map(({ who }) => who))).toEqual(
    new Set(["operator", "approver", "cloud", "recovery-server", ""]),
  );
});
