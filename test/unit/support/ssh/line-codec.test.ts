import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeLine, encodeLine, listOf, textOf } from "#support/ssh/line-codec.ts";

const text = fc.string({ unit: "binary" }).filter((value) => !value.includes("\0") && value.isWellFormed());
const key = fc.stringMatching(/^[a-z_]{1,12}$/);

describe("a line of the protocols", () => {
  it("comes back as it was sent, whatever a value holds", () => {
    fc.assert(
      fc.property(fc.dictionary(key, text), (values) => {
        const line = decodeLine(encodeLine("VOLUME", values));
        expect(line?.verb).toBe("VOLUME");
        for (const [name, value] of Object.entries(values)) expect(line && textOf(line, name)).toBe(value);
      }),
    );
  });

  it("keeps the items of a list apart, whatever they hold", () => {
    fc.assert(
      fc.property(fc.array(text.filter((value) => value !== "")), (items) => {
        const line = decodeLine(encodeLine("RECIPE", { mounts: items }));
        expect(line && listOf(line, "mounts")).toEqual(items);
      }),
    );
  });

  it("never holds anything on the wire but printable ASCII without a line's end", () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(encodeLine("PROVE", { a: value })).toMatch(/^PROVE a=[\x21-\x7e]*$/);
      }),
    );
  });

  it.each([
    "",
    "prove",
    "PROVE ",
    "PROVE  a=1",
    "PROVE a",
    "PROVE a=1 a=2",
    "PROVE a=%2",
    "PROVE a=%zz",
    "PROVE a=%2f",
    "PROVE a=%00",
    "PROVE a=ü",
    "PROVE a=$(id)",
    "PROVE a=1\r",
    `PROVE a=${"x".repeat(4_096)}`,
  ])("is not %j", (line) => {
    expect(decodeLine(line)).toBeUndefined();
  });

  it("leaves out what is not given", () => {
    expect(encodeLine("VOLUME", { role: "data", mount: undefined })).toBe("VOLUME role=data");
  });
});
