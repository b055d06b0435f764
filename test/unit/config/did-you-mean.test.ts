import fc from "fast-check";
import { expect, test } from "vitest";
import { didYouMean } from "#domain/did-you-mean.ts";

const keys = ["volumes", "group", "quiesce", "objectives", "restore", "restoreTest", "os"];

test.each([
  ["volume", "volumes"],
  ["voulmes", "volumes"],
  ["GROUP", "group"],
  ["quiese", "quiesce"],
  ["restoretest", "restoreTest"],
  ["objektives", "objectives"],
])("%s is near %s", (got, meant) => {
  expect(didYouMean(got, keys)).toBe(`did you mean "${meant}"?`);
});

test.each(["xyzzy", "", "a", "snapshots"])("%j is near nothing", (got) => {
  expect(didYouMean(got, keys)).toBeUndefined();
});

test("one slip in a word of three letters or more is always found", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z]{3,12}$/),
      fc.nat(),
      fc.constantFrom("drop", "double", "change"),
      (word, seed, slip) => {
        const at = seed % word.length;
        const letter = word[at] ?? "";
        const instead = { drop: "", double: letter + letter, change: letter === "q" ? "z" : "q" }[slip];
        const got = word.slice(0, at) + instead + word.slice(at + 1);
        fc.pre(got !== word);
        expect(didYouMean(got, [word])).toBe(`did you mean "${word}"?`);
      },
    ),
  );
});
