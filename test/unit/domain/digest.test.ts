import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson, digestOf } from "#domain/digest.ts";

it("gives equal text for equal values, whatever the order of keys", () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }], a: "é", gone: undefined })).toBe(
    '{"a":"é","b":[{"c":null,"d":1}]}',
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      expect(digestOf(reversed)).toBe(digestOf(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it("is SHA-256 in hex", () => {
  expect(digestOf({})).toBe("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
});
