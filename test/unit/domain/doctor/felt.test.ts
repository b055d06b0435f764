import { expect, test } from "vitest";
import { feltAround } from "#domain/doctor/felt.ts";

const span = { server: "db-1", from: 1_000, to: 2_000 };
const commit = (at: number, tookMs: number) => ({ at, tookMs });

test("a commit belongs to the freeze as soon as it waited in any part of it", () => {
  const felt = feltAround(
    [commit(700, 2), commit(800, 4), commit(900, 1), commit(995, 1_010), commit(2_100, 3)],
    span,
  );
  expect(felt).toEqual({
    before: { commits: 3, medianMs: 2, longestMs: 4 },
    during: { commits: 1, medianMs: 1_010, longestMs: 1_010 },
    after: { commits: 1, medianMs: 3, longestMs: 3 },
  });
});

test("what nobody saw is not said to have taken no time", () => {
  expect(feltAround([], span)).toEqual({});
  expect(feltAround([commit(1_500, 1)], span)).toEqual({ during: { commits: 1, medianMs: 1, longestMs: 1 } });
});
