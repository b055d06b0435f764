import { expect, test } from "vitest";
import type { FoundVolume } from "#domain/preflight/facts.ts";
import { matchBackend } from "#workflows/match-backend.ts";
import { found } from "../domain/found.ts";

const at = (pool: string | undefined, type = "tier1"): FoundVolume => ({
  ...found("data", { type }),
  pool: pool === undefined ? { unread: "403" } : { value: pool },
});
const byPool = { pool: "host@pure", driver: "PureISCSIDriver" };
const byType = { volumeTypes: ["tier1"], driver: "VendorX" };
const both = { ...byPool, volumeTypes: ["tier1"] };

test("a pool is matched with or without its part after #, and never by a longer name", () => {
  expect(matchBackend([byPool], [at("host@pure#one"), at("host@pure")])).toBe(byPool);
  expect(matchBackend([byPool], [at("host@pure2#one")])).toBeUndefined();
  expect(matchBackend([{ ...byPool, pool: "host@pure#one" }], [at("host@pure#two")])).toBeUndefined();
});

test("without the right to see pools the volume type decides", () => {
  expect(matchBackend([byPool], [at(undefined)])).toBeUndefined();
  expect(matchBackend([both], [at(undefined)])).toBe(both);
  expect(matchBackend([both], [at("host@other#one")])).toBeUndefined();
  expect(matchBackend([byType], [at("host@other#one")])).toBe(byType);
});

test("one entry must fit all volumes: a group over two back ends is nobody's", () => {
  expect(
    matchBackend([byPool, { ...byPool, pool: "host@rbd" }], [at("host@pure#a"), at("host@rbd#b")]),
  ).toBeUndefined();
  expect(matchBackend([byType], [at(undefined), at(undefined, "tier2")])).toBeUndefined();
});

test("nothing declared, or no volumes, is no match; the first entry that fits wins", () => {
  expect(matchBackend([], [at("host@pure#a")])).toBeUndefined();
  expect(matchBackend([byPool], [])).toBeUndefined();
  expect(matchBackend([byType, byPool], [at("host@pure#a")])).toBe(byType);
});
