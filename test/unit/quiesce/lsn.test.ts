import fc from "fast-check";
import { expect, it } from "vitest";
import { lsnDistance } from "#quiesce/lsn.ts";

const hex = (n: number) => n.toString(16).toUpperCase();
const lsn = fc.tuple(fc.nat({ max: 0xfffff }), fc.nat({ max: 0xffffffff }));

it("counts bytes between two WAL positions over the border of 4 GiB", () => {
  expect(lsnDistance("0/FFFFFFFF", "1/0")).toBe(1);
  expect(lsnDistance("0/1A", "0/2B")).toBe(17);
  expect(lsnDistance("1/0", "0/0")).toBe(-(2 ** 32));
  fc.assert(
    fc.property(lsn, lsn, (a, b) => {
      const distance = (b[0] - a[0]) * 2 ** 32 + b[1] - a[1];
      expect(lsnDistance(`${hex(a[0])}/${hex(a[1])}`, `${hex(b[0])}/${hex(b[1])}`)).toBe(distance);
    }),
  );
});
