import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge } from "../../../playground/torn.ts";

/** Contents of `count` volumes after the first `writes` writes of a writer that goes round. */
const contentsAfter = (writes: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => {
    const rounds = Math.floor((writes - index - 1) / count);
    return rounds < 0 ? 0 : rounds * count + index + 1;
  });

describe("the judge of a set of copies", () => {
  it("finds every moment of the writer to be one moment", () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 6 }), (writes, count) => {
        expect(judge(contentsAfter(writes, count))).toEqual({ oneMoment: true, lost: 0 });
      }),
    );
  });

  it("finds a set torn whenever a volume lacks a write that came before one in the set", () => {
    const cut = fc.array(fc.nat(60), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(cut, (moments) => {
        // Volume i is copied after moments[i] writes.
        const contents = moments.map((writes, index) => contentsAfter(writes, moments.length)[index] ?? 0);
        const latest = Math.max(0, ...contents);
        const whole = contentsAfter(latest, moments.length);
        expect(judge(contents).oneMoment).toBe(contents.every((content, index) => content === whole[index]));
      }),
    );
  });

  it("counts the lost writes", () => {
    // Three volumes; the second was copied five rounds before the others.
    expect(judge([31, 17, 33])).toEqual({ oneMoment: false, lost: 5 });
  });

  it("never calls an incomplete set one moment", () => {
    expect(judge([undefined, 0]).oneMoment).toBe(false);
  });
});
