import { expect, test } from "vitest";
import { prunedWords } from "#domain/retention/result.ts";

const left = { point: "orders-2", why: "it is still deleting", remedy: [] };

test.each([
  [{ pruned: ["orders-1"], left: [left] }, "pruned 1, could not prune 1"],
  [{ pruned: [], left: [], halts: ["a restore test goes on"] }, "nothing pruned"],
  [{ outcome: "ok" }, undefined],
  [null, undefined],
])("%j in a list of runs: %s", (result, words) => {
  expect(prunedWords(result)).toBe(words);
});
